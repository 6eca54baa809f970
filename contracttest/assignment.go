package contracttest

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// assignments lists what identifies an item and is no property of the operation
// that replaces one. A server that assigns whatever it is sent gives somebody's
// item, with all that it permits, to somebody else. No document has to say that
// this is not done; so it is a warning.
func (o *operation) assignments() []opening {
	if o != o.collection.replaces || o.collection.adds == nil || o.body == nil {
		return nil
	}
	var all []opening
	for _, name := range o.collection.identity() {
		if !slices.Contains(o.properties(), name) && reflects(o.collection.adds.property(name)) != "" {
			all = append(all, opening{op: o, id: name, what: "another " + name, name: name, kept: true})
		}
	}
	return all
}

// withForeign sends a valid call with a property of the adding operation, which
// would make the item another one.
func (q *inquiry) withForeign(name string) ([]*attempt, string) {
	it, why := q.changeable()
	switch {
	case it == nil:
		return nil, why
	case q.s.spent(3):
		return nil, q.s.noRoom().skip
	}
	free, identity := q.w.freeIdentities()
	if free == 0 {
		return nil, "every known " + name + " is in use: give more with Values (--value " + name + "=…)"
	}
	e := q.bodyFor(it)
	e.sent = withValue(e.sent, name, identity[name])
	p := q.put(e, it)
	if now, ok := findOne(p.look.items[it.key], openapi.ReflectsOf(q.w.c.adds.property(name))); ok {
		it.identity[name] = textOf(now) // it is ours still, by its key
	}
	return []*attempt{p}, ""
}
