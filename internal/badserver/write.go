package badserver

import (
	"fmt"

	"github.com/custmgr/custmgr/openapi"
)

// writes: a write is answered as a success and is not what was asked for.
func (d *document) writes(o *operation) []Server {
	c := o.collection
	if c == nil || c.list == nil || o.effect.Kind == "" {
		return nil
	}
	var all []Server
	rules := []string{"effect", c.list.id + "/effect"}
	add := func(name string, behave func(*site) serve) {
		all = append(all, d.server(o, Write, name, rules, behave))
	}
	add("is lost", losing(o, func(int) bool { return true }))
	add("is lost once a list has shown it", fading(o))
	switch o.effect.Kind {
	case openapi.Adds:
		for n := 2; n <= 4; n++ {
			add(fmt.Sprintf("number %d is lost", n), losing(o, func(i int) bool { return i == n }))
		}
		add("all but the first are lost", losing(o, func(i int) bool { return i > 1 }))
		if c.tells(o) {
			add("is done twice", doubling(c))
		}
		if c.removes != nil {
			add("overwrites the item before", also(o, c.removes, 1))
			add("overwrites all other items", also(o, c.removes, 1<<20))
		}
		if c.replaces != nil {
			add("changes the item before as well", alsoReplaced(o))
		}
		add("answers with the key of the item before", reusing(c))
	case openapi.Replaces:
		for n := 2; n <= 3; n++ {
			add(fmt.Sprintf("number %d is lost", n), losing(o, func(i int) bool { return i == n }))
		}
		add("is done to another item as well", misdirected(o, true, 1))
		add("is done to all other items as well", misdirected(o, true, 1<<20))
		add("is done to another item instead", misdirected(o, false, 1))
		if c.removes != nil {
			add("removes the item", also(o, c.removes, 0))
			add("removes another item", also(o, c.removes, 1))
		}
	case openapi.Removes:
		add("removes another item as well", misdirected(o, true, 1))
		add("removes all other items as well", misdirected(o, true, 1<<20))
		add("removes another item instead", misdirected(o, false, 1))
		if c.replaces != nil {
			add("changes another item", alsoReplaced(o))
		}
	}
	return all
}

// losing does a write, takes it back and answers as if it had been done.
func losing(o *operation, lost func(n int) bool) func(*site) serve {
	return func(s *site) serve {
		n := 0
		return func(r *request) *answer {
			if r.op != o {
				return s.pass(r)
			}
			restore := s.good.Snapshot()
			a := s.pass(r)
			if a.ok() {
				if n++; lost(n) {
					restore()
				}
			}
			return a
		}
	}
}

// fading takes a write back after the first list that shows it.
func fading(o *operation) func(*site) serve {
	return func(s *site) serve {
		var restore func()
		shown := false
		return func(r *request) *answer {
			switch {
			case r.op == o:
				before := s.good.Snapshot()
				a := s.pass(r)
				if a.ok() && restore == nil {
					restore, shown = before, false
				}
				return a
			case r.op == o.collection.list && restore != nil && shown && s.accepts(r):
				restore()
				restore = nil
			case r.op == o.collection.list && restore != nil && s.accepts(r):
				shown = true
			}
			return s.pass(r)
		}
	}
}

// doubling shows each item that was added a second time, under a key of its
// own, until that one is removed.
func doubling(c *collection) func(*site) serve {
	return func(s *site) serve {
		twins := map[string]any{} // by their own key
		return func(r *request) *answer {
			if c.removes != nil && r.op == c.removes && twins[r.key()] != nil && s.authentic(r) {
				delete(twins, r.key())
				return s.succeeded(c.removes)
			}
			a := s.pass(r)
			switch {
			case r.op == c.adds && a.ok():
				v, _ := decode(a.body)
				item := first(v, c.adds.effect.Value)
				twin := edit(item, tokens(c.Key), every, func(v any) (any, bool) { return absentLike(v), true })
				twins[keyOf(c, twin)] = twin
			case r.op == c.list && a.ok():
				return a.listing(c, func(items []any) []any {
					for _, key := range sorted(twins) {
						items = append(items, twins[key])
					}
					return items
				})
			}
			return a
		}
	}
}

// succeeded is the last success of an operation, else the documented one.
func (s *site) succeeded(o *operation) *answer {
	if a := s.last[o]; a != nil {
		return a
	}
	status, _ := o.success()
	return o.documented(status)
}

// others lists the keys of the newest items but the one of the request, at
// most so many.
func (s *site) others(r *request, key string, most int) []string {
	items := s.items(r.op.collection, r)
	var keys []string
	for i := len(items) - 1; i >= 0 && len(keys) < most; i-- {
		if k := keyOf(r.op.collection, items[i]); k != key {
			keys = append(keys, k)
		}
	}
	return keys
}

// keyAfter is the key of the item that a successful write was about.
func (a *answer) keyAfter(r *request) string {
	if r.op.effect.Kind != openapi.Adds {
		return r.key()
	}
	v, _ := decode(a.body)
	return text(first(v, r.op.effect.Value+r.op.collection.Key))
}

// also removes other items after a write; 0 of them means the item itself.
func also(o, removes *operation, most int) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op != o || !a.ok() {
				return a
			}
			keys := []string{a.keyAfter(r)}
			if most > 0 {
				keys = s.others(r, keys[0], most)
			}
			for _, key := range keys {
				s.call(removes, key, nil, r)
			}
			return a
		}
	}
}

// alsoReplaced gives another item some good values after a write.
func alsoReplaced(o *operation) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op == o && a.ok() {
				for _, key := range s.others(r, a.keyAfter(r), 1) {
					s.disturb(key, r)
				}
			}
			return a
		}
	}
}

// disturb replaces what an item has by other good values.
func (s *site) disturb(key string, r *request) {
	replaces := r.op.collection.replaces
	item := s.item(r.op.collection, key, r)
	body := map[string]any{}
	_, pointers := replaces.reflected()
	for name := range replaces.body.Properties {
		now := old(replaces, name, pointers[name], item)
		if v, ok := s.another(name, now); ok {
			body[name] = v
		}
	}
	s.call(replaces, key, body, r)
}

// misdirected does a write to other items: as well, or instead of its own.
func misdirected(o *operation, asWell bool, most int) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op != o {
				return s.pass(r)
			}
			restore := s.good.Snapshot()
			a := s.pass(r)
			if !a.ok() {
				return a
			}
			keys := s.others(r, r.key(), most)
			if !asWell && len(keys) > 0 {
				restore()
			}
			for _, key := range keys {
				call(s.good, s.under(r, key))
			}
			return a
		}
	}
}

// reusing hands out the key of an item that is there already: the new one takes
// its place in the lists.
func reusing(c *collection) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op != c.adds {
				return s.pass(r)
			}
			before := s.other(c, "", r)
			a := s.pass(r)
			if !a.ok() || before == "" {
				return a
			}
			return a.edited(r.op.effect.Value+c.Key, func(v any) (any, bool) { return like(v, before), true })
		}
	}
}
