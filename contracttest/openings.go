package contracttest

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// An opening is a call of which the document does not say what answers it,
// although its effect makes it possible.
type opening struct {
	op   *operation
	id   string // in the ID of a check
	what string // in words
	name string // the property that gets a value which nobody has; "" for the same item once more
	kept bool   // what identifies an item is sent too, which is not for the operation to change
}

// openings lists those of an operation: the same item added again, and for each
// property that answers show a value that nobody has.
func (o *operation) openings() []opening {
	var all []opening
	if o == o.collection.adds && len(o.collection.identity()) > 0 {
		all = append(all, opening{op: o, id: "again", what: "the same item again"})
	}
	for _, name := range o.properties() {
		if reflects(o.property(name)) == "" {
			continue
		}
		what := "unknown " + name
		if o.property(name).Value.Type.Is(openapi3.TypeArray) {
			what = "unknown element of " + name
		}
		all = append(all, opening{op: o, id: name, what: what, name: name})
	}
	return append(all, o.assignments()...)
}

// An asked is the calls of an opening, the one that it is named after first.
type asked struct {
	attempts []*attempt
	why      string // there are none
}

// ask sends the calls of an opening, once in a run.
func (s *session) ask(q *inquiry, open opening) *asked {
	if done := s.asked[open]; done != nil {
		return done
	}
	a := &asked{}
	s.asked[open] = a
	switch model := q.model(); {
	case model == nil:
		a.why = "no valid call of it succeeded"
	case open.kept:
		a.attempts, a.why = q.withForeign()
	case open.name == "":
		a.attempts, a.why = q.twice(model)
	default:
		a.attempts, a.why = q.withUnknown(model, open.name)
	}
	return a
}

// withUnknown gives a property a value that nobody has, and an array one beside
// a known one too.
func (q *inquiry) withUnknown(model *event, name string) ([]*attempt, string) {
	values := q.unknowns(name)
	if len(values) == 0 {
		return nil, "its schema leaves no such value"
	}
	var all []*attempt
	for _, value := range values {
		p, why := q.unlike(model, name, value)
		if p == nil {
			return all, why
		}
		if all = append(all, p); p.x.answer.err != nil {
			break
		}
	}
	return all, ""
}

// unknowns lists values that nobody has.
func (q *inquiry) unknowns(name string) []any {
	schema := q.o.property(name)
	_, value, ok := q.unknown(name, reflects(schema))
	if !ok {
		return nil
	}
	all := []any{value}
	known, ok := inForm(formOne, schema.Value, q.s.pool(name), 0)
	if array, is := value.([]any); is && ok {
		if both := append(slices.Clone(known.([]any)), array...); schema.Value.VisitJSON(both, openapi3.VisitAsRequest()) == nil {
			all = append(all, both)
		}
	}
	return all
}

// unlike sends a valid call with another value of one property, to a new item or
// to one of ours of which it would change everything.
func (q *inquiry) unlike(model *event, name string, value any) (*attempt, string) {
	if q.o == q.w.c.adds {
		e, why := q.like(model, name)
		switch {
		case why != "":
			return nil, why
		case q.s.spent(5): // with two listings, the removal and a look at that
			return nil, q.s.noRoom().skip
		}
		e.forms[name], e.sent[name] = formOf(value), value
		mine := len(q.w.own)
		defer func() { q.w.takeBack(mine) }()
		return q.put(e, nil), ""
	}
	it, why := q.changeable()
	switch {
	case it == nil:
		return nil, why
	case q.s.spent(3):
		return nil, q.s.noRoom().skip
	}
	e := q.bodyFor(it)
	e.forms[name], e.sent[name] = formOf(value), value
	return q.put(e, it), ""
}

// bodyFor makes a call that would change everything of an item that it may.
func (q *inquiry) bodyFor(it *item) *event {
	e := &event{op: q.o, forms: map[string]form{}, sent: q.s.validBody(q.w, q.o, it), before: q.w.latest}
	for _, name := range q.o.properties() {
		e.forms[name] = formOmitted
		if v, ok := e.sent[name]; ok {
			e.forms[name] = formOf(v)
		}
	}
	return e
}

// changeable returns an item of ours in which nothing is empty, so that it shows
// if something of it is: emptiness may mean everything. Without room for a new
// one it is any.
func (q *inquiry) changeable() (*item, string) {
	full := func(it *item) bool {
		return q.w.latest.items[it.key] != nil && !slices.ContainsFunc(q.o.properties(), func(name string) bool {
			pointer := openapi.ReflectsOf(q.o.property(name))
			return pointer != "" && len(find(it.value, pointer)) == 0
		})
	}
	it, why := q.w.arrange()
	if it == nil {
		return nil, why
	}
	all := q.w.alive()
	if i := slices.IndexFunc(all, full); i >= 0 {
		return all[i], ""
	}
	if free, _ := q.w.freeIdentities(); free > 0 && !q.s.spent(6) {
		if e, _ := q.w.create(0, Arrange, q.s.proven); e != nil {
			q.w.close([]*event{e})
			if e.item != nil && e.item.alive && e.item.shown {
				return e.item, ""
			}
		}
	}
	return it, ""
}

// twice adds an item and sends the same call once more, then one that differs in
// all but what identifies the item, and such ones that are wrong for another
// reason as well.
func (q *inquiry) twice(model *event) ([]*attempt, string) {
	e, why := q.like(model, "")
	switch {
	case why != "":
		return nil, why
	case q.s.spent(7): // both, two listings, their removals and a look at that
		return nil, q.s.noRoom().skip
	}
	mine := len(q.w.own)
	defer func() { q.w.takeBack(mine) }()
	e.x = q.s.send(q.w.adding(e, Arrange))
	q.w.added(e, q.identityIn(e))
	q.w.close([]*event{e})
	if e.item == nil || e.item.foreign {
		return nil, "the first was answered " + summary(e.x)
	}
	again := []*event{{op: e.op, forms: e.forms, sent: e.sent}}
	if e.item.shown {
		other := q.bodyFor(e.item)
		for _, name := range q.identity() {
			other.forms[name], other.sent[name] = e.forms[name], e.sent[name]
		}
		again = append(again, other)
		for _, name := range q.o.properties() {
			if slices.Contains(q.identity(), name) || reflects(q.o.property(name)) == "" {
				continue
			}
			for _, value := range q.unknowns(name) {
				also := &event{op: q.o, forms: other.forms, sent: withValue(other.sent, name, value)}
				again = append(again, also)
				break
			}
		}
	}
	var all []*attempt
	for _, a := range again {
		if len(all) > 0 && (q.s.spent(4) || all[len(all)-1].x.answer.err != nil || q.w.latest.items[e.item.key] == nil) {
			break
		}
		p := q.put(a, e.item)
		p.arranged = []Exchange{as(Arrange, e.x)}
		all = append(all, p)
	}
	return all, ""
}
