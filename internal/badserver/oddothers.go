package badserver

import "math/rand/v2"

// oddOthers: an account is nobody's alone. Others add, change and remove items
// of theirs all the time.
func (d *document) oddOthers() []Server {
	var all []Server
	for _, c := range d.collections() {
		all = append(all, d.drawn(OddOthers, "others add, change and remove items", func(by *rand.Rand) func(*site) serve {
			return func(s *site) serve {
				theirs, n := []any{}, 0
				return onList(c, func(_ *site, items []any) []any {
					for range by.IntN(4) {
						i := by.IntN(len(theirs) + 1)
						switch what := by.IntN(3); {
						case len(items) == 0:
						case i == len(theirs) || what == 0:
							n++
							theirs = append(theirs, c.stranger(items[by.IntN(len(items))], n))
						case what == 1:
							theirs[i] = c.changed(theirs[i], items[by.IntN(len(items))])
						default:
							theirs = append(theirs[:i:i], theirs[i+1:]...)
						}
					}
					for _, item := range theirs {
						at := by.IntN(len(items) + 1)
						items = append(items[:at:at], append([]any{item}, items[at:]...)...)
					}
					return items
				})(s)
			}
		})...)
		all = append(all, d.odd(OddOthers, "others have a thousand items", onList(c, func(_ *site, items []any) []any {
			if len(items) > 0 {
				like := items[0]
				for n := range 1000 {
					items = append(items, c.stranger(like, n+1))
				}
			}
			return items
		})))
	}
	return all
}

// stranger makes an item of somebody else's.
func (c *collection) stranger(like any, n int) any {
	item := renumber(like)
	for _, pointer := range append(sortedValues(c.identity()), c.Key) {
		item = edit(item, tokens(pointer), every, func(v any) (any, bool) { return raised(v, n), true })
	}
	return item
}

// changed gives an item what another one shows, but for what identifies it.
func (c *collection) changed(item, by any) any {
	changed := renumber(by)
	for _, pointer := range append([]string{c.Key}, sortedValues(c.identity())...) {
		changed = edit(changed, tokens(pointer), every, to(first(item, pointer)))
	}
	return changed
}
