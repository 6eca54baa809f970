package contracttest

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// replacements changes items of ours to every documented form of the replacing
// operation's properties. Each value differs from the one before, an empty or
// omitted one follows one that is not, and one item of ours is left alone so
// that it can be seen that nothing else changes.
func (w *world) replacements(o *operation) *calls {
	if done := w.s.valid[o]; done != nil {
		return done
	}
	made := &calls{}
	w.s.valid[o] = made
	if _, why := w.arrange(); why != "" {
		made.blocked = why
		return made
	}
	var round []*event
	for i := range w.s.variants(o) {
		var it *item
		e, why := w.s.apart(func(forms choice) (*event, string) {
			if w.s.spent(2) {
				return nil, fmt.Sprintf("the bound of %d requests is reached", w.s.target.MaxRequests)
			}
			if it == nil || len(round) > 0 { // else the same once more
				it = w.candidate(o, i, forms, round)
			}
			if it == nil && len(round) > 0 {
				w.close(round)
				round = nil
				it = w.candidate(o, i, forms, nil)
			}
			if it == nil {
				if all := w.alive(); len(all) > 0 {
					it = all[0]
				} else {
					return nil, "the item is no longer in the list"
				}
			}
			e, why := w.replace(o, it, i, Act, forms)
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
		if hasMust(e.wrong) {
			made.blocked = fmt.Sprintf("%s answered %s", o.id, summary(e.x))
			break
		}
	}
	w.close(round)
	if made.blocked == "" {
		w.transitions(o, made)
	}
	return made
}

// candidate finds an item that the i-th variant really changes, and that the
// round has not touched. What a change did to an item that is changed itself
// afterwards nobody sees, so one item is never changed if there are several.
func (w *world) candidate(o *operation, i int, forms choice, round []*event) *item {
	all := w.alive()
	if len(all) > 1 {
		all = all[:len(all)-1] // the last one is only looked at
	}
	free := slices.DeleteFunc(slices.Clone(all), func(it *item) bool {
		return slices.ContainsFunc(round, func(e *event) bool { return e.item == it })
	})
	for _, it := range free {
		suits := true
		for _, name := range o.properties() {
			all := forms(o, name)
			f := all[i%len(all)]
			if pointer := openapi.ReflectsOf(o.property(name)); pointer != "" && (f == formEmpty || f == formOmitted) {
				suits = suits && len(find(it.value, pointer)) > 0
			}
		}
		if suits {
			return it
		}
	}
	return nil
}

// replace changes an item to the i-th variant in a choice of forms, with values
// other than it has.
func (w *world) replace(o *operation, it *item, i int, role Role, forms choice) (*event, string) {
	e, why := w.replacement(o, it, i, forms)
	if e == nil {
		return nil, why
	}
	w.sendReplacing(e, role)
	return e, ""
}

// sendReplacing sends the call that changes the event's item.
func (w *world) sendReplacing(e *event, role Role) {
	e.x = w.s.send(w.replacing(e, e.item.key, role))
	w.s.learn(e)
	e.wrong = w.s.wrongs(e)
}

// replacement makes what a call is to change an item to.
func (w *world) replacement(o *operation, it *item, i int, forms choice) (*event, string) {
	e := &event{op: o, forms: map[string]form{}, sent: map[string]any{}, item: it, before: w.latest, was: it.value}
	for _, name := range o.properties() {
		schema, pool := o.property(name).Value, w.s.pool(name)
		pointer := openapi.ReflectsOf(o.property(name))
		why := e.set(name, forms(o, name), i, func(f form) (any, bool) {
			for n := range max(1, len(pool)) {
				v, ok := inForm(f, schema, pool, i+n)
				if !ok {
					return nil, false
				}
				if pointer == "" || n == len(pool)-1 || !slices.Equal(textSet(flatten([]any{v})), textSet(find(it.value, pointer))) {
					return v, true
				}
			}
			return inForm(f, schema, pool, i)
		})
		if why != "" && o.requires(name) {
			return nil, why
		}
	}
	return e, ""
}

// replacing makes the call that replaces an item.
func (w *world) replacing(e *event, key string, role Role) *call {
	c := w.s.newCall(e.op, role, key)
	for _, it := range w.own {
		it.written = it.written || it.key == key
	}
	if e.op.body != nil {
		c.body = bodyOf(e.sent)
	}
	return c
}

// removals removes one item of ours and leaves the others, to see that only
// the one goes.
func (w *world) removals() *calls {
	o := w.c.removes
	if done := w.s.valid[o]; done != nil {
		return done
	}
	made := &calls{}
	w.s.valid[o] = made
	if _, why := w.arrange(); why != "" {
		made.blocked = why
		return made
	}
	w.s.cleaning = true // what is kept back of a bound for removing items is for this
	defer func() { w.s.cleaning = false }()
	if w.s.spent(2) {
		made.blocked = fmt.Sprintf("the bound of %d requests is reached", w.s.target.MaxRequests)
		return made
	}
	all := w.alive()
	e := w.remove(all[len(all)-1], Act)
	made.events = append(made.events, e)
	w.close(made.events)
	if hasMust(e.wrong) {
		made.blocked = fmt.Sprintf("%s answered %s", o.id, summary(e.x))
	}
	return made
}

// unsettled says what a listing does not show yet of an event.
func (w *world) unsettled(e *event, l *listing) []Problem {
	if l.broken != "" || e.item == nil || !e.x.answer.ok() {
		return nil
	}
	shown, ok := l.items[e.item.key]
	pointer := "an item whose " + w.c.Key + " is " + e.item.key
	switch {
	case e.op.effect.Kind == openapi.Removes && w.shownStill(e.item, l):
		return []Problem{{Level: Must, Expected: "no item in the list after it was removed", Actual: pointer}}
	case e.op.effect.Kind == openapi.Removes:
		return nil
	case !ok:
		return []Problem{{Level: Must, Expected: pointer + " in the list", Actual: fmt.Sprintf("%d other items", len(l.items))}}
	}
	return e.departs(shown, "the list")
}

// departs compares what an answer or a list shows of an item with what was sent.
func (e *event) departs(shown any, place string) []Problem {
	var problems []Problem
	for _, name := range e.op.properties() {
		problems = append(problems, e.departsIn(name, shown, place)...)
	}
	return problems
}

// departsIn compares one property.
func (e *event) departsIn(name string, shown any, place string) []Problem {
	schema := e.op.property(name)
	pointer := openapi.ReflectsOf(schema)
	if pointer == "" {
		return nil
	}
	sent, given := e.sent[name]
	if !given {
		if e.forms[name] != formOmitted {
			return nil
		}
		sent = schema.Value.Default
	}
	want, got := textSet(flatten([]any{sent})), textSet(find(shown, pointer))
	if slices.Equal(want, got) {
		return nil
	}
	how := "as sent"
	if !given {
		how = "as " + name + " was left out"
	}
	return []Problem{{Level: levelOf(schema.Value.Extensions), Pointer: pointer, Expected: fmt.Sprintf("%s, %s", set(want), how),
		Actual: fmt.Sprintf("%s in %s", set(got), place), Line: e.op.propertyLine(name)}}
}

func set(texts []string) string { return "[" + list(texts) + "]" }
