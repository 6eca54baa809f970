package badserver

import (
	"math/rand/v2"
	"slices"
)

// oddOthers: an account is nobody's alone. Others add, change and remove items
// of theirs all the time.
func (d *document) oddOthers() []Server {
	var all []Server
	for _, c := range d.collections() {
		all = append(all, d.drawn(OddOthers, "others add, change and remove items", func(by *rand.Rand) func(*site) serve {
			return func(s *site) serve {
				others := &strangers{c: c, by: by}
				return onList(c, func(_ *site, items []any) []any { return others.among(items) })(s)
			}
		})...)
		if c.removes != nil && len(c.identity()) > 0 { // else a new item may look like the one whose key it has
			all = append(all, d.drawn(OddOthers, "others add, change and remove items, and the keys of removed ones are handed out again", func(by *rand.Rand) func(*site) serve {
				return func(s *site) serve {
					others := &strangers{c: c, by: by}
					next := recycling(s, c, &others.free)
					return func(r *request) *answer {
						a := next(r)
						if r.op == c.list && a.ok() {
							return a.listing(c, others.among)
						}
						if r.op == c.adds && s.authentic(r) {
							others.leave() // just before the next look
						}
						return a
					}
				}
			})...)
		}
		if c.removes != nil {
			all = append(all, d.odd(OddOthers, "hands out the keys of items that others removed meanwhile", succeeding(c)))
		}
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

// The strangers have items of theirs among ours.
type strangers struct {
	c      *collection
	by     *rand.Rand
	theirs []any
	free   []string // the keys of what they have removed
	n      int
}

// among does what they do between two lists, and shows their items among ours.
func (o *strangers) among(items []any) []any {
	for range o.by.IntN(4) {
		i := o.by.IntN(len(o.theirs) + 1)
		switch what := o.by.IntN(3); {
		case len(items) == 0:
		case i == len(o.theirs) || what == 0:
			o.theirs = append(o.theirs, o.another(items))
		case what == 1:
			o.theirs[i] = o.c.changed(o.theirs[i], items[o.by.IntN(len(items))])
		default:
			o.remove(i)
		}
	}
	for _, item := range o.theirs {
		at := o.by.IntN(len(items) + 1)
		items = append(items[:at:at], append([]any{item}, items[at:]...)...)
	}
	return items
}

// another makes an item under a key that nothing has.
func (o *strangers) another(items []any) any {
	like := items[o.by.IntN(len(items))]
	for {
		o.n++
		item := o.c.stranger(like, o.n)
		key := keyOf(o.c, item)
		if !slices.Contains(o.free, key) && !slices.ContainsFunc(slices.Concat(o.theirs, items), func(other any) bool { return keyOf(o.c, other) == key }) {
			return item
		}
	}
}

func (o *strangers) remove(i int) {
	o.free = append(o.free, keyOf(o.c, o.theirs[i]))
	o.theirs = append(o.theirs[:i:i], o.theirs[i+1:]...)
}

// leave removes one of their items, if there is any.
func (o *strangers) leave() {
	if len(o.theirs) > 0 {
		o.remove(o.by.IntN(len(o.theirs)))
	}
}

// succeeding hands out the keys of the items that were there before: whenever
// something is to be added, others have just removed one of theirs.
func succeeding(c *collection) func(*site) serve {
	return func(s *site) serve {
		var free []string
		next := recycling(s, c, &free)
		var theirs []string // that are still there
		begun := false
		return func(r *request) *answer {
			if r.op != nil && r.op.collection == c && s.authentic(r) {
				if !begun {
					for _, item := range s.items(c, r) {
						theirs = append(theirs, keyOf(c, item))
					}
					begun = true
				}
				if r.op == c.adds && len(theirs) > 0 && s.accepts(r) {
					s.call(c.removes, theirs[0], nil, r)
					free, theirs = append([]string{theirs[0]}, free...), theirs[1:]
				}
			}
			return next(r)
		}
	}
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
