package badserver

import "slices"

// oddHeirs: the key of what was removed may be somebody else's soon. The first
// one is once every call that names an item was refused for it, so that a judge
// has had the time for that; from then on each key is at the next look.
func (d *document) oddHeirs() []Server {
	var all []Server
	for _, c := range d.collections() {
		if c.removes != nil && len(c.identity()) > 0 { // else a new item may look like the one whose key it has
			all = append(all, d.odd(OddOthers, "others get the keys of removed items", d.inherited(c)))
		}
	}
	return all
}

func (d *document) inherited(c *collection) func(*site) serve {
	calls := 0 // that name an item
	for _, o := range d.operations {
		if o.collection == c && o.keyParam != "" {
			calls++
		}
	}
	return func(s *site) serve {
		var removed []string
		var theirs []any
		refused, begun := map[string]int{}, false
		return func(r *request) *answer {
			a, key := s.pass(r), r.key()
			switch {
			case r.op == nil || r.op.collection != c || !s.authentic(r):
			case a.ok() && r.op == c.removes:
				removed = append(removed, key)
			case !a.ok() && slices.Contains(removed, key):
				refused[key]++
				begun = begun || refused[key] == calls
			case a.ok() && r.op == c.list:
				return a.listing(c, func(items []any) []any {
					if begun && len(items) > 0 {
						for _, key := range removed {
							theirs = append(theirs, c.heir(items[0], len(theirs)+1, key))
						}
						removed = nil
					}
					return append(items, theirs...)
				})
			}
			return a
		}
	}
}

// heir makes an item of somebody else's under a given key.
func (c *collection) heir(of any, n int, key string) any {
	return edit(c.stranger(of, n), tokens(c.Key), every, func(v any) (any, bool) { return like(v, key), true })
}
