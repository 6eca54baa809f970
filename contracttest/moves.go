package contracttest

import (
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// mostItems is how many items a sequence has at once: bugs of state show with
// two or three.
const mostItems = 3

// A shuffler makes random valid calls of a collection. One seed makes the same
// calls, byte for byte, of the same document, values and free identities.
//
// It does not draw from rapid: outside of a test rapid.Check panics (it asks
// testing.Short), takes its seed and number of checks from flags that are one
// for the whole process, reads and writes files in the working directory, and
// shrinks for half a minute however many requests that takes of a live quota.
type shuffler struct {
	w      *world
	random *rand.Rand
	free   []map[string]any // identities that no item has
	gone   []map[string]any // those that an item of the sequence had before
	there  []living
	added  int
}

// A living is an item that is there, and what gave it its present values.
type living struct {
	item     int
	identity map[string]any
	last     move
}

func (w *world) shuffler(stream uint64, free []map[string]any) *shuffler {
	return &shuffler{w: w, random: rand.New(rand.NewPCG(w.s.target.Seed, stream)), free: slices.Clone(free)}
}

// moves makes a sequence of at most n calls, and then removes what is left, as
// has to be done anyway. Nobody looks before that is done: calls between which
// nobody looks may go wrong in other ways.
func (g *shuffler) moves(n int) []move {
	var all []move
	for range n {
		m, ok := g.move()
		if !ok {
			break
		}
		all = append(all, m)
	}
	for len(g.there) > 0 {
		m := g.removing(g.random.IntN(len(g.there)))
		m.look = len(g.there) == 0
		all = append(all, m)
	}
	return all
}

// move makes one call that is valid after those before, and reports false if
// there is none: the known-good values do not suffice.
func (g *shuffler) move() (move, bool) {
	room := len(g.there) < mostItems && len(g.free)+len(g.gone) > 0
	n := g.random.IntN(12)
	switch {
	case len(g.there) == 0, room && n < 3, room && len(g.there) == 1 && n < 6:
		return g.adding()
	case n < 9 && g.w.c.replaces != nil:
		return g.replacing(&g.there[g.random.IntN(len(g.there))])
	}
	return g.removing(g.random.IntN(len(g.there))), true
}

func (g *shuffler) removing(at int) move {
	it := g.there[at]
	g.there, g.gone = slices.Delete(g.there, at, at+1), append(g.gone, it.identity)
	return move{op: g.w.c.removes, item: it.item, look: true}
}

// adding prefers an identity that an item had before: what is left of that one
// is not to come back.
func (g *shuffler) adding() (move, bool) {
	from := &g.free
	if len(g.gone) > 0 && (len(g.free) == 0 || g.random.IntN(2) == 0) {
		from = &g.gone
	}
	if len(*from) == 0 {
		return move{}, false
	}
	at := g.random.IntN(len(*from))
	m, ok := g.draw(g.w.c.adds, (*from)[at])
	if !ok {
		return m, false
	}
	m.item = g.added
	g.added++
	g.there = append(g.there, living{m.item, m.identity, m})
	*from = slices.Delete(*from, at, at+1)
	return m, true
}

// replacing sometimes sends again what the item was sent last, in one property
// or in all.
func (g *shuffler) replacing(it *living) (move, bool) {
	m, ok := g.draw(g.w.c.replaces, nil)
	for _, name := range m.op.properties() {
		form, has := it.last.forms[name]
		if !has || g.random.IntN(3) > 0 {
			continue
		}
		if proven := g.w.s.proven(m.op, name); !slices.Contains(proven, form) { // the other operation takes it in another one
			if v, ok := inForm(proven[0], m.op.property(name).Value, flatten([]any{it.last.sent[name]}), 0); ok && form != formOmitted {
				m.forms[name], m.sent[name] = proven[0], v
			}
			continue
		}
		delete(m.sent, name)
		if m.forms[name] = form; form != formOmitted {
			m.sent[name] = it.last.sent[name]
		}
	}
	m.item = it.item
	it.last = m
	return m, ok
}

// draw gives each property a random one of its values and of its documented
// forms, as far as one may rely on them.
func (g *shuffler) draw(o *operation, identity map[string]any) (move, bool) {
	e := &event{forms: map[string]form{}, sent: map[string]any{}}
	for _, name := range o.properties() {
		schema, forms, pool := o.property(name).Value, g.w.s.proven(o, name), g.w.s.pool(name)
		if v, ok := identity[name]; ok {
			pool = []any{v}
		}
		n := g.random.IntN(max(1, len(pool)))
		why := e.set(name, forms, g.random.IntN(len(forms)), func(f form) (any, bool) { return inForm(f, schema, pool, n) })
		if why != "" && o.requires(name) {
			return move{op: o}, false
		}
	}
	return move{op: o, identity: identity, forms: e.forms, sent: e.sent, look: true}, true
}

// simpler makes simpler variants of a call, one property of it at a time: the
// first documented form, with the first known value.
func (w *world) simpler(m move) []move {
	var all []move
	if m.op.effect.Kind == openapi.Removes {
		return nil
	}
	for _, name := range m.op.properties() {
		if _, fixed := m.identity[name]; fixed {
			continue
		}
		forms := w.s.proven(m.op, name)
		v, ok := inForm(forms[0], m.op.property(name).Value, w.s.pool(name), 0)
		if !ok || m.forms[name] == forms[0] && textOf(m.sent[name]) == textOf(v) {
			continue
		}
		simple := m
		simple.forms, simple.sent = maps.Clone(m.forms), maps.Clone(m.sent)
		simple.forms[name], simple.sent[name] = forms[0], v
		all = append(all, simple)
	}
	return all
}
