package contracttest

import (
	"encoding/json"
	"reflect"
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
			!slices.ContainsFunc(types, func(w wrongValue) bool { return reflect.TypeOf(v.value) == reflect.TypeOf(w.value) })
	})
}
