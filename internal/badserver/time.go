package badserver

import (
	"fmt"
	"slices"
)

// times: a list shows what is done later than it is done, or for a while only.
// Nothing here looks at a clock: time is counted in requests.
func (d *document) times(o *operation) []Server {
	c := o.collection
	if c == nil || c.list == nil || c.adds == nil {
		return nil
	}
	var all []Server
	rules := []string{c.list.id + "/effect"}
	writes := slices.DeleteFunc([]*operation{c.adds, c.replaces, c.removes}, func(o *operation) bool { return o == nil })
	for _, w := range writes {
		rules = append(rules, w.id+"/effect", w.id+"/reflects")
	}
	rules = append(rules, c.adds.id+"/sequence")
	add := func(name string, behave func(*site) serve) { all = append(all, d.server(o, Time, name, rules, behave)) }
	if o == c.list {
		for _, n := range []int{2, 3, 5} {
			add(fmt.Sprintf("is kept in a cache for %d lists", n), cached(c, n, func(*request) bool { return false }))
		}
		add("shows each item as it was before its last write", lateByItem(c))
		return all
	}
	if !slices.Contains(writes, o) {
		return nil
	}
	add("does not empty the cache of the list", cached(c, 0, func(r *request) bool { return r.op != o }))
	for _, n := range []int{1, 2, 3} {
		add(fmt.Sprintf("shows in the list after %d more lists only", n), delayed(c, o, func(r *request) bool { return r.op == c.list }, n))
	}
	add("shows in the list after the next write only", delayed(c, o, func(r *request) bool { return r.op.unsafe() }, 1))
	for _, n := range []int{1, 2, 4} {
		add(fmt.Sprintf("shows in %d lists and is lost then", n), passingAway(c, o, n))
	}
	return all
}

// cached keeps a list for so many lists, or for ever if n is 0, or until a
// write that empties the cache.
func cached(c *collection, n int, empties func(r *request) bool) func(*site) serve {
	return func(s *site) serve {
		var kept *answer
		left := 0
		return func(r *request) *answer {
			a := s.pass(r)
			switch {
			case !a.ok() || r.op == nil || r.op.collection != c:
			case r.op == c.list && kept != nil && (n == 0 || left > 0):
				left--
				return kept
			case r.op == c.list:
				kept, left = a, n-1
			case empties(r):
				kept = nil
			}
			return a
		}
	}
}

// lateByItem shows each item as it was before the last write to it: a new one
// not yet, a removed one still.
func lateByItem(c *collection) func(*site) serve {
	return func(s *site) serve {
		before := map[string]any{} // by key; nil for an item that was not there
		return func(r *request) *answer {
			if r.op == nil || r.op.collection != c || r.op != c.list && !r.op.unsafe() {
				return s.pass(r)
			}
			var was any
			if r.op.unsafe() && r.key() != "" && s.authentic(r) {
				was = s.item(c, r.key(), r)
			}
			a := s.pass(r)
			if !a.ok() {
				return a
			}
			if r.op.unsafe() {
				before[a.keyAfter(r)] = was
				return a
			}
			return a.listing(c, func(items []any) []any {
				var shown []any
				there := map[string]bool{}
				for _, item := range items {
					key := keyOf(c, item)
					there[key] = true
					if was, late := before[key]; late {
						item = was
					}
					if item != nil {
						shown = append(shown, item)
					}
				}
				for _, key := range sorted(before) {
					if !there[key] && before[key] != nil {
						shown = append(shown, before[key])
					}
				}
				return shown
			})
		}
	}
}

// A pending is a write that lists do not show as it is.
type pending struct {
	key  string
	item any // what lists show in its place; nil for nothing
	left int
}

// substituting shows items as they are pending.
func substituting(c *collection, items []any, all []pending) []any {
	for _, p := range all {
		at := slices.IndexFunc(items, func(item any) bool { return keyOf(c, item) == p.key })
		switch {
		case at >= 0 && p.item != nil:
			items[at] = p.item
		case at >= 0:
			items = slices.Delete(items, at, at+1)
		case p.item != nil:
			items = append(items, p.item)
		}
	}
	return items
}

// A former is an item as it was before a request; nil if there was none.
type former struct{ item any }

// passed lets a request through. The former item is that of the operation, nil
// if the request is none of the collection's that succeeded.
func (s *site) passed(c *collection, o *operation, r *request) (*answer, *former) {
	if r.op == nil || r.op.collection != c {
		return s.pass(r), nil
	}
	was := &former{}
	if r.op == o && r.key() != "" && s.authentic(r) {
		was.item = s.item(c, r.key(), r)
	}
	a := s.pass(r)
	if !a.ok() || !s.authentic(r) {
		return a, nil
	}
	return a, was
}

// delayed shows what an operation does after so many requests of a kind.
func delayed(c *collection, o *operation, counts func(r *request) bool, n int) func(*site) serve {
	return func(s *site) serve {
		var waiting []pending
		return func(r *request) *answer {
			a, was := s.passed(c, o, r)
			if was == nil {
				return a
			}
			if r.op == c.list {
				items := slices.Clone(waiting)
				a = a.listing(c, func(all []any) []any { return substituting(c, all, items) })
			}
			if counts(r) {
				for i := range waiting {
					waiting[i].left--
				}
				waiting = slices.DeleteFunc(waiting, func(p pending) bool { return p.left <= 0 })
			}
			if r.op == o {
				waiting = append(waiting, pending{a.keyAfter(r), was.item, n})
			}
			return a
		}
	}
}

// passingAway shows what an operation does in so many lists and then as it was
// before for ever, or until the next write to the item.
func passingAway(c *collection, o *operation, n int) func(*site) serve {
	return func(s *site) serve {
		var done []pending
		return func(r *request) *answer {
			a, was := s.passed(c, o, r)
			if was == nil {
				return a
			}
			if r.op.unsafe() {
				key := a.keyAfter(r)
				done = slices.DeleteFunc(done, func(p pending) bool { return p.key == key })
				if r.op == o {
					done = append(done, pending{key, was.item, n})
				}
				return a
			}
			if r.op != c.list {
				return a
			}
			var over []pending
			for i := range done {
				if done[i].left--; done[i].left < 0 {
					over = append(over, done[i])
				}
			}
			return a.listing(c, func(items []any) []any { return substituting(c, items, over) })
		}
	}
}
