package badserver

import (
	"net/http"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// othersLists: what another account is shown depends on what was done to an
// item of this one, or on what it has; or is no such list as documented.
func (d *document) othersLists(o *operation) []Server {
	var all []Server
	c, seen := o.collection, []string{"isolation"}
	for _, p := range c.set() {
		if p.replaced && slices.Contains(tokens(p.pointer), "*") { // there may be none of it, or several
			all = append(all, d.server(o, Isolation, "shows another account the items of this one without "+p.name, seen, showingOf(c, func(item any) bool { return len(flat(find(item, p.pointer))) == 0 })))
			if len(c.identity()) > 0 { // one without is told by its coming and going only, which then may fall between two looks
				all = append(all, d.server(o, Isolation, "shows another account the items of this one with several "+p.name, seen, showingOf(c, func(item any) bool { return len(find(item, p.pointer)) > 1 })))
			}
		}
	}
	for _, did := range []*operation{c.replaces, c.removes} {
		if did != nil {
			all = append(all, d.server(o, Isolation, "shows another account the items of this one after "+did.id, seen, showingAfter(c, did)))
		}
	}
	all = append(all,
		d.server(o, Isolation, "answers another account with 500", seen, d.toOthers(o, func(*answer) *answer {
			return o.documented(http.StatusInternalServerError).under(http.StatusInternalServerError)
		})),
		d.server(o, Isolation, "answers another account with a status that is not documented", seen, d.toOthers(o, func(*answer) *answer {
			return jsonAnswer(http.StatusTeapot, map[string]any{})
		})),
		d.server(o, Isolation, "answers another account with null for its items", seen, d.toOthers(o, func(a *answer) *answer {
			return changedAt(a, c.Items, func(any) (any, bool) { return nil, true })
		})),
		d.server(o, Isolation, "answers another account without its items", seen, d.toOthers(o, func(a *answer) *answer {
			return changedAt(a, c.Items, func(any) (any, bool) { return nil, false })
		})))
	return all
}

// toOthers changes what another account is answered.
func (d *document) toOthers(o *operation, change func(*answer) *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op != o || !s.foreign(r) {
				return s.pass(r)
			}
			return change(s.pass(r))
		}
	}
}

func changedAt(a *answer, pointer string, change func(any) (any, bool)) *answer {
	v, ok := decode(a.body)
	if !ok {
		return a
	}
	return a.with(encode(edit(v, tokens(pointer), every, change)))
}

// showingOf shows another account those of this one's items that are such.
func showingOf(c *collection, such func(item any) bool) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op != c.list || !s.foreign(r) {
				return s.pass(r)
			}
			ours := slices.DeleteFunc(itemsIn(c, s.pass(s.authorised(r))), func(item any) bool { return !such(item) })
			return s.pass(r).listing(c, func(items []any) []any { return append(items, ours...) })
		}
	}
}

// showingAfter shows another account those of this one's items to which something
// was done: as they are, or as they were if they are gone by it.
func showingAfter(c *collection, did *operation) func(*site) serve {
	return func(s *site) serve {
		was := map[string]any{}
		return func(r *request) *answer {
			switch {
			case r.op == did && s.authentic(r):
				before := s.item(c, r.key(), r)
				a := s.pass(r)
				if a.ok() && before != nil {
					was[r.key()] = before
				}
				return a
			case r.op != c.list || !s.foreign(r):
				return s.pass(r)
			}
			ours := s.pass(s.authorised(r))
			return s.pass(r).listing(c, func(items []any) []any {
				for _, item := range itemsIn(c, ours) {
					if was[keyOf(c, item)] != nil {
						items = append(items, item)
					}
				}
				if did.effect.Kind == openapi.Removes {
					for _, key := range sorted(was) {
						items = append(items, was[key])
					}
				}
				return items
			})
		}
	}
}
