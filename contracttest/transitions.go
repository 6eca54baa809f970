package contracttest

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// A holding is one way to give an array property: what it is to hold, or that
// it is left out.
type holding struct {
	form   form
	values []any // what the item is to show
}

// A change is a replacing call that leads an item from what it shows to a
// state: with the other properties as they are, or with another of their values.
type change struct {
	to     holding
	others int // which of their known-good values they get; keep for what the item shows
}

const (
	keep       = -1
	mostOthers = 4 // values of the other properties that each state is tried with
)

// transitions changes items of ours from each kind of state of an array to each
// other one: to fewer elements, to more, to others, to the same once more. What
// one has is often stored as a difference to what one had, so that each state
// can be right, and the way from one to another not: a right that is taken away
// and stays. It stops where a call shows that something is wrong.
func (w *world) transitions(o *operation, made *calls) {
	if !w.s.local || w.s.target.MaxRequests > 0 {
		return // a quota that other people share is not spent on this
	}
	for _, name := range o.properties() {
		if o.property(name).Value.Items != nil && openapi.ReflectsOf(o.property(name)) != "" {
			w.transitionsOf(o, name, made)
		}
	}
}

func (w *world) transitionsOf(o *operation, name string, made *calls) {
	all := w.changes(o, name)
	open := map[string]bool{}
	for _, from := range w.holdings(o, name) {
		for _, c := range all {
			for _, goal := range c.goals(textSet(from.values), c.others == keep) {
				open[goal] = true
			}
		}
	}
	for n, most := 0, 2*len(open); len(open) > 0 && n < most && made.blocked == "" && w.s.ready() == nil; {
		items := w.alive()
		if len(items) == 0 {
			return
		}
		if len(items) > 1 {
			items = items[:len(items)-1] // the last one is only looked at
		}
		var round []*event
		for _, it := range items {
			e := w.step(o, name, it, all, open, n)
			made.events, round, n = append(made.events, e), append(round, e), n+1
			if hasMust(e.wrong) {
				made.blocked = fmt.Sprintf("%s answered %s", o.id, summary(e.x))
				break
			}
		}
		w.close(round)
		for _, e := range round {
			if len(w.unsettled(e, e.after)) > 0 {
				return
			}
		}
	}
}

// holdings lists the states of an array that the document and the known-good
// values allow, in forms on which one may rely.
func (w *world) holdings(o *operation, name string) []holding {
	schema, pool, proven := o.property(name).Value, w.s.pool(name), w.s.proven(o, name)
	var all []holding
	add := func(f form, values []any) {
		n := uint64(len(values))
		if !slices.Contains(proven, f) || n < schema.MinItems || schema.MaxItems != nil && n > *schema.MaxItems {
			return
		}
		s := holding{form: f}
		for _, v := range values {
			s.values = append(s.values, asItem(schema, v))
		}
		all = append(all, s)
	}
	part := func(f form, from, to int) {
		if to <= len(pool) {
			add(f, pool[from:to])
		}
	}
	part(formOne, 0, 1)
	part(formMany, 0, 2)
	add(formEmpty, nil)
	part(formOne, 1, 2)
	part(formMany, 1, 3)
	if whole := len(pool); whole > 2 {
		if schema.MaxItems != nil {
			whole = min(whole, int(*schema.MaxItems))
		}
		part(formMany, 0, whole)
	}
	if slices.Contains(proven, formOmitted) {
		all = append(all, holding{formOmitted, flatten([]any{schema.Default})})
	}
	return all
}

// changes lists the calls that may be made.
func (w *world) changes(o *operation, name string) []change {
	others := 1
	for _, other := range o.properties() {
		if other != name && openapi.ReflectsOf(o.property(other)) != "" {
			others = max(others, min(mostOthers, len(w.s.pool(other))))
		}
	}
	var all []change
	for k := keep; k < others; k++ {
		for _, to := range w.holdings(o, name) {
			all = append(all, change{to, k})
		}
	}
	return all
}

// goals says what a change is good for, from what an item shows: the kind of
// the change, with and without another one beside it, and the state beside each
// value of the other properties.
func (c change) goals(from []string, same bool) []string {
	to := textSet(c.to.values)
	common := 0
	for _, v := range to {
		if slices.Contains(from, v) {
			common++
		}
	}
	kind := fmt.Sprintf("%d to %d, %d in common", min(3, len(from)), min(3, len(to)), min(2, common))
	if c.to.form == formOmitted {
		kind += ", left out"
	}
	goals := []string{fmt.Sprintf("%s, the others the same: %t", kind, same)}
	if c.others != keep {
		goals = append(goals, fmt.Sprintf("%s of %d beside value %d of the others", c.to.form, min(3, len(to)), c.others))
	}
	return goals
}

// step makes the change of an item that reaches most of the open goals, or if
// it reaches none the one after which most are within reach.
func (w *world) step(o *operation, name string, it *item, all []change, open map[string]bool, n int) *event {
	from := textSet(find(it.value, openapi.ReflectsOf(o.property(name))))
	within := func(from []string, c change, same bool) int {
		count := 0
		for _, goal := range c.goals(from, same) {
			if open[goal] {
				count++
			}
		}
		return count
	}
	var chosen change
	var reached []string
	most, sames := 0, map[int]bool{}
	for _, c := range all {
		same, known := sames[c.others]
		if !known {
			_, same = w.changing(o, name, it, c, n)
			sames[c.others] = same
		}
		if count := within(from, c, same); count > most {
			chosen, reached, most = c, c.goals(from, same), count
		}
	}
	if most == 0 { // what is open begins elsewhere
		most = -1
		for _, c := range all {
			if c.others != keep {
				continue
			}
			count := 0
			for _, next := range all {
				count += within(textSet(c.to.values), next, next.others == keep)
			}
			if count > most {
				chosen, most = c, count
			}
		}
	}
	for _, goal := range reached {
		delete(open, goal)
	}
	best, _ := w.changing(o, name, it, chosen, n)
	w.sendReplacing(best, Act)
	return best
}

// changing makes the event of a change, not sent yet, and reports whether the
// other properties stay the same by it. The n-th one gives arrays in one order
// or the other, and the other properties in the n-th of their forms.
func (w *world) changing(o *operation, name string, it *item, c change, n int) (e *event, same bool) {
	e = &event{op: o, forms: map[string]form{name: c.to.form}, sent: map[string]any{}, item: it, before: w.latest, was: it.value, walked: true}
	if c.to.form != formOmitted {
		values := append([]any{}, c.to.values...)
		if n%2 > 0 {
			slices.Reverse(values)
		}
		e.sent[name] = values
	}
	same = true
	for _, other := range o.properties() {
		if other == name {
			continue
		}
		schema, pool, k := o.property(other).Value, w.s.pool(other), max(0, c.others)
		pointer := reflects(o.property(other))
		shown := find(it.value, pointer)
		if c.others == keep {
			if kept := slices.DeleteFunc(slices.Clone(pool), func(v any) bool { return !slices.Contains(textSet(shown), textOf(v)) }); len(kept) > 0 && schema.Items == nil {
				pool = kept
			}
		}
		e.set(other, w.s.proven(o, other), n, func(f form) (any, bool) { return inForm(f, schema, pool, k) })
		same = same && (pointer == "" || slices.Equal(textSet(flatten([]any{e.sent[other]})), textSet(shown)))
	}
	return e, same
}
