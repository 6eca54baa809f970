package contracttest

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A probe looks at the values that one schema describes, and counts what it
// sees.
type probe struct {
	looked     int
	tests      []probing
	properties map[string]*probe
	extra      *probe   // of additional properties
	items      *probe   // of an array
	parts      []*probe // of allOf, oneOf and anyOf
	suits      func(value any) bool
	places     []place // the answers that a value may come from
}

// A probing is a point, and how it is seen in a value.
type probing struct {
	point *tracked
	seen  func(value any) bool
}

func (p *probe) test(t *tracked, seen func(value any) bool) {
	p.tests = append(p.tests, probing{t, seen})
}

// look looks at a value and at what is in it.
func (p *probe) look(value any) {
	p.looked++
	for _, t := range p.tests {
		if t.seen(value) {
			t.point.Seen++
		}
	}
	switch value := value.(type) {
	case map[string]any:
		for name, v := range value {
			if of := p.properties[name]; of != nil {
				of.look(v)
			} else if p.extra != nil {
				p.extra.look(v)
			}
		}
	case []any:
		if p.items != nil {
			for _, v := range value {
				p.items.look(v)
			}
		}
	}
	for _, part := range p.parts {
		if part.suits == nil || part.suits(value) {
			part.look(value)
		}
	}
}

// A keyword is one that a value of some type can violate.
type keyword struct {
	name, of string
	alone    func(s *openapi3.Schema) *openapi3.Schema // the keyword by itself; nil if the schema does not have it
}

// keywordsOf lists the keywords of a schema, but for its type, its formats
// that nobody checks and what it is composed of.
func keywordsOf(s *openapi3.Schema) []keyword {
	all := []keyword{
		{"minimum", "number", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.Min != nil, openapi3.Schema{Min: s.Min, ExclusiveMin: s.ExclusiveMin})
		}},
		{"maximum", "number", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.Max != nil, openapi3.Schema{Max: s.Max, ExclusiveMax: s.ExclusiveMax})
		}},
		{"multipleOf", "number", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.MultipleOf != nil, openapi3.Schema{MultipleOf: s.MultipleOf})
		}},
		{"minLength", "string", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.MinLength > 0, openapi3.Schema{MinLength: s.MinLength})
		}},
		{"maxLength", "string", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.MaxLength != nil, openapi3.Schema{MaxLength: s.MaxLength})
		}},
		{"pattern", "string", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.Pattern != "", openapi3.Schema{Pattern: s.Pattern})
		}},
		{"format", "string", func(s *openapi3.Schema) *openapi3.Schema {
			return given(formats[s.Format].check != nil, openapi3.Schema{Type: &openapi3.Types{"string"}, Format: s.Format})
		}},
		{"minItems", "array", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.MinItems > 0, openapi3.Schema{MinItems: s.MinItems})
		}},
		{"maxItems", "array", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.MaxItems != nil, openapi3.Schema{MaxItems: s.MaxItems})
		}},
		{"uniqueItems", "array", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.UniqueItems, openapi3.Schema{UniqueItems: true})
		}},
		{"minProperties", "object", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.MinProps > 0, openapi3.Schema{MinProps: s.MinProps})
		}},
		{"maxProperties", "object", func(s *openapi3.Schema) *openapi3.Schema {
			return given(s.MaxProps != nil, openapi3.Schema{MaxProps: s.MaxProps})
		}},
	}
	return slices.DeleteFunc(all, func(k keyword) bool { return k.alone(s) == nil })
}

func given(has bool, s openapi3.Schema) *openapi3.Schema {
	if !has {
		return nil
	}
	return &s
}

// kindOf names the JSON type of a value.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "number"
}

// takes reports whether a schema alone allows a value.
func takes(s *openapi3.Schema, value any) bool {
	return s.VisitJSON(value, openapi3.VisitAsRequest(), checkFormats) == nil
}
