package badserver

import (
	"cmp"
	"fmt"
	"slices"
)

// listing changes the items of a list's answer.
func (a *answer) listing(c *collection, change func(items []any) []any) *answer {
	return a.edited(c.Items, func(v any) (any, bool) {
		items, ok := v.([]any)
		if !ok {
			return v, true
		}
		return append([]any{}, change(items)...), true
	})
}

// lists: a list does not show what there is.
func (d *document) lists(o *operation) []Server {
	c := o.collection
	if c == nil || c.list != o || c.adds == nil {
		return nil
	}
	rules := []string{"effect"}
	for _, other := range []*operation{c.adds, c.replaces, c.removes} {
		if other != nil {
			rules = append(rules, other.id+"/effect", other.id+"/reflects")
		}
	}
	var all []Server
	add := func(name string, behave func(*site) serve) { all = append(all, d.server(o, List, name, rules, behave)) }
	leave := func(name string, drop func(i, n int, ours []bool) bool) { add("leaves out "+name, leavingOut(c, drop)) }

	leave("the newest item", func(i, n int, _ []bool) bool { return i == n-1 })
	leave("the oldest of the items that were added", func(i, _ int, ours []bool) bool { return ours[i] && !slices.Contains(ours[:i], true) })
	leave("every second item", func(i, _ int, _ []bool) bool { return i%2 == 1 })
	leave("all items that were added", func(i, _ int, ours []bool) bool { return ours[i] })
	leave("all items but one", func(i, _ int, _ []bool) bool { return i > 0 })
	leave("all items", func(int, int, []bool) bool { return true })
	for most := 2; most <= 4; most++ {
		leave(fmt.Sprintf("what comes after the first %d", most), func(i, _ int, _ []bool) bool { return i >= most })
	}
	names, pointers := c.adds.reflected()
	for _, name := range names {
		if array := beforeStar(pointers[name]); array != "" {
			for _, empty := range []bool{true, false} {
				how := map[bool]string{true: "without any", false: "with some"}[empty]
				add("leaves out the items "+how+" "+name, onList(c, func(_ *site, items []any) []any {
					return slices.DeleteFunc(items, func(item any) bool { return len(flat(first(item, array))) == 0 == empty })
				}))
			}
		}
		add("shows the "+name+" of another item", onList(c, func(_ *site, items []any) []any {
			return rotated(items, cmp.Or(beforeStar(pointers[name]), pointers[name]))
		}))
	}
	add("shows the last item twice", onList(c, func(_ *site, items []any) []any { return append(items, items[max(0, len(items)-1):]...) }))
	add("shows every item twice", onList(c, func(_ *site, items []any) []any { return append(items, items...) }))
	add("shows the last item under another key", onList(c, func(_ *site, items []any) []any {
		if n := len(items) - 1; n >= 0 {
			items[n] = edit(items[n], tokens(c.Key), every, func(v any) (any, bool) { return absentLike(v), true })
		}
		return items
	}))
	add("never changes", frozen(c))
	add("lags one write behind", lagging(c))
	if c.replaces != nil {
		add("forgets the items that were replaced", forgetting(c, c.replaces))
		add("shows the items as they were before they were replaced", unchanging(c))
	}
	return all
}

// onList changes the items that a collection's lists show.
func onList(c *collection, change func(s *site, items []any) []any) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op == c.list && a.ok() {
				return a.listing(c, func(items []any) []any { return change(s, items) })
			}
			return a
		}
	}
}

// leavingOut leaves out items by their place and by whether they were added
// since the first list.
func leavingOut(c *collection, drop func(i, n int, ours []bool) bool) func(*site) serve {
	return func(s *site) serve {
		var begun map[string]bool
		return onList(c, func(_ *site, items []any) []any {
			ours := make([]bool, len(items))
			if begun == nil {
				begun = map[string]bool{}
				for _, item := range items {
					begun[keyOf(c, item)] = true
				}
			}
			for i, item := range items {
				ours[i] = !begun[keyOf(c, item)]
			}
			var left []any
			for i, item := range items {
				if !drop(i, len(items), ours) {
					left = append(left, item)
				}
			}
			return left
		})(s)
	}
}

// frozen shows the first list for ever.
func frozen(c *collection) func(*site) serve {
	return func(s *site) serve {
		var kept *answer
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op != c.list || !a.ok() {
				return a
			}
			if kept == nil {
				kept = a
			}
			return kept
		}
	}
}

// lagging shows the list as it was before the last write.
func lagging(c *collection) func(*site) serve {
	return func(s *site) serve {
		var before *answer
		return func(r *request) *answer {
			if r.op == c.list && before != nil && call(s.good, r).ok() {
				return before
			}
			if r.op != nil && r.op.collection == c && r.op.unsafe() && s.token.known() {
				if now := s.call(c.list, "", nil, r); now.ok() && s.accepts(r) {
					before = now
				}
			}
			return s.pass(r)
		}
	}
}

// forgetting leaves out the items that an operation has touched.
func forgetting(c *collection, o *operation) func(*site) serve {
	return func(s *site) serve {
		gone := map[string]bool{}
		return func(r *request) *answer {
			a := s.pass(r)
			switch {
			case a.ok() && r.op == o:
				gone[r.key()] = true
			case a.ok() && r.op == c.list:
				return a.listing(c, func(items []any) []any {
					return slices.DeleteFunc(items, func(item any) bool { return gone[keyOf(c, item)] })
				})
			}
			return a
		}
	}
}

// unchanging shows each item as the first list with it did.
func unchanging(c *collection) func(*site) serve {
	return func(s *site) serve {
		was := map[string]any{}
		return onList(c, func(_ *site, items []any) []any {
			for i, item := range items {
				key := keyOf(c, item)
				if was[key] == nil {
					was[key] = item
				}
				items[i] = was[key]
			}
			return items
		})(s)
	}
}

// rotated gives each item what the next one shows at a pointer.
func rotated(items []any, pointer string) []any {
	was := make([]any, len(items))
	for i, item := range items {
		was[i] = first(item, pointer)
	}
	for i, item := range items {
		items[i] = edit(item, tokens(pointer), every, to(was[(i+1)%len(items)]))
	}
	return items
}
