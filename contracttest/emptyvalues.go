package contracttest

import (
	"encoding/json"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// emptyValues lists what many languages take for nothing at all, where the
// schema allows no value of its JSON type. Such a value for a property that may
// be left out is often read as left out, which may mean much more than any
// value: true and a text with characters in it do not show that.
func emptyValues(schema *openapi3.Schema) []wrongValue {
	types := wrongValues(schema)
	return slices.DeleteFunc([]wrongValue{{"false", false}, {"blank", ""}, {"zero", json.Number("0")}}, func(v wrongValue) bool {
		return schema.VisitJSON(v.value, openapi3.VisitAsRequest()) == nil || ofType(schema, v.value) ||
			!slices.ContainsFunc(types, func(w wrongValue) bool { return sameType(v.value, w.value) })
	})
}

// sameType reports whether two values have one JSON type, of those that a value
// which counts as nothing can have.
func sameType(a, b any) bool {
	switch a.(type) {
	case bool:
		_, ok := b.(bool)
		return ok
	case string:
		_, ok := b.(string)
		return ok
	}
	_, ok := b.(json.Number)
	return ok
}
