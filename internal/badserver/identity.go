package badserver

import "github.com/custmgr/custmgr/openapi"

// identities: an answer is about another item, or makes one of it.
func (d *document) identities(o *operation) []Server {
	var all []Server
	c := o.collection
	rules := []string{"effect"}
	if o.shows() {
		all = append(all,
			d.server(o, Reflection, "the answer has the key of another item", rules, func(s *site) serve {
				return func(r *request) *answer {
					if r.op != o {
						return s.pass(r)
					}
					before := s.other(c, r.key(), r)
					a := s.pass(r)
					if !a.ok() || before == "" {
						return a
					}
					return a.edited(o.effect.Value+c.Key, func(v any) (any, bool) { return like(v, before), true })
				}
			}),
			d.server(o, Reflection, "the answer is about another item", []string{"effect", "reflects"}, func(s *site) serve {
				return func(r *request) *answer {
					if r.op != o {
						return s.pass(r)
					}
					other := s.item(c, s.other(c, r.key(), r), r)
					a := s.pass(r)
					if !a.ok() || other == nil {
						return a
					}
					return a.edited(o.effect.Value, to(other))
				}
			}),
			d.server(o, Reflection, "the answer has a key that no item has", rules, onSuccess(o, func(a *answer) *answer {
				return a.edited(o.effect.Value+c.Key, func(v any) (any, bool) { return absentLike(v), true })
			})),
		)
	}
	if o.effect.Kind != openapi.Replaces {
		return all
	}
	identity := c.identity()
	for _, name := range sorted(identity) {
		pointer := identity[name]
		if o.shows() {
			all = append(all, d.server(o, Reflection, "the answer shows another "+name, rules, onSuccess(o, func(a *answer) *answer {
				return a.edited(o.effect.Value+pointer, func(v any) (any, bool) { return different(v), true })
			})))
		}
		all = append(all, d.server(o, Reflection, "changes "+name+" in store", rules, changingIdentity(o, pointer)))
	}
	return all
}

// changingIdentity makes items somebody else's when they are replaced: the
// answers and all lists from then on say so.
func changingIdentity(o *operation, pointer string) func(*site) serve {
	return func(s *site) serve {
		changed := map[string]bool{}
		c := o.collection
		return func(r *request) *answer {
			a := s.pass(r)
			if !a.ok() {
				return a
			}
			if r.op == o {
				changed[r.key()] = true
				return a.edited(o.effect.Value+pointer, func(v any) (any, bool) { return different(v), true })
			}
			if r.op == c.list {
				return a.listing(c, func(items []any) []any {
					for i, item := range items {
						if changed[keyOf(c, item)] {
							items[i] = edit(item, tokens(pointer), every, func(v any) (any, bool) { return different(v), true })
						}
					}
					return items
				})
			}
			return a
		}
	}
}
