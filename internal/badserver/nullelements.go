package badserver

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// nullElements: null as an element of an array is dropped, as by a framework
// that cleans what it is sent. Of [null] that leaves [], which may mean much more.
func (o *operation) nullElements(name string, schema *openapi3.Schema) []flaw {
	if schema.Items.Value.VisitJSON(nil) == nil || schema.VisitJSON([]any{}) != nil {
		return nil
	}
	return []flaw{{name: "null as an element of " + name + ", which is dropped", family: Input, rules: []string{"type"}, warned: assumed(schema.Extensions),
		fix: func(s *site, r *request) *request {
			body, ok := r.object()
			if !ok || !s.authentic(r) {
				return nil
			}
			given, _ := body[name].([]any)
			kept := slices.DeleteFunc(slices.Clone(given), func(v any) bool { return v == nil })
			if len(kept) == len(given) {
				return nil
			}
			body[name] = kept
			return r.with(body)
		}}}
}
