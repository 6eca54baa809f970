package badserver

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// A memory is a good server that does each write as it should and changes what
// is stored afterwards: what it does depends on the writes before.
type memory func(w write)

// A write is a call that succeeded.
type write struct {
	*site
	r      *request
	c      *collection
	op     *operation
	key    string // of the item that it was about
	before any    // the item as it was; nil if it was not there
	after  any    // the item as it is; nil if it is not there
	undo   func() // takes it back
	quiet  bool   // no list was asked for since the write before it
	over   bool   // another write of the item was done before this one was answered
}

// remembering makes a server of memories. Each new server has one of its own.
func remembering(c *collection, makes func() memory) func(*site) serve {
	return func(s *site) serve {
		spoil, quiet := makes(), false
		return func(r *request) *answer {
			if r.op == c.list {
				quiet = false
			}
			if r.op == nil || r.op.collection != c || r.op.effect.Kind == "" || !s.authentic(r) {
				return s.pass(r)
			}
			undo := s.good.Snapshot()
			var before any
			if r.key() != "" {
				before = s.item(c, r.key(), r)
			}
			a := s.pass(r)
			if a.ok() {
				key := a.keyAfter(r)
				spoil(write{site: s, r: r, c: c, op: r.op, key: key, before: before, after: s.item(c, key, r), undo: undo, quiet: quiet})
				quiet = true
			}
			return a
		}
	}
}

func (w write) is(kind openapi.EffectKind) bool { return w.op.effect.Kind == kind }

// puts gives an item what another value of it shows, in the properties that
// can be replaced: in one, or in all if name is "".
func (w write) puts(key, name string, like any) {
	now := w.item(w.c, key, w.r)
	if now == nil || like == nil {
		return
	}
	_, pointers := w.c.replaces.reflected()
	body := map[string]any{}
	for property, pointer := range pointers {
		from := now
		if name == "" || property == name {
			from = like
		}
		if v := old(w.c.replaces, property, pointer, from); v != nil {
			body[property] = v
		}
	}
	w.call(w.c.replaces, key, body, w.r)
}

// states: each single call is right; a sequence of them is not.
func (d *document) states(o *operation) []Server {
	c := o.collection
	if c == nil || c.adds != o || c.list == nil {
		return nil
	}
	writes := c.writes()
	rules := []string{"sequence", c.list.id + "/effect"}
	for _, w := range writes {
		rules = append(rules, w.id+"/effect", w.id+"/reflects")
	}
	var all []Server
	add := func(name string, makes func() memory) {
		all = append(all, d.server(o, State, name, rules, remembering(c, makes)))
	}
	for n := 3; n <= 5; n++ {
		add(fmt.Sprintf("every write of whatever kind with a number that %d divides is lost", n), func() memory {
			i := 0
			return func(w write) {
				if i++; i%n == 0 {
					w.undo()
				}
			}
		})
	}
	for _, kind := range writes {
		if kind.effect.Kind == openapi.Adds && c.removes == nil {
			continue
		}
		add(kind.id+" is lost if another write comes before a list", hasty(kind))
	}
	if c.removes != nil {
		for n := 2; n <= 3; n++ {
			add(fmt.Sprintf("there is room for %d new items: one more pushes out the oldest", n), crowdedOut(n))
		}
	}
	if c.removes != nil {
		for _, kind := range writes {
			all = append(all, d.server(o, State, kind.id+" brings back what was removed before", rules, reviving(kind)))
		}
	}
	if c.removes != nil && c.replaces != nil {
		for _, m := range c.revenants() {
			add(m.name, m.makes)
		}
	}
	if c.replaces != nil {
		for _, m := range append(c.replacings(), c.transitions()...) {
			add(m.name, m.makes)
		}
	}
	return all
}

// writes lists the operations that change a collection.
func (c *collection) writes() []*operation {
	return slices.DeleteFunc([]*operation{c.adds, c.replaces, c.removes}, func(o *operation) bool { return o == nil })
}

// hasty loses a write if another one, to another item, comes before a list.
func hasty(kind *operation) func() memory {
	return func() memory {
		var last write
		return func(w write) {
			if last.op == kind && w.quiet && last.key != w.key {
				last.takeBack(w)
			}
			last = w
		}
	}
}

// takeBack undoes a write after which another one was done.
func (w write) takeBack(later write) {
	switch w.op.effect.Kind {
	case openapi.Adds:
		if w.c.removes != nil {
			w.call(w.c.removes, w.key, nil, w.r)
		}
	case openapi.Replaces:
		w.puts(w.key, "", w.before)
	case openapi.Removes:
		w.undo()
		call(w.good, later.r)
	}
}

// crowdedOut removes the oldest of the items that were added if there are
// more than n of them.
func crowdedOut(n int) func() memory {
	return func() memory {
		var ours []string
		return func(w write) {
			switch {
			case w.is(openapi.Removes):
				ours = slices.DeleteFunc(ours, func(key string) bool { return key == w.key })
			case w.is(openapi.Adds):
				if ours = append(ours, w.key); len(ours) > n {
					w.call(w.c.removes, ours[0], nil, w.r)
					ours = ours[1:]
				}
			}
		}
	}
}

// reviving shows the item that was removed last once more after another write,
// and until the next one.
func reviving(kind *operation) func(*site) serve {
	return func(s *site) serve {
		c := kind.collection
		var removed, back any
		return func(r *request) *answer {
			var before any
			if r.op == c.removes && r.key() != "" && s.authentic(r) {
				before = s.item(c, r.key(), r)
			}
			a := s.pass(r)
			switch {
			case !a.ok() || r.op == nil || r.op.collection != c || !s.authentic(r):
			case r.op == c.list && back != nil:
				return a.listing(c, func(items []any) []any {
					return substituting(c, items, []pending{{key: keyOf(c, back), item: back}})
				})
			case r.op.unsafe():
				back = nil
				if r.op == kind {
					back = removed
				}
				if before != nil {
					removed = before
				}
			}
			return a
		}
	}
}
