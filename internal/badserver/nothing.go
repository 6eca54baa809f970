package badserver

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// takenForNothing: a value that counts as nothing in the language of a server
// is read as if the property had been left out.
func (o *operation) takenForNothing(name string, schema *openapi3.Schema) []flaw {
	var all []flaw
	for _, k := range []struct {
		kind  string
		value any
	}{{"boolean", false}, {"text", ""}, {"number", json.Number("0")}} {
		if !forbids(schema, k.kind) || ofType(schema, k.kind) || schema.VisitJSON(k.value) == nil {
			continue
		}
		all = append(all, flaw{name: fmt.Sprintf("%s as the %s that counts as nothing", name, k.kind), family: Input, rules: []string{"type"}, warned: assumed(schema.Extensions),
			fix: func(s *site, r *request) *request {
				body, ok := r.object()
				if !ok || !s.authentic(r) || body[name] != k.value {
					return nil
				}
				delete(body, name)
				return r.with(body)
			}})
	}
	return all
}
