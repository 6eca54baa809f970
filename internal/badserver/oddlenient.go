package badserver

import (
	"net/http"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// oddLenient: what the document leaves open may be accepted, if what is asked
// for is then done. Some of it a judge may point at.
func (d *document) oddLenient() []Server {
	var all []Server
	accepting := func(name string, warn bool, fix func(s *site, r *request) *request) {
		s := d.odd(OddLenient, name, func(s *site) serve {
			return func(r *request) *answer {
				if r.op != nil {
					if fixed := fix(s, r); fixed != nil {
						return s.pass(fixed)
					}
				}
				return s.pass(r)
			}
		})
		all = append(all, warned(s, warn))
	}
	as := func(b strange) func(s *site, r *request) *request {
		return func(s *site, r *request) *request {
			if !r.op.takesBodies() || !s.authentic(r) || !b.is(r) {
				return nil
			}
			object := r.op.meant(b, r.body)
			if object == nil {
				return nil
			}
			fixed := r.with(object)
			fixed.header.Del("Content-Encoding")
			return fixed
		}
	}
	var most []strange
	for _, b := range strangeBodies {
		if b.accept == warnedOf || b.accept == allowed {
			accepting("accepts "+b.name, b.accept == warnedOf, as(b))
			most = append(most, b)
		}
	}
	accepting("accepts all of that", true, func(s *site, r *request) *request {
		for _, b := range most {
			if fixed := as(b)(s, r); fixed != nil {
				return fixed
			}
		}
		return nil
	})
	all = append(all, d.odd(OddLenient, "refuses all that it may", func(s *site) serve {
		return func(r *request) *answer {
			for _, b := range strangeBodies {
				if r.op != nil && r.op.takesBodies() && s.authentic(r) && b.is(r) {
					return r.op.documented(r.op.contentErrors()[0])
				}
			}
			return s.pass(r)
		}
	}))
	if misread := d.misreading(); misread != nil {
		accepting("reads the number that a text begins with", true, misread)
	}
	if d.optional() {
		accepting("takes null for left out", true, func(s *site, r *request) *request {
			body, ok := r.object()
			if !ok || !r.op.takesBodies() || !s.authentic(r) {
				return nil
			}
			fixed := false
			for name, v := range body {
				if p := r.op.body.Properties[name]; v == nil && p != nil && !slices.Contains(r.op.body.Required, name) {
					delete(body, name)
					fixed = true
				}
			}
			if !fixed {
				return nil
			}
			return r.with(body)
		})
	}
	for _, o := range d.operations {
		if o.effect.Kind == openapi.Removes && open(o.spec.Extensions) && o.keyParam != "" {
			s := d.odd(OddLenient, o.id+" succeeds once more for what was removed", func(s *site) serve {
				return func(r *request) *answer {
					a := s.pass(r)
					if r.op == o && a.status == http.StatusNotFound && s.authentic(r) && s.listed[r.key()] {
						return s.succeeded(o)
					}
					return a
				}
			})
			all = append(all, warned(s, true))
		}
	}
	return all
}

// takesBodies reports whether an operation has a JSON body that may be refused.
func (o *operation) takesBodies() bool { return o.body != nil && len(o.contentErrors()) > 0 }

// optional reports whether there is a body of which something may be left out
// that must not be null.
func (d *document) optional() bool {
	return slices.ContainsFunc(d.operations, func(o *operation) bool {
		if !o.takesBodies() {
			return false
		}
		for name, p := range o.body.Properties {
			if !slices.Contains(o.body.Required, name) && p.Value.VisitJSON(nil) != nil {
				return true
			}
		}
		return false
	})
}
