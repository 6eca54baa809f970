package badserver

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// freeTexts lists where items of a collection hold text that is not bound by
// anything: no pattern, no format, not what a request said.
func (c *collection) freeTexts() []string {
	_, response := c.list.success()
	schema, _ := content(response)
	for _, token := range append(tokens(c.Items), "*") {
		switch {
		case schema == nil:
			return nil
		case token == "*" && schema.Items != nil:
			schema = schema.Items.Value
		case schema.Properties[token] != nil:
			schema = schema.Properties[token].Value
		}
	}
	said := map[string]bool{c.Key: true}
	for _, o := range []*operation{c.adds, c.replaces} {
		if o != nil {
			_, pointers := o.reflected()
			for _, p := range pointers {
				said[p] = true
			}
		}
	}
	var all []string
	for _, p := range places(schema) {
		s := p.schema
		if s.Type.Is(openapi3.TypeString) && s.Pattern == "" && s.Format == "" && len(s.Enum) == 0 && s.MinLength == 0 && s.MaxLength == nil && !said[p.String()] {
			all = append(all, p.String())
		}
	}
	return all
}

// collections lists those with a list and an operation that adds.
func (d *document) collections() []*collection {
	var all []*collection
	for _, o := range d.operations {
		if c := o.collection; c != nil && c.list == o && c.adds != nil {
			all = append(all, c)
		}
	}
	return all
}

// oddValues: a text may be any text.
func (d *document) oddValues() []Server {
	var all []Server
	for _, c := range d.collections() {
		free := c.freeTexts()
		if len(free) == 0 {
			continue
		}
		for _, text := range []struct {
			name   string
			change func(string) string
		}{
			{"empty", func(string) string { return "" }},
			{"markup, quotes, emoji and controls", func(s string) string {
				return s + ` <b>&amp;</b> "'\` + "\u2028 😀 \u0000\n\t Ⅷ ﷽ e\u0301"
			}},
			{"ten thousand characters long", func(s string) string { return s + strings.Repeat("ä", 10_000) }},
			{"numbers, true and null as text", func(s string) string { return []string{"null", "true", "17", "1e3"}[len(s)%4] }},
		} {
			all = append(all, d.odd(OddValues, "free texts are "+text.name, answering(func(r *request, a *answer) *answer {
				return a.items(r, func(item any) any {
					for _, pointer := range free {
						item = edit(item, tokens(pointer), every, func(v any) (any, bool) { return text.change(v.(string)), true })
					}
					return item
				}, same[[]any])
			})))
		}
	}
	return all
}

// oddKeys: a key may be any number.
func (d *document) oddKeys() []Server {
	var all []Server
	for _, c := range d.collections() {
		_, response := c.list.success()
		schema, _ := content(response)
		if !isInteger(schema, c) {
			continue
		}
		for _, keys := range []struct {
			name    string
			out, in func(int64) int64
		}{
			{"beyond 2^53", plus(1<<53 - 1), plus(-(1<<53 - 1))},
			{"close to 2^63", plus(math.MaxInt64 - 1e9), plus(-(math.MaxInt64 - 1e9))},
			{"in no order", func(n int64) int64 { return n ^ 0x5a5a }, func(n int64) int64 { return n ^ 0x5a5a }},
		} {
			all = append(all, d.odd(OddValues, "keys are "+keys.name, rekeyed(c, keys.out, keys.in)))
		}
	}
	return all
}

func isInteger(schema *openapi3.Schema, c *collection) bool {
	for _, p := range places(schema) {
		if p.String() == c.Items+"/*"+c.Key {
			return p.schema.Type.Is(openapi3.TypeInteger)
		}
	}
	return false
}

func plus(n int64) func(int64) int64 {
	return func(m int64) int64 { return m + n }
}

// rekeyed shows other keys than the good server's, and reads them in paths.
func rekeyed(c *collection, out, in func(int64) int64) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			asked := r
			if key := r.key(); key != "" && r.op.collection == c {
				digits := key[:len(key)-len(strings.TrimLeft(key, "0123456789"))]
				if n, err := strconv.ParseInt(digits, 10, 64); err == nil && in(n) > 0 {
					asked = s.under(r, fmt.Sprint(in(n))+key[len(digits):])
				}
			}
			return s.pass(asked).items(r, func(item any) any {
				return edit(item, tokens(c.Key), every, func(v any) (any, bool) {
					n, err := strconv.ParseInt(text(v), 10, 64)
					if err != nil {
						return v, true
					}
					return json.Number(fmt.Sprint(out(n))), true
				})
			}, same[[]any])
		}
	}
}

// oddOthers: an account is nobody's alone. Others add, change and remove items
// of theirs all the time.
func (d *document) oddOthers() []Server {
	var all []Server
	for _, c := range d.collections() {
		for seed := range uint64(seeds) {
			all = append(all, d.odd(OddOthers, fmt.Sprintf("others add, change and remove items, seed %d", seed), func(s *site) serve {
				by, theirs, n := rand.New(rand.NewPCG(seed, seed)), []any{}, 0
				return onList(c, func(_ *site, items []any) []any {
					for range by.IntN(4) {
						i := by.IntN(len(theirs) + 1)
						switch what := by.IntN(3); {
						case len(items) == 0:
						case i == len(theirs) || what == 0:
							n++
							theirs = append(theirs, c.stranger(items[by.IntN(len(items))], n))
						case what == 1:
							theirs[i] = c.changed(theirs[i], items[by.IntN(len(items))])
						default:
							theirs = append(theirs[:i:i], theirs[i+1:]...)
						}
					}
					for _, item := range theirs {
						at := by.IntN(len(items) + 1)
						items = append(items[:at:at], append([]any{item}, items[at:]...)...)
					}
					return items
				})(s)
			}))
		}
	}
	return all
}

// stranger makes an item of somebody else's.
func (c *collection) stranger(like any, n int) any {
	item := edit(renumber(like), tokens(c.Key), every, func(v any) (any, bool) {
		for range n {
			v = absentLike(v)
		}
		return v, true
	})
	for _, pointer := range c.identity() {
		item = edit(item, tokens(pointer), every, func(v any) (any, bool) {
			for range n {
				v = absentLike(v)
			}
			return v, true
		})
	}
	return item
}

// changed gives an item what another one shows, but for what identifies it.
func (c *collection) changed(item, by any) any {
	changed := renumber(by)
	for _, pointer := range append([]string{c.Key}, sortedValues(c.identity())...) {
		changed = edit(changed, tokens(pointer), every, to(first(item, pointer)))
	}
	return changed
}

func sortedValues(m map[string]string) []string {
	var all []string
	for _, k := range sorted(m) {
		all = append(all, m[k])
	}
	return all
}
