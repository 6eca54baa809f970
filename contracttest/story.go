package contracttest

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// An event is one call that has to succeed, with what was seen before and
// after it.
type event struct {
	op     *operation
	forms  map[string]form
	sent   map[string]any // by property; a property that was left out is not in it
	item   *item
	x      *exchange
	wrong  []Problem // what the answer alone breaks
	before *listing
	was    any      // the item before, in the list
	after  *listing // nil until the next listing
	twins  []string // the keys of further items that the call has added
	round  []*item  // the items that were touched between before and after
	walked bool     // it is one of the changes from each kind of state to each other
	whose  bool     // the answer has a key that was somebody else's, and nobody can tell whose it is now
}

// calls are the events of one operation.
type calls struct {
	events  []*event
	blocked string // why there are not more of them
}

// creations adds one item for every documented form of the adding operation's
// properties and lists them.
func (w *world) creations() *calls {
	if done := w.s.valid[w.c.adds]; done != nil {
		return done
	}
	made := &calls{}
	w.s.valid[w.c.adds] = made
	if made.blocked = w.begin(); made.blocked != "" {
		return made
	}
	var round []*event
	for i := range w.s.variants(w.c.adds) {
		e, why := w.s.apart(func(forms choice) (*event, string) {
			free, _ := w.freeIdentities()
			if free <= 1 && slices.ContainsFunc(w.own, func(it *item) bool { return it.alive }) {
				w.close(round) // keep one free for the calls that must be refused
				round = nil
				if !w.removeLast() {
					return nil, "the items made so far cannot be removed to make room"
				}
			}
			e, why := w.create(i, Act, forms)
			if e == nil {
				return nil, why
			}
			round = w.record(made, round, e)
			return e, ""
		})
		if e == nil {
			made.blocked = why
			break
		}
		if e.item == nil || e.item.foreign || hasMust(e.wrong) {
			made.blocked = fmt.Sprintf("%s answered %s", w.c.adds.id, summary(e.x))
			break
		}
	}
	w.close(round)
	return made
}

// record takes an event into those of its operation and into the round that the
// next listing judges, which it returns. Of a call that was refused it looks at
// once whether it has done something all the same.
func (w *world) record(made *calls, round []*event, e *event) []*event {
	made.events, round = append(made.events, e), append(round, e)
	if e.declined() {
		w.close(round)
		return nil
	}
	return round
}

// begin lists the collection for the first time and says why nothing may be
// added, if so.
func (w *world) begin() string {
	if !w.s.write {
		return "it changes something: allow that with Write (--write)"
	}
	if w.c.list == nil || w.c.adds == nil {
		return "the document has no operation that lists, or none that adds to, " + w.c.Name
	}
	if w.first == nil {
		w.list()
	}
	if err := w.s.ready(); err != nil {
		return err.Error()
	}
	if w.latest.broken != "" {
		return w.latest.broken
	}
	w.meetOthers()
	return ""
}

// create adds the i-th variant of an item, in a choice of forms. A nil event
// means that nothing was sent, and why.
func (w *world) create(i int, role Role, forms choice) (*event, string) {
	free, identity := w.freeIdentities()
	if free == 0 {
		return nil, fmt.Sprintf("every known %s is in use: give more with Values (--value %[1]s=…)", list(w.c.identity()))
	}
	if w.s.spent(4) { // with its listing, its removal and the looks at that
		return nil, fmt.Sprintf("the bound of %d requests is reached", w.s.target.MaxRequests)
	}
	o := w.c.adds
	e := &event{op: o, forms: map[string]form{}, sent: map[string]any{}, before: w.latest}
	for _, name := range o.properties() {
		schema, all := o.property(name).Value, forms(o, name)
		pool := w.s.pool(name)
		if v, ok := identity[name]; ok {
			pool = []any{v}
		}
		if why := e.set(name, all, i, func(f form) (any, bool) { return inForm(f, schema, pool, i) }); why != "" && o.requires(name) {
			return nil, why
		}
	}
	e.x = w.s.send(w.adding(e, role))
	w.added(e, identity)
	return e, ""
}

// adding makes the call that adds an item.
func (w *world) adding(e *event, role Role) *call {
	c := w.s.newCall(e.op, role, "")
	c.body = bodyOf(e.sent)
	w.carry(e.sent)
	return c
}

// added takes the item that the answer shows into our own, if it is not one
// that was there before: whatever an answer says, that one is never written to.
func (w *world) added(e *event, identity map[string]any) {
	w.s.learn(e)
	e.wrong = w.s.wrongs(e)
	w.answered(e.sent, e.x.answer)
	if e.x.answer.ok() {
		if value, ok := e.answered(); ok {
			if key, ok := findOne(value, w.c.Key); ok {
				e.item = &item{key: textOf(key), alive: true, value: value, identity: map[string]string{}, origin: e.x}
				e.x.Made = e.item.key
				for name, v := range identity {
					e.item.identity[name] = textOf(v)
				}
				w.claim(e)
			}
		}
	}
}

// set gives a property the i-th of its forms, or the next one that a value
// can be made in.
func (e *event) set(name string, all []form, i int, value func(form) (any, bool)) (why string) {
	for k := range all {
		f := all[(i+k)%len(all)]
		if f == formOmitted {
			e.forms[name] = f
			return ""
		}
		if v, ok := value(f); ok {
			e.forms[name], e.sent[name] = f, v
			return ""
		}
	}
	return fmt.Sprintf("no known-good value for %s: give one with Values (--value %[1]s=…)", name)
}

// answered returns the item that the answer shows.
func (e *event) answered() (any, bool) {
	value, err := e.x.answer.json()
	if err != nil {
		return nil, false
	}
	return findOne(value, e.op.effect.Value)
}

// showsItem reports whether the operation's documented success shows the item.
func (o *operation) showsItem() bool {
	for _, n := range o.success() {
		if len(o.response(n).Content) > 0 && o.effect.Kind != openapi.Removes {
			return true
		}
	}
	return false
}

// close lists the collection and hands the listing to the events of the round.
func (w *world) close(round []*event) {
	if len(round) == 0 {
		return
	}
	l := w.observe(func(l *listing) bool {
		return !slices.ContainsFunc(round, func(e *event) bool { return len(w.unsettled(e, l)) > 0 })
	})
	var touched []*item
	for _, e := range round {
		if e.item != nil {
			touched = append(touched, e.item)
		}
	}
	for _, e := range round {
		e.after, e.round = l, touched
		w.adopt(e, l)
	}
	w.askOthers(round)
}

// adopt takes an item into our own that was made although its answer did not
// show its key, or that was made beside the one of the answer, so that it is
// removed at the end.
func (w *world) adopt(e *event, l *listing) {
	before := e.before.last()
	if e.op != w.c.adds || before == nil {
		return
	}
	for _, key := range keys(l.items) {
		if _, old := before.items[key]; old || w.owns(key) || !w.made(e.sent, l.items[key]) && !w.answers(e, key) {
			continue
		}
		if !e.x.answer.ok() && w.doubts(key, l.items[key]) {
			continue
		}
		it := &item{key: key, alive: true, shown: true, value: l.items[key], identity: map[string]string{}}
		for _, name := range w.c.identity() {
			it.identity[name] = textOf(e.sent[name])
		}
		if e.item != nil && !e.item.foreign {
			it.alive = false // nothing is to be judged by it
			e.twins = append(e.twins, key)
		}
		w.take(it)
	}
}

func (w *world) owns(key string) bool {
	return slices.ContainsFunc(w.own, func(it *item) bool { return it.key == key })
}

// made reports whether an item in the list was made with the values sent: it
// shows the same identity.
func (w *world) made(sent map[string]any, v any) bool {
	names := w.c.identity()
	for _, name := range names {
		found, ok := findOne(v, openapi.ReflectsOf(w.c.adds.property(name)))
		if !ok || textOf(found) != textOf(sent[name]) {
			return false
		}
	}
	return len(names) > 0
}

// arrange returns an item of ours, adding one if there is none.
func (w *world) arrange() (*item, string) {
	if w.c.adds != nil && w.s.valid[w.c.adds] == nil && w.s.selects(w.c.adds) {
		w.creations()
	}
	if all := w.alive(); len(all) > 0 {
		return all[0], ""
	}
	if why := w.begin(); why != "" {
		return nil, why
	}
	e, why := w.create(0, Arrange, w.s.proven)
	switch {
	case e == nil:
		return nil, why
	case e.item == nil || e.item.foreign || hasMust(e.wrong):
		w.close([]*event{e})
		return nil, fmt.Sprintf("blocked: %s answered %s", w.c.adds.id, summary(e.x))
	}
	w.close([]*event{e})
	if !e.item.shown {
		return nil, fmt.Sprintf("blocked: %s does not show the item that %s added", w.c.list.id, w.c.adds.id)
	}
	return e.item, ""
}

// selects reports whether a selected check judges the calls of the operation
// that have to succeed.
func (s *session) selects(o *operation) bool {
	return slices.ContainsFunc(s.selected, func(c *check) bool { return c.op == o && c.refusal == nil })
}

// remove removes an item and reports whether the server says so.
func (w *world) remove(it *item, role Role) *event {
	e := &event{op: w.c.removes, item: it, before: w.latest, was: it.value}
	e.x = w.s.send(w.removing(it, role))
	e.wrong = w.s.problemsOf(w.c.removes, e.x)
	if e.x.answer.ok() {
		it.alive, it.removed, it.touched, it.left = false, true, false, w.s.writes
	}
	return e
}

// removing makes the call that removes an item.
func (w *world) removing(it *item, role Role) *call {
	it.asked = true
	w.leaving(it)
	return w.s.newCall(w.c.removes, role, it.key)
}

func (w *world) removeLast() bool {
	all := w.alive()
	return w.c.removes != nil && len(all) > 0 && w.remove(all[len(all)-1], Arrange).x.answer.ok()
}

// summary is an answer in a few words.
func summary(x *exchange) string {
	if x.answer.err != nil {
		return "nothing: " + x.Error
	}
	return fmt.Sprintf("%d %s", x.Status, excerpt([]byte(x.ResponseBody)))
}
