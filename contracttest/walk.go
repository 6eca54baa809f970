package contracttest

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A walker goes through a value beside its schema and finds what kin-openapi
// lets through: fields that no schema declares, which are legal JSON Schema
// and a sign that the document is out of date, and integers that no int64
// reads, which are legal too: 1234.0, 1e3 and those beyond 2^63-1.
type walker struct {
	path     []step
	problems []Problem
}

// A step is the name of a property, or if that is empty the index of an element.
type step struct {
	name  string
	index int
}

func (w *walker) walk(schema *openapi3.Schema, value any) {
	switch value := value.(type) {
	case []any:
		if schema.Items != nil {
			for i, v := range value {
				w.into(step{index: i}, schema.Items.Value, v)
			}
		}
	case map[string]any:
		w.object(schema, value)
	case json.Number:
		if !schema.Type.Is(openapi3.TypeInteger) {
			return
		}
		if _, err := strconv.ParseInt(value.String(), 10, 64); err != nil {
			w.found(schema, Must, "an integer of at most 64 bits, written as digits", value.String())
		}
	}
}

func (w *walker) object(schema *openapi3.Schema, value map[string]any) {
	composed := len(schema.OneOf)+len(schema.AnyOf)+len(schema.AllOf) > 0
	open := composed || len(schema.Properties) == 0 || schema.AdditionalProperties.Schema != nil
	for _, name := range keys(value) {
		switch p, ok := schema.Properties[name]; {
		case ok:
			w.into(step{name: name}, p.Value, value[name])
		case schema.AdditionalProperties.Schema != nil:
			w.into(step{name: name}, schema.AdditionalProperties.Schema.Value, value[name])
		case !open:
			w.path = append(w.path, step{name: name})
			w.found(schema, Should, "only documented fields: "+list(keys(schema.Properties)), show(value[name]))
			w.path = w.path[:len(w.path)-1]
		}
	}
}

func (w *walker) into(s step, schema *openapi3.Schema, value any) {
	w.path = append(w.path, s)
	w.walk(schema, value)
	w.path = w.path[:len(w.path)-1]
}

func (w *walker) found(schema *openapi3.Schema, level Level, expected, actual string) {
	var pointer strings.Builder
	for _, s := range w.path {
		pointer.WriteByte('/')
		if s.name == "" {
			pointer.WriteString(strconv.Itoa(s.index))
		} else {
			pointer.WriteString(escape.Replace(s.name))
		}
	}
	file, line := where(schema.Origin)
	w.problems = append(w.problems, Problem{Level: level, Pointer: pointer.String(), Expected: expected, Actual: actual, File: file, Line: line})
}
