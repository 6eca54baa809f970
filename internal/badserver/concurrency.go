package badserver

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// concurrency: what is right as long as one call comes after the other goes
// wrong when two come at once.
func (d *document) concurrency(o *operation) []Server {
	c := o.collection
	if c == nil || c.list == nil || c.adds == nil || c.removes == nil || !c.adds.shows() || !slices.Contains(c.writes(), o) {
		return nil
	}
	return append(d.meetings(o), d.glimpses(o)...)
}

// meetings: two writes of one operation at once.
func (d *document) meetings(o *operation) []Server {
	c := o.collection
	var all []Server
	add := func(name string, behave func(k *crowd, r *request) *answer) {
		all = append(all, d.rushed(o, name, func(k *crowd) serve {
			return func(r *request) *answer {
				if r.op != o || !k.knows(r) {
					return k.pass(r)
				}
				return behave(k, r)
			}
		}))
	}
	add("two at once: each writes back all that it has read", func(k *crowd, r *request) *answer {
		k.one.Lock()
		back := k.good.Snapshot()
		k.one.Unlock()
		k.meet(r)
		k.one.Lock()
		defer k.one.Unlock()
		back()
		return k.site.pass(r)
	})
	second := func(name string, answers func(k *crowd, r *request) *answer) {
		add("two at once: the second "+name, func(k *crowd, r *request) *answer {
			if _, second := k.meet(r); second {
				return answers(k, r)
			}
			return k.pass(r)
		})
	}
	second("is lost", func(k *crowd, r *request) *answer {
		k.one.Lock()
		defer k.one.Unlock()
		undo := k.good.Snapshot()
		a := k.site.pass(r)
		if a.ok() {
			undo()
		}
		return a
	})
	second("is answered with 500", func(*crowd, *request) *answer { return o.documented(500).under(500) })
	second("is done and answered with 500", func(k *crowd, r *request) *answer {
		k.pass(r)
		return o.documented(500).under(500)
	})
	second("is hung up on", func(*crowd, *request) *answer { return hungUp() })
	if errors := o.contentErrors(); o.effect.Kind != openapi.Replaces && len(errors) > 0 { // of two updates of one item one may be refused
		second("is refused", func(*crowd, *request) *answer { return o.documented(errors[len(errors)-1]) })
	}
	if o.effect.Kind == openapi.Replaces {
		add("two at once: each is done to the other's item", func(k *crowd, r *request) *answer {
			other, _ := k.meet(r)
			if other == nil || other.key() == r.key() {
				return k.pass(r)
			}
			k.one.Lock()
			defer k.one.Unlock()
			return k.site.pass(k.under(r, other.key()))
		})
	}
	if o.shows() {
		all = append(all, d.rushed(o, "two at once: each gets the other's answer", swapping(o)))
	}
	if o == c.adds {
		all = append(all, d.rushed(o, "two at once: both get one key and are stored", aliasing(c)))
	}
	return all
}

// knows reports whether a request carries good credentials.
func (k *crowd) knows(r *request) bool {
	k.one.Lock()
	defer k.one.Unlock()
	return k.authentic(r)
}

// swapping gives two requests that meet each other's answer.
func swapping(o *operation) func(*crowd) serve {
	return func(k *crowd) serve {
		answers := map[*request]*answer{}
		return func(r *request) *answer {
			a := k.pass(r)
			if r.op != o || !a.ok() {
				return a
			}
			k.mu.Lock()
			answers[r] = a
			k.mu.Unlock()
			other, _ := k.meet(r)
			k.mu.Lock()
			defer k.mu.Unlock()
			if other != nil {
				return answers[other]
			}
			return a
		}
	}
}

// aliasing shows the second of two items that are added at once under the key
// of the first.
func aliasing(c *collection) func(*crowd) serve {
	return func(k *crowd) serve {
		added, alias := map[*request]string{}, map[string]string{} // by key
		return func(r *request) *answer {
			a := k.pass(r)
			switch {
			case r.op == c.adds && a.ok():
				k.mu.Lock()
				added[r] = a.keyAfter(r)
				k.mu.Unlock()
				other, second := k.meet(r)
				k.mu.Lock()
				defer k.mu.Unlock()
				if other == nil || !second {
					return a
				}
				first := added[other]
				alias[added[r]] = first
				return a.edited(c.adds.effect.Value+c.Key, func(v any) (any, bool) { return like(v, first), true })
			case r.op == c.list && a.ok():
				k.mu.Lock()
				defer k.mu.Unlock()
				return a.listing(c, func(items []any) []any {
					for i, item := range items {
						if first := alias[keyOf(c, item)]; first != "" {
							items[i] = edit(item, tokens(c.Key), every, func(v any) (any, bool) { return like(v, first), true })
						}
					}
					return items
				})
			}
			return a
		}
	}
}

// glimpses: a list that comes while a write is under way shows what is neither
// before nor after it.
func (d *document) glimpses(o *operation) []Server {
	c := o.collection
	var all []Server
	add := func(name string, change func(a *answer, under []write) *answer) {
		all = append(all, d.rushed(o, "while it is under way the list "+name, o.glimpsed(change)))
	}
	add("is empty", func(a *answer, _ []write) *answer {
		return a.listing(c, func([]any) []any { return nil })
	})
	add("is answered with 500", func(*answer, []write) *answer { return c.list.documented(500).under(500) })
	add("is cut off", func(a *answer, _ []write) *answer { return a.with(a.body[:len(a.body)/2]) })
	if o.effect.Kind != openapi.Replaces {
		return all
	}
	add("misses the item", func(a *answer, under []write) *answer {
		return a.listing(c, func(items []any) []any {
			return slices.DeleteFunc(items, func(item any) bool {
				return slices.ContainsFunc(under, func(w write) bool { return w.key == keyOf(c, item) })
			})
		})
	})
	add("shows the item twice, as it was and as it is", func(a *answer, under []write) *answer {
		return a.listing(c, func(items []any) []any {
			for _, w := range under {
				items = append(items, w.before)
			}
			return items
		})
	})
	for _, h := range o.halves() {
		all = append(all, warned(d.rushed(o, "while it is under way the list "+h.name, h.behave), true))
	}
	return all
}

// glimpsed changes the lists that come while writes of an operation are under way.
func (o *operation) glimpsed(change func(a *answer, under []write) *answer) func(*crowd) serve {
	return func(k *crowd) serve {
		return func(r *request) *answer {
			switch {
			case r.op == o && k.knows(r):
				a, wait := k.written(r)
				wait()
				return a
			case r.op == o.collection.list:
				a, under := k.listed(r)
				if a.ok() && len(under) > 0 {
					return change(a, under)
				}
				return a
			}
			return k.pass(r)
		}
	}
}

// A half is a way to show an item that is being changed in parts, as whoever
// reads it from several tables, one query after the other, does.
type half struct {
	name   string
	behave func(*crowd) serve
}

func (o *operation) halves() []half {
	var all []half
	names, pointers := o.reflected()
	for _, name := range names[:max(0, len(names)-1)] {
		at := beforeAll(pointers[name])
		all = append(all, half{"shows the new " + name + " and otherwise what was", o.glimpsed(func(a *answer, under []write) *answer {
			return a.listing(o.collection, func(items []any) []any {
				for i, item := range items {
					for _, w := range under { // of one that another write came after nobody would see anything any more
						if !w.over && keyOf(o.collection, item) == w.key && slices.Equal(encode(item), encode(w.after)) {
							items[i] = edit(renumber(w.before), tokens(at), every, to(first(w.after, at)))
						}
					}
				}
				return items
			})
		})})
	}
	return all
}

// written does a write and takes it for one that is under way, in one step: were
// a list to come in between, it would show all of what a later one shows in part.
func (k *crowd) written(r *request) (a *answer, wait func()) {
	k.one.Lock()
	defer k.one.Unlock()
	w := write{site: k.site, r: r, c: r.op.collection, op: r.op}
	if key := r.key(); key != "" {
		w.before = k.item(w.c, key, r)
	}
	a = k.site.pass(r)
	if !a.ok() {
		return a, func() {}
	}
	w.key = a.keyAfter(r)
	w.after = k.item(w.c, w.key, r)
	return a, k.linger(w)
}

// listed answers a list with what is there and the writes that are under way.
func (k *crowd) listed(r *request) (*answer, []write) {
	k.one.Lock()
	defer k.one.Unlock()
	return k.site.pass(r), k.underWay()
}
