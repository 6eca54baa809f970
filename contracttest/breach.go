package contracttest

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// A breach is a value that breaks one keyword of a schema and nothing else, so
// that it is refused for that reason or for none.
type breach struct {
	id    string
	words string // what is wrong with it
	value any
	read  bool // a server that reads it as the number that its digits begin with is lenient
}

// a relaxation takes one keyword away from the copy of a schema.
type relaxation func(s *openapi3.Schema)

// breaches lists a breach of every keyword of a schema for which one can be
// made of known-good values.
func breaches(schema *openapi3.Schema, pool []any) []breach {
	var all []breach
	for _, s := range alternatives(schema) {
		b := &breaker{whole: schema, part: s}
		for _, v := range pool {
			if v := asForm(s, v); valid(s, v) && !slices.ContainsFunc(b.good, func(w any) bool { return textOf(v) == textOf(w) }) {
				b.good = append(b.good, v)
			}
		}
		switch {
		case s.Type.Is(openapi3.TypeInteger), s.Type.Is(openapi3.TypeNumber):
			b.numbers()
		case s.Type.Is(openapi3.TypeString):
			b.texts()
		case s.Type.Is(openapi3.TypeArray) && s.Items != nil:
			b.arrays(pool)
		}
		all = append(all, b.found...)
	}
	return all
}

// alternatives are the schemas of which a value has to keep one.
func alternatives(schema *openapi3.Schema) []*openapi3.Schema {
	all := []*openapi3.Schema{schema}
	for _, s := range append(slices.Clone(schema.OneOf), schema.AnyOf...) {
		if s.Value != nil {
			all = append(all, s.Value)
		}
	}
	return all
}

func valid(s *openapi3.Schema, v any) bool {
	return s.VisitJSON(v, openapi3.VisitAsRequest(), checkFormats) == nil
}

// asForm writes a known-good value in the type of a schema.
func asForm(s *openapi3.Schema, v any) any {
	switch {
	case s.Type.Is(openapi3.TypeString):
		return textOf(v)
	case s.Type.Is(openapi3.TypeInteger), s.Type.Is(openapi3.TypeNumber):
		return json.Number(textOf(v))
	}
	return v
}

// A breaker makes the breaches of one alternative of a schema.
type breaker struct {
	whole, part *openapi3.Schema
	good        []any // known-good values of the alternative
	found       []breach
}

// try keeps the first candidate that the whole schema refuses, and the
// alternative takes as soon as the keyword is taken away from it.
func (b *breaker) try(id, words string, without relaxation, candidates ...any) {
	relaxed := *b.part
	without(&relaxed)
	for _, v := range candidates {
		if !valid(b.whole, v) && !valid(b.part, v) && valid(&relaxed, v) {
			b.found = append(b.found, breach{id: id, words: words, value: v})
			return
		}
	}
}

// numbers: one step beyond each end, and one beside the steps.
func (b *breaker) numbers() {
	s, step := b.part, 1.0
	if s.MultipleOf != nil {
		step = *s.MultipleOf
	}
	if s.Min != nil {
		b.try("below", " below its minimum of "+numeral(*s.Min).String(), func(s *openapi3.Schema) { s.Min, s.ExclusiveMin = nil, openapi3.ExclusiveBound{} },
			numeral(*s.Min), numeral((math.Ceil(*s.Min/step)-1)*step), numeral(*s.Min-1))
	}
	if s.Max != nil {
		b.try("above", " above its maximum of "+numeral(*s.Max).String(), func(s *openapi3.Schema) { s.Max, s.ExclusiveMax = nil, openapi3.ExclusiveBound{} },
			numeral(*s.Max), numeral((math.Floor(*s.Max/step)+1)*step), numeral(*s.Max+1))
	}
	if s.MultipleOf != nil {
		var beside []any
		for _, v := range append(b.good, numeral(0)) {
			if n, err := v.(json.Number).Float64(); err == nil {
				beside = append(beside, numeral(n+1), numeral(n-1), numeral(n+step/2), numeral(n-step/2))
			}
		}
		b.try("multiple", " that is no multiple of "+numeral(step).String(), func(s *openapi3.Schema) { s.MultipleOf = nil }, beside...)
	}
	if len(s.Enum) > 0 {
		var others []any
		for _, v := range s.Enum {
			if n, err := json.Number(textOf(v)).Float64(); err == nil {
				others = append(others, numeral(n+step), numeral(n-step))
			}
		}
		b.try("enum", " that is none of the documented ones", func(s *openapi3.Schema) { s.Enum = nil }, others...)
	}
}

func numeral(n float64) json.Number { return json.Number(strconv.FormatFloat(n, 'f', -1, 64)) }
