package badserver

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
)

// oddRefusals: a request may be refused under any status that is documented for
// it, in any words.
func (d *document) oddRefusals() []Server {
	var all []Server
	most := 0
	for _, o := range d.operations {
		most = max(most, len(o.contentErrors()))
	}
	for by := 1; by < most; by++ {
		all = append(all, d.odd(OddRefusal, fmt.Sprintf("refuses with another documented status, %d further", by), answering(func(r *request, a *answer) *answer {
			if r.op == nil {
				return a
			}
			statuses := r.op.contentErrors()
			at := slices.Index(statuses, a.status)
			if at < 0 {
				return a
			}
			return r.op.documented(statuses[(at+by)%len(statuses)])
		})))
	}
	all = append(all, d.odd(OddRefusal, "refuses in other words", answering(func(r *request, a *answer) *answer {
		if r.op == nil || a.status < 400 {
			return a
		}
		schema, _ := content(r.op.response(a.status))
		v, ok := decode(a.body)
		if schema == nil || !ok {
			return a
		}
		for _, p := range places(schema) {
			if p.schema.VisitJSON("Das geht so nicht: 例 😀") == nil {
				v = edit(v, p.pointer, every, to("Das geht so nicht: 例 😀"))
			}
		}
		return a.with(encode(v))
	})))
	all = append(all, d.odd(OddRefusal, "refuses a body with a property that is not documented", func(s *site) serve {
		return func(r *request) *answer {
			if body, ok := r.object(); ok && r.op != nil && r.op.takesBodies() && s.authentic(r) && len(r.op.contentErrors()) > 0 {
				for name := range body {
					if r.op.body.Properties[name] == nil {
						return r.op.documented(r.op.contentErrors()[0])
					}
				}
			}
			return s.pass(r)
		}
	}))
	all = append(all, d.drawn(OddRefusal, "refuses with any documented status", random(func(by *rand.Rand, r *request, a *answer) *answer {
		if r.op == nil || !slices.Contains(r.op.contentErrors(), a.status) {
			return a
		}
		statuses := r.op.contentErrors()
		return r.op.documented(statuses[by.IntN(len(statuses))])
	}))...)
	all = append(all, d.odd(OddRefusal, "refuses in words that sound like the inside of a server", answering(func(r *request, a *answer) *answer {
		if r.op == nil || a.status < 400 {
			return a
		}
		return a.saying(r.op, "Select a value from the list where it says so, insert it into the form, update what you set, or delete from your request what is too much: see /docs/errors/4 and example.com/v1.ErrorList. Do not panic.")
	})))
	for _, long := range []struct {
		name   string
		status int
		is     func(r *request) bool
	}{
		{"long paths with 414", http.StatusRequestURITooLong, func(r *request) bool { return len(r.url.Path) > 500 }},
		{"large bodies with 413", http.StatusRequestEntityTooLarge, func(r *request) bool { return len(r.body) > 1_000_000 }},
		{"other media types with 415", http.StatusUnsupportedMediaType, func(r *request) bool { return strings.HasPrefix(r.header.Get("Content-Type"), "text/") }},
		{"compressed bodies with 415", http.StatusUnsupportedMediaType, coded},
	} {
		// The document may not have that status, and a gateway's page is not its
		// media type; but HTTP has both.
		s := d.odd(OddRefusal, "refuses "+long.name+" and a page of HTML", func(s *site) serve {
			return func(r *request) *answer {
				if r.op != nil && s.authentic(r) && long.is(r) {
					return &answer{status: long.status, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)}
				}
				return s.pass(r)
			}
		})
		all = append(all, warned(s, true))
	}
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		all = append(all, d.odd(OddRefusal, "refuses undocumented methods with a page of HTML under "+http.StatusText(status), answering(func(r *request, a *answer) *answer {
			if r.op != nil || r.path == nil {
				return a
			}
			return &answer{status: status, header: http.Header{"Content-Type": {"text/html"}, "Allow": a.header.Values("Allow")}, body: []byte(page)}
		})))
	}
	return all
}

// contentErrors lists the documented statuses that refuse what a request says.
func (o *operation) contentErrors() []int {
	return slices.DeleteFunc([]int{http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity}, func(n int) bool { return o.response(n) == nil })
}
