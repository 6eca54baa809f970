package badserver

import (
	"net/http"
	"strings"

	"github.com/custmgr/custmgr/openapi"
)

// methods: a method that the document does not have on a path does something.
// The first operation of a path answers for it.
func (d *document) methods(o *operation) []Server {
	for _, other := range d.operations {
		if other.path == o.path && other != o {
			if other.line() < o.line() {
				return nil
			}
		}
	}
	var all []Server
	c := o.collection
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if o.item.GetOperation(method) != nil {
			continue
		}
		rules := []string{"method"}
		name := method + " " + o.path
		add := func(how string, warned bool, answers func(s *site, r *request) *answer) {
			s := d.server(o, Method, name+" "+how, rules, func(s *site) serve {
				return func(r *request) *answer {
					if r.path == nil || r.path.path != o.path || r.method != method {
						return s.pass(r)
					}
					return answers(s, r)
				}
			})
			s.Warned = warned
			all = append(all, s)
		}
		add("is answered as if it had done something", true, func(s *site, r *request) *answer {
			return jsonAnswer(http.StatusOK, map[string]any{})
		})
		add("is answered with 500", true, func(s *site, r *request) *answer { return &answer{status: 500, header: http.Header{}} })
		documented := strings.Join(sorted(o.item.Operations()), ", ")
		for _, allow := range []struct{ name, methods string }{
			{"without an Allow", ""}, {"with an Allow that has it", documented + ", " + method}, {"with an Allow that has nothing documented", http.MethodTrace},
		} {
			add("is refused with 405 "+allow.name, true, func(*site, *request) *answer {
				a := &answer{status: http.StatusMethodNotAllowed, header: http.Header{}}
				if allow.methods != "" {
					a.header.Set("Allow", allow.methods)
				}
				return a
			})
		}
		add("hangs up", false, func(*site, *request) *answer { return hungUp() })
		does, how := d.meaning(o, method)
		if does == nil {
			continue
		}
		twin := c != nil && isTwin(c.replaces, method) && c.replaces.path == o.path
		add(how, twin, func(s *site, r *request) *answer { return does(s, r) }) // frameworks route the two to one place
		add(how+" and is refused", false, func(s *site, r *request) *answer {
			a := s.pass(r)
			does(s, r)
			return a
		})
		if twin {
			for _, w := range d.notTheTwin(c) {
				add(w.name, false, w.does)
			}
			if o.item.GetOperation(http.MethodPost) == nil {
				post, _ := d.meaning(o, http.MethodPost)
				all = append(all, d.server(o, Method, name+" replaces the item, and so does POST", rules, func(s *site) serve {
					return func(r *request) *answer {
						switch {
						case r.path == nil || r.path.path != o.path:
						case r.method == method:
							return does(s, r)
						case r.method == http.MethodPost:
							return post(s, r)
						}
						return s.pass(r)
					}
				}))
			}
		}
	}
	return all
}

// line is where the document has the operation.
func (o *operation) line() int {
	if o.spec.Origin == nil || o.spec.Origin.Key == nil {
		return 0
	}
	return o.spec.Origin.Key.Line
}

// meaning is what a server might take an undocumented method on a path for.
func (d *document) meaning(o *operation, method string) (does func(s *site, r *request) *answer, how string) {
	c := o.collection
	if c == nil {
		return nil, ""
	}
	as := func(op *operation) func(*site, *request) *answer {
		return func(s *site, r *request) *answer {
			q := r.clone()
			q.method = op.method
			q.route(s.doc)
			q = s.authorised(q)
			if op.effect.Kind == openapi.Adds {
				if body, ok := q.object(); ok {
					q = q.with(s.free(op, body, q, nil))
				}
			}
			return s.pass(q)
		}
	}
	onItem := strings.HasSuffix(o.path, "}")
	switch {
	case method == http.MethodGet:
		return nil, ""
	case method == http.MethodDelete && !onItem && c.removes != nil:
		return func(s *site, r *request) *answer {
			for _, item := range s.items(c, r) {
				s.call(c.removes, keyOf(c, item), nil, r)
			}
			return s.succeeded(c.removes)
		}, "removes all items"
	case onItem && c.replaces != nil && c.replaces.path == o.path:
		return as(c.replaces), "replaces the item"
	case !onItem && c.adds != nil && c.adds.path == o.path && c.tells(c.adds):
		return as(c.adds), "adds an item"
	}
	return nil, ""
}
