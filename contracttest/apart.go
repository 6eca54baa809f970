package contracttest

import (
	"fmt"
	"slices"
)

// apart makes a call in the forms whose turn it is. If it is refused, and its
// forms may be why, further calls tell: one that differs in those forms alone,
// and if that succeeds one for each of them. It returns the call that says
// whether one may go on.
func (s *session) apart(send func(choice) (*event, string)) (*event, string) {
	e, why := send(s.tried)
	if e == nil || s.short() || !e.declined() {
		return e, why
	}
	open := s.open(e)
	if len(open) == 0 {
		return e, ""
	}
	excused := s.excused(e)
	other, _ := send(s.changed(e, open))
	switch {
	case other == nil, !other.x.answer.ok() && !excused:
		return e, ""
	case !other.x.answer.ok():
		return other, ""
	case len(open) == 1:
		s.turned[offer{e.op, open[0], e.forms[open[0]]}] = e
		return other, ""
	}
	blamed := false
	for _, name := range open {
		one, why := send(s.changed(e, slices.DeleteFunc(slices.Clone(open), func(n string) bool { return n == name })))
		switch {
		case one == nil:
			return nil, why
		case one.declined():
			s.turned[offer{e.op, name, e.forms[name]}], blamed = one, true
		case !one.x.answer.ok():
			return one, ""
		}
	}
	if !blamed { // each is accepted, so that the question is answered, and all of them are not
		e.wrong = s.problemsOf(e.op, e.x)
	}
	return other, ""
}

// changed is the choice of a call's forms, but for some properties.
func (s *session) changed(e *event, names []string) choice {
	return func(o *operation, name string) []form {
		f, ok := e.forms[name]
		switch {
		case !ok:
			return s.tried(o, name)
		case !slices.Contains(names, name):
			return []form{f}
		case f != o.shown(name):
			return []form{o.shown(name)}
		}
		return slices.DeleteFunc(s.tried(o, name), func(other form) bool { return other == f })
	}
}

// judgeForm judges a form in which calls were refused for that alone.
func (s *session) judgeForm(f offer) []Problem {
	e := s.turned[f]
	if e == nil {
		return nil
	}
	weight := Should
	if f.form == f.op.shown(f.name) {
		weight = Must
	}
	return []Problem{{Level: weight, Expected: sentence("a success of %s, as %s may be given as %s: %s", f.op.id, f.name, f.form, list(f.op.success())),
		Actual: summary(e.x) + "; in another form it is accepted", Line: f.op.propertyLine(f.name)}}
}

// changedBy says what a call that was declined for its form has changed.
func (w *world) changedBy(e *event) []Problem {
	if !e.declined() || e.after == nil || e.after.broken != "" || e.before.broken != "" {
		return nil
	}
	if e.op == w.c.adds {
		for _, key := range keys(e.after.items) {
			if _, old := e.before.items[key]; !old && w.made(e.sent, e.after.items[key]) {
				return []Problem{{Level: Must, Expected: "no new item", Actual: fmt.Sprintf("a new one: %s", show(e.after.items[key]))}}
			}
		}
		return nil
	}
	switch now, ok := e.after.items[e.item.key]; {
	case !ok:
		return []Problem{{Level: Must, Expected: "the item whose " + w.c.Key + " is " + e.item.key + " as before", Actual: "it is gone"}}
	default:
		return w.c.departsFrom(e.was, now, "the list")
	}
}
