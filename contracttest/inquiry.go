package contracttest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An inquiry collects what the calls of a question were answered.
type inquiry struct {
	s         *session
	w         *world
	o         *operation
	told      []string
	untold    []string // what could not be asked, and why
	reasons   []string // of these
	exchanges []Exchange
}

// verdict is the answer as far as there is one.
func (q *inquiry) verdict() verdict {
	if reasons := slices.Compact(q.reasons); len(q.told) == 0 && len(reasons) == 1 {
		return skipped("%s", reasons[0])
	}
	if len(q.told) == 0 {
		return skipped("%s", orElse(strings.Join(q.untold, ", "), "its effect leaves nothing to ask for"))
	}
	return verdict{answer: strings.Join(append(q.told, q.untold...), ", "), exchanges: q.exchanges}
}

func (q *inquiry) tell(what string, x *exchange) {
	if x.answer.err != nil {
		q.leave(what, "no answer: "+x.Error)
		return
	}
	how := "refused with"
	if x.answer.ok() {
		how = "accepted with"
	}
	q.told = append(q.told, fmt.Sprintf("%s %s %d", what, how, x.Status))
	q.exchanges = append(q.exchanges, as(Act, x))
}

func (q *inquiry) leave(what, why string) {
	q.untold, q.reasons = append(q.untold, fmt.Sprintf("%s not seen (%s)", what, why)), append(q.reasons, why)
}

// inquire begins an inquiry about an operation with an effect. It says why
// nothing can be asked, if so.
func (s *session) inquire(o *operation) (*inquiry, string) {
	switch {
	case o.effect.Kind == "":
		return nil, "the document does not say what a call of it changes, so none is made for the question"
	case !s.write:
		return nil, "it might change something: allow that with Write (--write)"
	}
	q := &inquiry{s: s, w: s.world(o.collection), o: o}
	if o.collection.adds == nil || o.collection.list == nil {
		return nil, "the document has no operation that lists, or none that adds to, " + q.w.c.Name
	}
	return q, q.w.begin()
}

// model is a valid call of the operation that succeeded.
func (q *inquiry) model() *event {
	events := q.s.calls(q.o).events
	if i := slices.IndexFunc(events, func(e *event) bool { return e.x.answer.ok() }); i >= 0 {
		return events[i]
	}
	return nil
}

// with sends a valid call with one property in another form, or with another
// value. Without an exchange it says why nothing was sent.
func (q *inquiry) with(name string, f form, value any) (*exchange, string) {
	model := q.model()
	if model == nil {
		return nil, "no valid call of it succeeded"
	}
	e, why := q.like(model, name)
	if why != "" {
		return nil, why
	}
	if value == nil && f != formOmitted {
		pool := q.s.pool(name)
		if given, ok := e.sent[name]; ok && slices.Contains(q.identity(), name) {
			pool = []any{given}
		}
		var ok bool
		if value, ok = inForm(f, q.o.property(name).Value, pool, 0); !ok {
			return nil, fmt.Sprintf("no known-good value for it: give one with Values (--value %s=…)", name)
		}
	}
	e.forms[name], e.sent[name] = f, value
	if f == formOmitted {
		delete(e.sent, name)
	}
	if q.o != q.w.c.adds {
		return q.replace(e)
	}
	return q.add(e)
}

// identity lists the properties that tell the items of the operation apart, if
// it is the one that adds them.
func (q *inquiry) identity() []string {
	if q.o != q.w.c.adds {
		return nil
	}
	return q.w.c.identity()
}

// like copies a call, with an identity that no item has, if the operation adds
// one. The property but is to get another value anyway.
func (q *inquiry) like(model *event, but string) (*event, string) {
	e := &event{op: q.o, forms: maps.Clone(model.forms), sent: maps.Clone(model.sent), before: q.w.latest}
	if len(q.identity()) == 0 {
		return e, ""
	}
	free, identity := q.w.freeIdentities()
	if free == 0 && !slices.Equal(q.identity(), []string{but}) {
		return nil, fmt.Sprintf("every known %s is in use: give more with Values (--value %[1]s=…)", list(q.identity()))
	}
	for name, v := range identity {
		if made, ok := inForm(e.forms[name], q.o.property(name).Value, []any{v}, 0); ok {
			e.sent[name] = made
		}
	}
	return e, ""
}

// add sends a call that adds an item, and takes the item back.
func (q *inquiry) add(e *event) (*exchange, string) {
	if q.s.spent(4) { // with a listing, the removal and a look at that
		return nil, q.s.noRoom().skip
	}
	mine := len(q.w.own)
	defer func() { q.w.takeBack(mine) }()
	return q.put(e, nil).x, ""
}

// replace sends a call that replaces an item of ours.
func (q *inquiry) replace(e *event) (*exchange, string) {
	it, why := q.w.arrange()
	switch {
	case it == nil:
		return nil, why
	case q.s.spent(2):
		return nil, q.s.noRoom().skip
	}
	return q.put(e, it).x, ""
}

func (q *inquiry) identityIn(e *event) map[string]any {
	identity := map[string]any{}
	for _, name := range q.w.c.identity() {
		identity[name] = e.sent[name]
	}
	return identity
}

// takeBack removes the items that were added since there were so many of ours.
func (w *world) takeBack(since int) {
	for _, it := range w.own[since:] {
		if w.c.removes != nil && (it.alive || w.latest.items[it.key] != nil) && !it.removed {
			w.remove(it, Arrange)
		}
	}
}

// unknown makes a value of a reflected property that the schema allows, and
// that neither the known-good values nor the list show: a known one with other
// digits, of which a reader that keeps 32 bits has the known one where it can.
func (q *inquiry) unknown(name, pointer string) (form, any, bool) {
	schema, pool := q.o.property(name).Value, q.s.pool(name)
	used := textSet(pool)
	for _, v := range q.w.latest.items {
		used = append(used, textSet(find(v, pointer))...)
	}
	like := ""
	if len(pool) > 0 {
		like = textOf(pool[0])
	}
	for i, text := range nobodys(like, func(text string) bool { return slices.Contains(used, text) }) {
		for _, f := range q.s.proven(q.o, name) {
			if f == formOmitted || f == formEmpty {
				continue
			}
			value, ok := inForm(f, schema, []any{text}, 0)
			if ok && schema.VisitJSON(value, openapi3.VisitAsRequest()) == nil && (i > 0 || valid(schema, value)) {
				return f, value, true
			}
		}
	}
	return "", nil, false
}
