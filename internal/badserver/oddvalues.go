package badserver

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// freeTexts lists where items of a collection hold text that is not bound by
// anything: no pattern, no format, not what a request said.
func (c *collection) freeTexts() []string {
	return c.unset(func(s *openapi3.Schema) bool {
		return s.Pattern == "" && s.Format == "" && len(s.Enum) == 0 && s.MinLength == 0 && s.MaxLength == nil
	})
}

// unset lists where items of a collection hold text of some kind that is not
// what a request said.
func (c *collection) unset(such func(*openapi3.Schema) bool) []string {
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
		if s.Type.Is(openapi3.TypeString) && such(s) && !said[p.String()] {
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
			{"like a stack trace", func(s string) string {
				return s + " goroutine 1 [running]:\nSELECT * FROM users; /var/lib/x/y at x.y(Z.java:7)"
			}},
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
