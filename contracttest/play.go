package contracttest

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// A played is a sequence as it went with a server: up to the first call after
// which something departs from the model, else to its end.
type played struct {
	moves    []move // that were made
	events   []*event
	problems []Problem
	cut      string // why it ended early without a problem; "" if it did not
	items    map[int]*player
}

// A player is an item of a sequence, with what the model says of it.
type player struct {
	it    *item
	state state
}

// clear removes what is there of ours, and lists. It returns the identities
// that items can be made with, or why the collection is of no use.
func (w *world) clear() (free []map[string]any, why string) {
	if why := w.begin(); why != "" {
		return nil, why
	}
	for _, it := range w.own {
		if it.alive || w.shownStill(it, w.latest) {
			if w.s.spent(2) {
				return nil, fmt.Sprintf("the bound of %d requests is reached", w.s.target.MaxRequests)
			}
			w.remove(it, Arrange)
		}
	}
	l := w.observeAll()
	if err := w.s.ready(); err != nil {
		return nil, err.Error()
	}
	if l.broken != "" {
		return nil, "blocked: " + l.broken
	}
	if free = w.identities(l); len(free) == 0 {
		return nil, fmt.Sprintf("every known %s is in use: give more with Values (--value %[1]s=…)", list(w.c.identity()))
	}
	return free, ""
}

// identities lists those that no item of a listing has, in the order of the
// known-good values. Where items have none, it returns empty ones.
func (w *world) identities(l *listing) []map[string]any {
	names := w.c.identity()
	if len(names) == 0 {
		return slices.Repeat([]map[string]any{{}}, mostItems)
	}
	most, pools := 0, map[string][]any{}
	for _, name := range names {
		pointer := reflects(w.c.adds.property(name))
		used := map[string]bool{}
		for _, v := range l.items {
			for _, text := range textSet(find(v, pointer)) {
				used[text] = true
			}
		}
		pools[name] = slices.DeleteFunc(slices.Clone(w.s.pool(name)), func(v any) bool { return used[textOf(v)] })
		most = max(most, len(pools[name]))
	}
	var all []map[string]any
	for i := range most {
		identity := map[string]any{}
		for _, name := range names {
			pool := pools[name]
			if len(pool) == 0 {
				pool = w.s.pool(name) // another property tells the items apart
			}
			identity[name] = pool[min(i, len(pool)-1)]
		}
		all = append(all, identity)
	}
	return all
}

// play makes the calls one after the other, and compares each answer and the
// list after each with the model.
func (w *world) play(moves []move) *played {
	p := &played{items: map[int]*player{}}
	for i, m := range moves {
		if err := w.s.ready(); err != nil {
			p.cut = err.Error()
			return p
		}
		if w.s.spent(5) {
			p.cut = fmt.Sprintf("the bound of %d requests is reached", w.s.target.MaxRequests)
			return p
		}
		p.moves = append(p.moves, m)
		p.events = append(p.events, w.make(m, p.items[m.item]))
		e := p.events[i]
		if p.problems = p.answered(w, e, i); len(p.problems) > 0 || p.cut != "" {
			return p
		}
		if !m.look {
			continue
		}
		l := w.observe(func(l *listing) bool { return len(p.departs(w, l)) == 0 })
		e.after = l
		w.adopt(e, l)
		if p.problems = p.departs(w, l); len(p.problems) > 0 {
			return p
		}
	}
	return p
}

// make makes one call.
func (w *world) make(m move, of *player) *event {
	e := &event{op: m.op, forms: m.forms, sent: m.sent, before: w.latest}
	switch m.op.effect.Kind {
	case openapi.Adds:
		e.x = w.s.send(w.adding(e, Act))
		w.added(e, m.identity)
	case openapi.Removes:
		e = w.remove(of.it, Act)
	default:
		e.item = of.it
		e.x = w.s.send(w.replacing(e, of.it.key, Act))
	}
	return e
}

// answered judges the answer to the i-th call alone, and takes the call into
// the model.
func (p *played) answered(w *world, e *event, i int) []Problem {
	m := p.moves[i]
	if !e.x.answer.ok() {
		return []Problem{notDone(e)}
	}
	since := fmt.Sprintf("%s in call %d", m.op.id, i+1)
	if m.op == w.c.adds {
		if e.whose {
			p.cut = unclear
			return nil
		}
		if e.item == nil {
			p.cut = fmt.Sprintf("blocked: the answer of %s has no %s", m.op.id, m.op.effect.Value+w.c.Key)
			return nil
		}
		for _, other := range p.items {
			if other.state != nil && other.it.key == e.item.key {
				return []Problem{{Level: Must, Expected: "a new " + w.c.Key, Actual: e.item.key + ", which another item of the sequence has"}}
			}
		}
		if e.item.foreign {
			return w.notNew(e.item)
		}
		p.items[m.item] = &player{it: e.item}
	}
	of := p.items[m.item]
	of.state = of.state.after(m, since)
	if answered, ok := e.answered(); ok && m.op.showsItem() {
		return of.state.departs(answered, fmt.Sprintf("the answer to call %d", i+1))
	}
	return nil
}

// notDone is the problem of a valid call that was not carried out.
func notDone(e *event) Problem {
	return Problem{Level: levelOf(e.op.spec.Extensions), Expected: fmt.Sprintf("a success of %s, as the call is valid: %s", e.op.id, list(e.op.success())),
		Actual: summary(e.x), Line: field(e.op.spec.Origin, "responses")}
}

// departs compares a listing with the model: the items of the sequence alone,
// as others may change the account as well.
func (p *played) departs(w *world, l *listing) []Problem {
	n := len(p.moves)
	if l.broken != "" {
		return []Problem{{Level: Must, Expected: fmt.Sprintf("a list that can be read after call %d", n), Actual: l.broken}}
	}
	if last := p.events[n-1]; len(last.twins) > 0 {
		return last.tooMany()
	}
	held := map[string]bool{}
	for _, of := range p.items {
		held[of.it.key] = held[of.it.key] || of.state != nil
	}
	var problems []Problem
	for i := range n { // in the order of the calls that added them
		of := p.items[p.moves[i].item]
		if p.moves[i].op != w.c.adds {
			continue
		}
		shown, ok := l.items[of.it.key]
		name := "the item whose " + w.c.Key + " is " + of.it.key
		switch {
		case of.state == nil && w.shownStill(of.it, l) && !held[of.it.key]:
			problems = append(problems, Problem{Level: Must, Expected: name + " gone, as it was removed", Actual: fmt.Sprintf("it is in the list after call %d: %s", n, show(shown))})
		case of.state == nil:
		case !ok:
			problems = append(problems, Problem{Level: Must, Expected: name + ", as call " + fmt.Sprint(i+1) + " added it", Actual: fmt.Sprintf("it is not in the list after call %d", n)})
		case l.count[of.it.key] > 1:
			problems = append(problems, Problem{Level: Must, Expected: name + " once", Actual: fmt.Sprintf("%d times in the list after call %d", l.count[of.it.key], n)})
		default:
			problems = append(problems, of.state.departs(shown, fmt.Sprintf("the list after call %d", n))...)
		}
	}
	return problems
}

// exchanges shows the sequence: what came before, the last call, the last look.
func (p *played) exchanges() []Exchange {
	var all []Exchange
	for i, e := range p.events {
		role := Arrange
		if i == len(p.events)-1 {
			role = Act
		}
		all = append(all, as(role, e.x))
		if e.after != nil {
			all = append(all, as(Observe, e.after.x))
		}
	}
	return all
}
