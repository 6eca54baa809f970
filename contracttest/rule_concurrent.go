package contracttest

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// mostClients is how many clients call at once; off the loopback there are
// two, and the whole check sends eight requests.
const mostClients = 3

// concurrentChecks: what clients do at the same time has a legal order.
func concurrentChecks(d *document, o *operation) []*check {
	c := o.collection
	if len(sequenceChecks(d, o)) == 0 {
		return togetherChecks(d, o)
	}
	return []*check{{
		Check: Check{Line: field(d.spec.Origin, openapi.KeyCollections), Level: levelOf(o.spec.Extensions),
			Title: sentence("calls that change %s at the same time are all done, as if one after the other", c.Name)},
		late: crowding, judge: judgeConcurrent,
	}}
}

// A crowd is several clients at work on a collection.
type crowd struct {
	w        *world
	c        *check
	clients  int
	clock    clock
	subjects []*subject
	looks    []*job
	skip     string // why there is nothing to judge; "" if there is
	problems []Problem
	bad      []*job // what the problems are about
}

// A subject is an item that clients work on at the same time.
type subject struct {
	event  *event // that added it
	writes []*job // that were done
	shared bool   // several clients write to it at once
}

func judgeConcurrent(s *session, c *check) verdict {
	w := s.world(c.op.collection)
	free, why := w.clear()
	if why != "" {
		return skipped("%s", why)
	}
	r := &crowd{w: w, c: c, clients: min(mostClients, len(free))}
	if !s.local {
		r.clients = min(2, r.clients)
	}
	if s.spent(11 * r.clients) {
		return skipped("the bound of %d requests is reached", s.target.MaxRequests)
	}
	if r.clients < 2 {
		return skipped("one item is not enough: give more values of %s (--value)", list(w.c.identity()))
	}
	phases := []func(g *shuffler, free []map[string]any){r.add, r.replace, r.remove}
	g := w.shuffler(1<<33, nil)
	for _, phase := range phases {
		phase(g, free)
		if s.ready() != nil {
			return verdict{} // has none
		}
		if r.skip != "" {
			return skipped("%s", r.skip)
		}
		if len(r.problems) > 0 {
			break
		}
	}
	if len(r.problems) == 0 {
		r.judge()
	}
	v := verdict{problems: r.problems}
	for _, j := range r.bad {
		v.exchanges = append(v.exchanges, as(j.call.role, j.x))
	}
	return v
}

// add lets each client add an item.
func (r *crowd) add(g *shuffler, free []map[string]any) {
	work, pointer := make([][]*job, r.clients), r.w.c.adds.effect.Value+r.w.c.Key
	for i := range work {
		m, ok := g.draw(r.w.c.adds, free[i])
		if !ok {
			r.skip = fmt.Sprintf("no valid %s can be made of the known-good values: give some with Values (--value NAME=…)", r.w.c.adds.id)
			return
		}
		e := &event{op: m.op, forms: m.forms, sent: m.sent, before: r.w.latest}
		r.subjects = append(r.subjects, &subject{event: e})
		work[i] = append([]*job{{client: i, move: &m, subject: i, call: r.w.adding(e, Act)}}, r.looking(i)...)
	}
	r.run(work)
	holder := map[string]*job{}
	for i, u := range r.subjects {
		j := work[i][0]
		if j.x == nil || !r.done(j) {
			continue
		}
		u.event.x = j.x
		r.w.added(u.event, free[i])
		if u.event.whose {
			r.skip = unclear
			return
		}
		if u.event.item == nil {
			r.found(Problem{Level: Must, Expected: "an answer with " + pointer, Actual: summary(j.x)}, j)
			continue
		}
		if u.event.item.foreign {
			r.found(r.w.notNew(u.event.item)[0], j)
			continue
		}
		key := u.event.item.key
		if first := holder[key]; first != nil {
			r.found(Problem{Level: Must, Pointer: pointer, Expected: "a value of its own for each item", Actual: key + " for two that were added at the same time"}, first, j)
		}
		holder[key] = j
		u.writes = append(u.writes, j)
		r.answer(j)
	}
}

// replace lets each client change its own item and all of them the first one.
func (r *crowd) replace(g *shuffler, _ []map[string]any) {
	if r.w.c.replaces == nil {
		return
	}
	r.subjects[0].shared = true
	work := make([][]*job, r.clients)
	for i := range work {
		targets := []int{i, 0}
		if !r.w.s.local || i == 0 {
			targets = []int{0}
		}
		for _, target := range targets {
			m, ok := g.draw(r.w.c.replaces, nil)
			if !ok {
				return
			}
			e := &event{op: m.op, sent: m.sent}
			work[i] = append(work[i], &job{client: i, move: &m, subject: target, call: r.w.replacing(e, r.subjects[target].event.item.key, Act)})
			work[i] = append(work[i], r.looking(i)...)
		}
	}
	r.run(work)
	for _, jobs := range work {
		for _, j := range jobs {
			if j.move != nil && j.x != nil && r.done(j) {
				r.subjects[j.subject].writes = append(r.subjects[j.subject].writes, j)
				r.answer(j)
			}
		}
	}
	if !r.w.s.local {
		r.look()
	}
}

// remove lets each client remove its item. If there are more than two, one item
// stays, so that there is something which the lists meanwhile have to show.
func (r *crowd) remove(*shuffler, []map[string]any) {
	leaving := r.subjects[:min(len(r.subjects), max(2, len(r.subjects)-1))]
	work := make([][]*job, len(leaving))
	for i, u := range leaving {
		m := &move{op: r.w.c.removes}
		work[i] = append([]*job{{client: i, move: m, subject: i, call: r.w.removing(u.event.item, Act)}}, r.looking(i)...)
	}
	r.run(work)
	for i, u := range leaving {
		if j := work[i][0]; j.x != nil && r.done(j) {
			u.event.item.alive, u.event.item.removed, u.event.item.left = false, true, r.w.s.writes
			u.writes = append(u.writes, j)
		}
	}
	r.look()
}

// done reports whether a call succeeded. Only one that several clients make of
// the same item may be refused: a server is free to let one of them win.
func (r *crowd) done(j *job) bool {
	if j.x.answer.ok() {
		return true
	}
	shared := r.subjects[j.subject].shared && j.move.op == r.w.c.replaces
	if refused := j.x.answer.status >= 400 && j.x.answer.status <= 499; !shared || !refused {
		r.found(notDone(&event{op: j.call.op, x: j.x}), j)
	}
	return false
}

// answer compares an answer with what its call sent, where nobody else writes.
func (r *crowd) answer(j *job) {
	e := &event{op: j.move.op, x: j.x}
	answered, ok := e.answered()
	if ok && e.op.showsItem() && !r.subjects[j.subject].shared {
		for _, p := range state(nil).after(*j.move, "the same call").departs(answered, "its answer, while others were made") {
			r.found(p, j)
		}
	}
}

// looking makes the look that a client takes between its writes. A list that
// may lag behind is looked at when all is done only.
func (r *crowd) looking(client int) []*job {
	if !r.w.s.local || r.w.s.target.Settle > 0 {
		return nil
	}
	return []*job{{client: client, call: r.w.s.newCall(r.w.c.list, Observe, "")}}
}

// look lists the collection while nobody writes.
func (r *crowd) look() {
	if len(r.problems) > 0 || r.w.s.ready() != nil {
		return
	}
	began, before := r.clock.tick(), r.looks
	with := func(l *listing) {
		r.looks = append(slices.Clone(before), &job{call: l.x.call, x: l.x, list: l, began: began, ended: r.clock.tick()})
	}
	with(r.w.observe(func(l *listing) bool {
		with(l)
		wrong, _ := r.wrong()
		return l.broken == "" && wrong == nil
	}))
}

func (r *crowd) found(p Problem, about ...*job) {
	r.problems = append(r.problems, p)
	for _, j := range about {
		if !slices.Contains(r.bad, j) {
			r.bad = append(r.bad, j)
		}
	}
}
