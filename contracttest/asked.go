package contracttest

import (
	"maps"
	"net/http"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// An attempt is a call of which nobody knows whether it has to succeed, with what a
// listing showed of it afterwards.
type attempt struct {
	*event
	of       *item // of ours; nil if it is about a new one
	arranged []Exchange
	look     *listing
	changed  []Problem // of ours, and not by a success of the call
}

// put sends a call and looks at what came of it, whatever it was answered. It
// is about an item of ours, or a new one if that is nil.
func (q *inquiry) put(e *event, it *item) *attempt {
	w := q.w
	if w.fresh < q.s.writes {
		w.observeAll()
	}
	e.before = w.latest
	was := &refusals{before: map[string]any{}, events: map[*check]*refused{}}
	for _, own := range w.alive() {
		if v, ok := w.latest.items[own.key]; ok { // else it is gone by an earlier call
			was.before[own.key] = v
		}
	}
	p := &attempt{event: e, of: it}
	if q.o == w.c.adds {
		e.x = q.s.send(w.adding(e, Act))
	} else {
		call := q.s.newCall(q.o, Act, it.key)
		if q.o.body != nil {
			call.body = bodyOf(e.sent)
		}
		e.x = q.s.send(call)
	}
	if it != nil {
		it.touched = true
	}
	switch {
	case e.x.answer.ok() && it != nil: // what it did to the item is judged by what it was sent
		delete(was.before, it.key)
		it.written = true
	case !e.x.answer.ok():
		was.events[nil] = &refused{x: e.x, item: it, sent: e.sent}
	}
	q.settle(e, it)
	if p.look = e.after; p.look == nil {
		p.look = w.observeAll()
	}
	p.changed = was.changed(q.s, q.o, p.look, nil)
	if !e.x.answer.ok() {
		w.adopt(e, p.look) // what it added all the same
	}
	return p
}

// settle takes into our own what a call that succeeded has added, or notes that
// nothing came of it.
func (q *inquiry) settle(e *event, it *item) {
	switch {
	case q.o != q.w.c.adds && !e.x.answer.ok():
		return
	case q.o != q.w.c.adds:
		e.item, e.was = it, it.value
	case !e.x.answer.ok():
		q.w.answered(e.sent, e.x.answer)
		return
	default:
		if e.item = q.named(e); e.item == nil {
			q.w.added(e, q.identityIn(e))
		} // else it was taken for a change of that one
	}
	q.w.close([]*event{e})
}

// named is the item of ours whose key an answer shows, nil if there is none.
func (q *inquiry) named(e *event) *item {
	value, _ := e.answered()
	key, ok := findOne(value, q.w.c.Key)
	i := slices.IndexFunc(q.w.own, func(it *item) bool { return ok && it.alive && it.key == textOf(key) })
	if i < 0 {
		return nil
	}
	return q.w.own[i]
}

// problems judges an attempt. Which answer it is stays open: but a success is as
// documented and shows what was asked for, a refusal is a documented one, and
// nothing else of ours has changed.
func (p *attempt) problems(w *world) []Problem {
	a := p.x.answer
	switch {
	case a.err != nil:
		return w.s.problemsOf(p.op, p.x)
	case a.ok():
		problems := w.s.conform(p.op, a)
		if !hasMust(problems) {
			problems = append(problems, p.halves(w)...)
		}
		return append(problems, p.changed...)
	case a.status < http.StatusBadRequest || a.status >= http.StatusInternalServerError:
		return append([]Problem{{Level: Must, Actual: summary(p.x), Line: field(p.op.spec.Origin, "responses"),
			Expected: "a success or a refusal, as the call is well formed and the document leaves open which"}}, p.changed...)
	}
	problems := w.s.conform(p.op, a)
	for i := range problems {
		if p.op.response(a.status) == nil {
			problems[i].Level = Should // it is refused, if under a number that nobody documents
		}
	}
	return append(p.changed, problems...)
}

// halves says what of an accepted call was not done.
func (p *attempt) halves(w *world) []Problem {
	var problems []Problem
	if answered, ok := p.answered(); ok && p.op.showsItem() {
		problems = p.departs(answered, "the answer")
	}
	switch {
	case len(problems) > 0 || p.item == nil || p.look.broken != "":
		return problems
	case p.op == w.c.adds && p.item != p.of && p.before.items[p.item.key] != nil:
		return []Problem{{Level: Must, Expected: "a new " + w.c.Key, Actual: p.item.key + ", which another item in the list has"}}
	case len(p.twins) > 0:
		return p.tooMany()
	}
	if problems = w.unsettled(p.event, p.look); len(problems) > 0 {
		return problems
	}
	if p.op != w.c.adds {
		for _, pointer := range w.c.kept() {
			want, got := textSet(find(p.was, pointer)), textSet(find(p.look.items[p.item.key], pointer))
			if !slices.Equal(want, got) {
				return []Problem{{Level: Must, Pointer: pointer, Expected: set(want) + ", as before: the call cannot change it", Actual: set(got) + " in the list"}}
			}
		}
	}
	return w.inList(p.event)
}

// kept lists the pointers in an item to what no call can change.
func (c *collection) kept() []string {
	all := []string{c.Key}
	for _, name := range c.identity() {
		all = append(all, openapi.ReflectsOf(c.adds.property(name)))
	}
	return all
}

func withValue(sent map[string]any, name string, value any) map[string]any {
	sent = maps.Clone(sent)
	sent[name] = value
	return sent
}
