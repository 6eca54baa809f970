package contracttest

import (
	"maps"
	"slices"
)

// assignments is a call that replaces an item and carries what identifies one,
// too, which is no property of the operation. A server that assigns whatever it is
// sent gives somebody's item, with all that it permits, to somebody else. No
// document has to say that this is not done; so it is a warning.
func (o *operation) assignments() []opening {
	if o != o.collection.replaces || o.collection.adds == nil || o.body == nil || len(o.collection.identity()) == 0 {
		return nil
	}
	return []opening{{op: o, id: "identity", kept: true}}
}

// withForeign sends a valid call with the identity of an item that there is not.
func (q *inquiry) withForeign() ([]*attempt, string) {
	it, why := q.changeable()
	switch {
	case it == nil:
		return nil, why
	case q.s.spent(3):
		return nil, q.s.noRoom().skip
	}
	w := q.w
	free, identity := w.freeIdentities()
	if free == 0 {
		return nil, "every known " + list(w.c.identity()) + " is in use: give more with Values (--value NAME=…)"
	}
	e := q.bodyFor(it)
	for name, value := range identity {
		e.sent = withValue(e.sent, name, value)
	}
	w.carry(e.sent) // it may be added, by a server that does what nobody asked for
	p := q.put(e, it)
	w.reassigned(it, p)
	return []*attempt{p}, ""
}

// reassigned takes note of the identity that an item of ours has since a call: it
// is ours still, by its key.
func (w *world) reassigned(it *item, p *attempt) {
	shown := p.look.items[it.key]
	if p.x.answer.err != nil || shown == nil {
		return
	}
	if now := w.c.identityShown(shown); !maps.Equal(now, it.identity) && len(now) == len(w.c.identity()) {
		it.identity = now
		_ = w.s.note(entry{Collection: w.c.Name, Added: it.key, Settled: now}) // session.fatal says if it failed
	}
	if !slices.ContainsFunc(keys(p.look.items), func(key string) bool { return key != it.key && w.made(p.sent, p.look.items[key]) }) {
		w.settled(w.c.identityOf(p.sent))
	}
}
