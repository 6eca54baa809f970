package badserver

import "slices"

// assignments: a replacing call sets what only the adding one may, as where a
// server assigns to an item whatever it is sent.
func (d *document) assignments(o *operation) []Server {
	c := o.collection
	if c == nil || o != c.replaces || !o.leavesOpen() {
		return nil
	}
	names, _ := o.reflected()
	var all []Server
	for _, name := range sorted(c.identity()) {
		if slices.Contains(names, name) {
			continue
		}
		pointer := c.identity()[name]
		all = append(all, warned(d.server(o, Unsettled, "assigns "+name+" too, where it is sent", []string{"unsettled"}, func(s *site) serve {
			moved := map[string]any{} // by key
			return func(r *request) *answer {
				a := s.pass(r)
				body, _ := r.object()
				switch v, sent := body[name]; {
				case r.op == o && sent && a.ok():
					moved[r.key()] = v
					return a.edited(o.effect.Value+pointer, func(old any) (any, bool) { return like(old, text(v)), true })
				case r.op == c.list && a.ok():
					return a.listing(c, func(items []any) []any {
						for i, item := range items {
							if v, is := moved[keyOf(c, item)]; is {
								items[i] = edit(item, tokens(pointer), every, func(old any) (any, bool) { return like(old, text(v)), true })
							}
						}
						return items
					})
				}
				return a
			}
		}), true))
	}
	return all
}
