package badserver

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// othersForms: whose an item is is looked at for some calls only, or for some
// items.
func (d *document) othersForms(o *operation) []Server {
	var all []Server
	c, caught := o.collection, []string{"isolation"}
	add := func(name string, is func(s *site, r *request) bool) {
		does := func(s *site, r *request) *answer { return s.pass(s.authorised(r)) }
		refuses := func(s *site, r *request) *answer {
			a := s.pass(r)
			call(s.good, s.authorised(r))
			return a
		}
		all = append(all,
			d.server(o, Isolation, "does what another account asks "+name, caught, forOthers(o, is, does)),
			d.server(o, Isolation, "does what another account asks "+name+", and refuses it", caught, forOthers(o, is, refuses)))
	}
	if o.effect.Kind != openapi.Replaces && o.effect.Kind != openapi.Removes {
		return nil
	}
	for _, p := range c.set() {
		if !p.replaced {
			continue
		}
		if slices.Contains(tokens(p.pointer), "*") { // there may be none of it
			add("to the items of this one that have "+p.name, func(s *site, r *request) bool { return len(find(s.item(c, r.key(), r), p.pointer)) > 0 })
			add("to the items of this one that have no "+p.name, func(s *site, r *request) bool {
				item := s.item(c, r.key(), r)
				return item != nil && len(find(item, p.pointer)) == 0
			})
		}
		if o != c.replaces {
			continue
		}
		given := func(r *request) (any, bool) {
			body, _ := r.object()
			v, ok := body[p.name]
			return v, ok
		}
		if slices.Contains(o.body.Required, p.name) { // the other values are unknown to that account
			add("to give an item the "+p.name+" that it has, and nothing that may be left out", func(s *site, r *request) bool {
				v, _ := given(r)
				body, _ := r.object()
				has := find(s.item(c, r.key(), r), p.pointer)
				return len(body) == len(o.body.Required) && len(has) == 1 && text(has[0]) == text(v)
			})
		}
		schema := o.body.Properties[p.name].Value
		for _, form := range forms(schema) {
			add("with "+p.name+" in its "+form+" form", func(_ *site, r *request) bool {
				v, ok := given(r)
				return ok && kind(v) == form
			})
		}
		if !slices.Contains(o.body.Required, p.name) {
			add("without "+p.name, func(_ *site, r *request) bool {
				_, ok := given(r)
				return !ok
			})
		}
		if slices.Contains(tokens(p.pointer), "*") {
			add("with an empty "+p.name, func(_ *site, r *request) bool {
				v, ok := given(r)
				return ok && kind(v) == "array" && len(flat(v)) == 0
			})
			add("with several "+p.name, func(_ *site, r *request) bool {
				v, _ := given(r)
				return len(flat(v)) > 1
			})
		}
	}
	return all
}

// forOthers answers another account in a way of its own what it asks of the items
// of this one, if the request is such.
func forOthers(o *operation, is func(*site, *request) bool, answers func(*site, *request) *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op == o && s.foreign(r) && is(s, r) {
				return answers(s, r)
			}
			return s.pass(r)
		}
	}
}
