package badserver

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// oddMeanwhile: what no request sets of an item may change at any time: it is
// somebody else's.
func (d *document) oddMeanwhile() []Server {
	var all []Server
	for _, c := range d.collections() {
		if addresses := c.unset(func(s *openapi3.Schema) bool { return strings.HasPrefix(s.Format, "uri") }); len(addresses) > 0 {
			s := d.odd(OddOthers, "signs an address anew in each answer", counted(func(r *request, a *answer, n int) *answer {
				return a.items(r, retitled(addresses, func(s string) string { return s + fmt.Sprintf("?signed=%d", n) }), same[[]any])
			}))
			all = append(all, warned(s, true)) // the answer to a call shows another one than the list
		}
		if names := c.freeTexts(); len(names) > 0 {
			renamed := func(name string, warn bool, when func(r *request, listed bool) bool) {
				s := d.odd(OddOthers, name, renaming(c, names, when))
				all = append(all, warned(s, warn))
			}
			renamed("others rename what an item shows before a call after a list", false, func(r *request, listed bool) bool { return listed && r.op != c.list })
			renamed("others rename what an item shows between any two calls", true, func(*request, bool) bool { return true })
		}
		s := d.odd(OddOthers, "shows an undocumented field that is another one at each look", counted(func(r *request, a *answer, n int) *answer {
			return a.items(r, func(item any) any {
				if m, ok := item.(map[string]any); ok {
					m["undocumented_time"] = json.Number(fmt.Sprint(n))
				}
				return item
			}, same[[]any])
		}))
		all = append(all, warned(s, true))
	}
	return all
}

// counted changes every answer by how many there were before.
func counted(change func(r *request, a *answer, n int) *answer) func(*site) serve {
	return func(s *site) serve {
		n := 0
		return func(r *request) *answer {
			n++
			return change(r, s.pass(r), n)
		}
	}
}

// renaming gives the texts of all items another name when it is time.
func renaming(c *collection, texts []string, when func(r *request, listed bool) bool) func(*site) serve {
	return func(s *site) serve {
		n, listed := 0, false
		return func(r *request) *answer {
			if when(r, listed) {
				n++
			}
			listed = r.op == c.list
			return s.pass(r).items(r, retitled(texts, func(s string) string { return fmt.Sprintf("%s, renamed %d times", s, n) }), same[[]any])
		}
	}
}

// retitled changes texts of an item.
func retitled(pointers []string, change func(string) string) func(item any) any {
	return func(item any) any {
		for _, pointer := range pointers {
			item = edit(item, tokens(pointer), every, func(v any) (any, bool) {
				if text, ok := v.(string); ok {
					return change(text), true
				}
				return v, true
			})
		}
		return item
	}
}
