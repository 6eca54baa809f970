package badserver

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// oddKeys: a key may be any value of its schema, and one that is free again may
// be given once more.
func (d *document) oddKeys() []Server {
	var all []Server
	for _, c := range d.collections() {
		if c.removes != nil {
			all = append(all, d.odd(OddKeys, "hands out the keys of removed items again", recycled(c)))
		}
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
			all = append(all, d.odd(OddKeys, "keys are "+keys.name, rekeyed(c, keys.out, keys.in)))
		}
		for name, pointer := range c.identity() {
			if len(c.identity()) == 1 {
				all = append(all, d.odd(OddKeys, "the key of an item is its "+name, natural(c, pointer)))
			}
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
				if n, err := strconv.ParseInt(digits, 10, 64); err == nil && in(n) > 0 && digits[0] != '0' {
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

// recycled gives a new item the key of one that was removed, if there is any.
func recycled(c *collection) func(*site) serve {
	return func(s *site) serve {
		var free []string
		return recycling(s, c, &free)
	}
}

// recycling is like recycled, with free keys that others may add to.
func recycling(s *site, c *collection, free *[]string) serve {
	shown, real := map[string]string{}, map[string]string{}
	return func(r *request) *answer {
		asked := r
		if key := r.key(); key != "" && r.op.collection == c && real[key] != "" {
			asked = s.under(r, real[key])
		}
		a := s.pass(asked)
		if a.ok() && r.op == c.removes {
			delete(shown, real[r.key()])
			delete(real, r.key())
			*free = append(*free, r.key())
		}
		if a.ok() && r.op == c.adds && len(*free) > 0 {
			key := (*free)[0]
			shown[a.keyAfter(r)], real[key] = key, a.keyAfter(r)
			*free = (*free)[1:]
		}
		return a.items(r, func(item any) any {
			return edit(item, tokens(c.Key), every, func(v any) (any, bool) {
				if key := shown[text(v)]; key != "" {
					return like(v, key), true
				}
				return v, true
			})
		}, same[[]any])
	}
}

// natural shows what identifies an item as its key.
func natural(c *collection, pointer string) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			asked := r
			if key := r.key(); key != "" && r.op.collection == c && strings.Trim(key, "0123456789") == "" && s.token.known() {
				real := text(absentLike(json.Number(key)))
				for _, item := range s.items(c, r) {
					if text(first(item, pointer)) == key {
						real = keyOf(c, item)
					}
				}
				asked = s.under(r, real)
			}
			return s.pass(asked).items(r, func(item any) any {
				return edit(item, tokens(c.Key), every, func(v any) (any, bool) { return like(v, text(first(item, pointer))), true })
			}, same[[]any])
		}
	}
}
