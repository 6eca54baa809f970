package contracttest

import (
	"encoding/json"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// An offer is a form in which calls of an operation gave a property.
type offer struct {
	op   *operation
	name string
	form form
}

// A choice lists the forms in which a call may give a property.
type choice func(o *operation, name string) []form

// unsure reports whether the document allows several forms of a property, and
// rests on an assumption or an open question where it does.
func (o *operation) unsure(name string) bool {
	return level(o.property(name).Value.Extensions) == Should && len(o.forms(name)) > 1
}

// shown is the form in which the document's examples give a property: the first
// of them that is not assumed. Without one it is the first of the schema.
func (o *operation) shown(name string) form {
	all := o.forms(name)
	for _, sample := range o.samples {
		if v, ok := sample[name]; ok && slices.Contains(all, formOf(v)) {
			return formOf(v)
		}
	}
	return all[0]
}

// samples lists those of the example objects of a request body that are not
// assumed, in document order.
func samples(content *openapi3.MediaType) []map[string]any {
	known := *content
	known.Examples = openapi3.Examples{}
	for name, e := range content.Examples {
		if e.Value != nil && levelOf(e.Value.Extensions) == Must {
			known.Examples[name] = e
		}
	}
	return bodyExamples(&known)
}

// formOf is the form of a value.
func formOf(v any) form {
	switch v := v.(type) {
	case string:
		return formString
	case int, int64, uint64, float64, json.Number:
		return formInteger
	case []any:
		return []form{formEmpty, formOne, formMany}[min(2, len(v))]
	}
	return formValue
}

// variants is the number of variants that there is room for.
func (s *session) variants(o *operation) int {
	if s.short() {
		return 1
	}
	return o.variants()
}

// variants is the number of calls in which every form of every property occurs.
func (o *operation) variants() int {
	n := 1
	for _, name := range o.properties() {
		n = max(n, len(o.forms(name)))
	}
	return n
}

// tried lists the forms of a property that no call of this run has shown to be
// refused. Where the document is not sure of them, the one that it shows is first.
func (s *session) tried(o *operation, name string) []form {
	all := o.forms(name)
	if !o.unsure(name) {
		return all
	}
	shown := o.shown(name)
	first := slices.Index(all, shown)
	all = slices.Insert(slices.Delete(all, first, first+1), 0, shown)
	left := slices.DeleteFunc(slices.Clone(all), func(f form) bool { return s.turned[offer{o, name, f}] != nil })
	if len(left) == 0 {
		return all
	}
	return left
}

// proven lists the forms of a property on which other calls may rely: where the
// document is not sure of them, those in which a call of this run succeeded, or
// before one did the one that the document shows.
func (s *session) proven(o *operation, name string) []form {
	all := s.tried(o, name)
	if !o.unsure(name) {
		return all
	}
	all = slices.DeleteFunc(all, func(f form) bool { return !s.taken[offer{o, name, f}] })
	if len(all) == 0 {
		return []form{o.shown(name)}
	}
	return all
}

// learn remembers the forms of a call that succeeded.
func (s *session) learn(e *event) {
	if !e.x.answer.ok() {
		return
	}
	for name, f := range e.forms {
		s.taken[offer{e.op, name, f}] = true
	}
}

// open lists the properties of a call whose form the document is not sure of,
// and in which no call has succeeded yet.
func (s *session) open(e *event) []string {
	return slices.DeleteFunc(e.op.properties(), func(name string) bool {
		f, ok := e.forms[name]
		return !ok || !e.op.unsure(name) || s.taken[offer{e.op, name, f}]
	})
}

// excused reports whether a call was refused as the document says, and has a
// form which the document asks about and does not show.
func (s *session) excused(e *event) bool {
	return e.declined() && slices.ContainsFunc(s.open(e), func(name string) bool { return e.forms[name] != e.op.shown(name) })
}

// declined reports whether a call was refused as the document says that
// requests are refused for what they say.
func (e *event) declined() bool {
	return e.x.answer.err == nil && slices.Contains(e.op.contentErrors(), e.x.answer.status)
}

// wrongs judges the answer to a call alone.
func (s *session) wrongs(e *event) []Problem {
	if !s.excused(e) {
		return s.problemsOf(e.op, e.x)
	}
	return s.conform(e.op, e.x.answer)
}
