package badserver

// oddUnsettled: what the document leaves open may be accepted, if it is done.
func (d *document) oddUnsettled() []Server {
	var all []Server
	for _, o := range d.operations {
		if !o.leavesOpen() {
			continue
		}
		names, pointers := o.reflected()
		for _, name := range names {
			all = append(all, d.odd(OddLenient, o.id+" takes an unknown "+name, inventing(o, name, pointers[name])))
		}
		if c := o.collection; o == c.adds && c.replaces != nil && len(c.identity()) > 0 {
			all = append(all, d.odd(OddLenient, o.id+" takes an item that there is already for a change of it", func(s *site) serve {
				return func(r *request) *answer {
					if r.op == o {
						if key := s.taken(r); key != "" && s.change(c, r).ok() {
							return s.shown(o, s.item(c, key, r))
						}
					}
					return s.pass(r)
				}
			}))
		}
	}
	return all
}

// inventing accepts what nobody has of a property, and stores and shows it.
func inventing(o *operation, name, pointer string) func(*site) serve {
	return func(s *site) serve {
		c := o.collection
		invented := map[string]map[string]any{} // by key of the item
		return func(r *request) *answer {
			if r.op == o && s.taken(r) == "" && s.unknown(r, name) {
				substitutes := s.substitutes(r, name)
				a := s.pass(s.withKnown(r, name))
				invented[a.keyAfter(r)] = substitutes
				return a.showing(r, pointer, substitutes)
			}
			a := s.pass(r)
			switch {
			case r.op == nil || r.op.collection != c || !a.ok():
			case r.op == c.list:
				return a.listing(c, func(items []any) []any {
					for i, item := range items {
						items[i] = unsubstituted(item, pointer, invented[keyOf(c, item)])
					}
					return items
				})
			case r.op.unsafe():
				delete(invented, a.keyAfter(r))
			}
			return a
		}
	}
}
