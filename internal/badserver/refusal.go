package badserver

import (
	"fmt"
	"net/http"
	"slices"
)

// A refused is a documented 4xx that a correct server really gives, with the
// rules that look at it.
type refused struct {
	status int
	rules  []string
}

// refusedWith lists the refusals that any correct server of the operation
// gives: of credentials, of its body, of its key.
func (o *operation) refusedWith() []refused {
	var all []refused
	if o.scheme != nil && o.response(http.StatusUnauthorized) != nil {
		all = append(all, refused{http.StatusUnauthorized, []string{"credentials"}})
	}
	for _, status := range []int{http.StatusBadRequest, http.StatusUnprocessableEntity} {
		if o.body != nil && o.response(status) != nil {
			all = append(all, refused{status, []string{"body", "required", "type"}})
			break
		}
	}
	if o.keyParam != "" && o.response(http.StatusNotFound) != nil {
		all = append(all, refused{http.StatusNotFound, []string{"unknown"}})
	}
	return all
}

// refusals: a refusal is not the documented one.
func (d *document) refusals(o *operation) []Server {
	var all []Server
	for _, f := range o.refusedWith() {
		add := func(name string, change func(*answer) *answer) {
			all = append(all, d.server(o, Refusal, fmt.Sprintf("%d is %s", f.status, name), f.rules, onRefusal(o, f.status, change)))
		}
		schema, _ := content(o.response(f.status))
		if schema != nil {
			add("bare", func(a *answer) *answer { return &answer{status: a.status, header: http.Header{}} })
			add("a page of HTML", func(a *answer) *answer {
				return &answer{status: a.status, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)}
			})
			add("HTML called JSON", func(a *answer) *answer { return a.with([]byte(page)) })
			add("cut off", func(a *answer) *answer { return a.with(a.body[:len(a.body)/2]) })
			add("plain text", func(a *answer) *answer {
				return &answer{status: a.status, header: http.Header{"Content-Type": {"text/plain"}}, body: []byte("no")}
			})
			add("an array", func(a *answer) *answer { return a.with([]byte("[]")) })
			for _, p := range places(schema) {
				for _, dev := range deviations(p) {
					name := p.String() + " " + dev.name
					if dev.name == undocumentedField {
						name = "with " + dev.name
					}
					add(name, func(a *answer) *answer {
						if v, ok := decode(a.body); ok {
							return a.with(encode(edit(v, p.pointer, every, dev.change)))
						}
						return a
					})
					all[len(all)-1].Warned = dev.should
				}
			}
		}
		for _, status := range []int{200, 204, 500, 503} {
			add(fmt.Sprint(status), func(a *answer) *answer {
				if schema, _ := content(o.response(status)); status >= 500 && schema != nil {
					return o.documented(status)
				}
				return a.under(status)
			})
		}
		if f.status != http.StatusUnauthorized {
			add("401", func(*answer) *answer { return o.documented(http.StatusUnauthorized).under(http.StatusUnauthorized) })
		} else {
			for _, status := range []int{http.StatusForbidden, http.StatusNotFound, http.StatusBadRequest} {
				add(fmt.Sprint(status), func(*answer) *answer { return o.documented(status).under(status) })
				// A refusal under a number that nobody documents is one all the same.
				all[len(all)-1].Warned = o.response(status) == nil
			}
		}
		for _, status := range []int{http.StatusConflict, http.StatusTeapot} {
			if o.response(status) == nil {
				add(fmt.Sprintf("%d, which is not documented", status), func(a *answer) *answer { return a.under(status) })
				all[len(all)-1].Warned = true
			}
		}
		add("a redirect", func(*answer) *answer {
			return &answer{status: http.StatusFound, header: http.Header{"Location": {"/login"}}}
		})
		add("a hang-up", func(*answer) *answer { return hungUp() })
		if success, _ := o.success(); success > 0 && !slices.Contains([]int{200, 204}, success) {
			add("a success without a body", func(*answer) *answer { return &answer{status: success, header: http.Header{}} })
		}
	}
	return all
}

// onRefusal changes the answers of an operation under a status.
func onRefusal(o *operation, status int, change func(*answer) *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op == o && a.status == status {
				return change(a)
			}
			return a
		}
	}
}
