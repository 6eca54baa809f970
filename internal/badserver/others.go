package badserver

import "github.com/custmgr/custmgr/openapi"

// others: a call changes one thing that requests set, and that is all, of an
// item that it is not about.
func (d *document) others(o *operation) []Server {
	c := o.collection
	if c == nil || c.list == nil || c.adds == nil || o.effect.Kind == "" {
		return nil
	}
	var all []Server
	for _, kept := range c.set() {
		all = append(all, d.server(o, Write, "changes the "+kept.name+" of another item as well", []string{"effect", c.list.id + "/effect"},
			spilling(kept, func(r *request, a *answer) bool { return r.op == o && a.ok() })))
		if errors := o.contentErrors(); len(errors) > 0 && c.removes != nil {
			once := d.server(o, Applied, "a refused call changes the "+kept.name+" of another item", []string{"rejected"}, func(s *site) serve {
				done := false
				return spilling(kept, func(r *request, a *answer) bool {
					due := !done && r.op == o && a.status >= 400 && a.status <= 499 && s.authentic(r)
					done = done || due
					return due
				})(s)
			})
			all = append(all, once)
		}
	}
	return all
}

// A part is something that requests set of an item, and where an item shows it.
type part struct {
	name, pointer string
	replaced      bool // the replacing operation sets it too
}

// set lists the parts of an item that requests set.
func (c *collection) set() []part {
	var all []part
	seen := map[string]bool{}
	for _, o := range []*operation{c.replaces, c.adds} {
		if o == nil {
			continue
		}
		names, pointers := o.reflected()
		for _, name := range names {
			if !seen[name] {
				all = append(all, part{name, pointers[name], o.effect.Kind == openapi.Replaces})
			}
			seen[name] = true
		}
	}
	return all
}

// spilling changes a part of the newest other item whenever a call is such
// a one. What cannot be replaced is shown in the lists from then on.
func spilling(p part, such func(r *request, a *answer) bool) func(*site) serve {
	return func(s *site) serve {
		shown := map[string]bool{}
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op == nil || r.op.collection == nil {
				return a
			}
			c := r.op.collection
			if r.op == c.list && a.ok() {
				return a.listing(c, func(items []any) []any {
					for i, item := range items {
						if shown[keyOf(c, item)] {
							items[i] = edit(item, tokens(p.pointer), every, func(v any) (any, bool) { return different(v), true })
						}
					}
					return items
				})
			}
			if !such(r, a) || !s.authentic(r) {
				return a
			}
			about := r.key()
			if a.ok() {
				about = a.keyAfter(r)
			}
			for _, key := range s.others(r, about, 1) {
				if !p.replaced {
					shown[key] = true
					continue
				}
				write{site: s, r: r, c: c}.puts(key, p.name, s.unlike(c, p, key, r))
			}
			return a
		}
	}
}

// unlike is an item that shows another value of a part than the one with a key,
// as far as such a value is known.
func (s *site) unlike(c *collection, p part, key string, r *request) any {
	item := s.item(c, key, r)
	v, ok := s.another(p.name, old(c.replaces, p.name, p.pointer, item))
	if item == nil || !ok {
		return nil
	}
	return showing(p.pointer, v)
}

// showing makes a value that shows another one at a pointer, and nothing else.
func showing(pointer string, v any) any {
	at := tokens(pointer)
	if len(at) == 0 {
		return v
	}
	rest := ""
	for _, token := range at[1:] {
		rest += "/" + token
	}
	if at[0] == "*" {
		all := []any{}
		for _, e := range flat(v) {
			all = append(all, showing(rest, e))
		}
		return all
	}
	return map[string]any{at[0]: showing(rest, v)}
}
