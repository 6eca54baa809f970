package badserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// wrongBodies are the ways in which a body can be wrong.
func (o *operation) wrongBodies() []flaw {
	if o.body == nil || o.response(400) == nil && o.response(422) == nil {
		return nil
	}
	all := malformed(o)
	for _, name := range sorted(o.body.Properties) {
		schema := o.body.Properties[name].Value
		needed := slices.Contains(o.body.Required, name)
		if needed {
			all = append(all, flaw{name: "a body without " + name, family: Input, rules: []string{"required"}, warned: assumed(schema.Extensions),
				fix: o.fixing(name, func(_ any, given bool) bool { return !given })})
		}
		for _, k := range []string{"object", "array", "boolean", "number", "text", "null"} {
			if !forbids(schema, k) || ofType(schema, k) {
				continue
			}
			all = append(all, flaw{name: fmt.Sprintf("%s as %s", name, k), family: Input, rules: []string{"type"},
				warned: assumed(schema.Extensions) || k == "null" && !needed, // many servers read null as left out
				fix:    o.fixing(name, func(v any, given bool) bool { return given && kind(v) == k && schema.VisitJSON(v) != nil })})
		}
		if !needed {
			all = append(all, o.takenForNothing(name, schema)...)
		}
		of, each := schema, schema.Type.Is(openapi3.TypeArray) && schema.Items != nil
		if each {
			of = schema.Items.Value
		}
		if of.Type.Is(openapi3.TypeInteger) {
			quoted := func(v any) bool { t, ok := v.(string); return ok && t != "" && strings.Trim(t, "0123456789") == "" }
			all = append(all, flaw{name: "an integer as text in " + name, family: Input, rules: []string{"type"}, warned: assumed(schema.Extensions),
				fix: o.fixing(name, func(v any, given bool) bool {
					return given && (quoted(v) || each && slices.ContainsFunc(flat(v), quoted))
				})})
		}
		if each {
			all = append(all, flaw{name: "a wrong element in " + name, family: Input, rules: []string{"type"}, warned: assumed(schema.Extensions),
				fix: o.fixing(name, func(v any, given bool) bool {
					return given && slices.ContainsFunc(flat(v), func(e any) bool { return schema.Items.Value.VisitJSON(e) != nil })
				})})
			all = append(all, o.nullElements(name, schema)...)
		}
	}
	return all
}

// ofType reports whether a schema is of the JSON type, whatever else it asks for.
func ofType(schema *openapi3.Schema, kind string) bool {
	return schema.Type.Is(map[string]string{"array": openapi3.TypeArray, "text": openapi3.TypeString, "number": openapi3.TypeInteger}[kind]) ||
		kind == "number" && schema.Type.Is(openapi3.TypeNumber)
}

// forbids reports whether a schema allows no value of a JSON type at all, or
// at least not any text.
func forbids(schema *openapi3.Schema, kind string) bool {
	for _, sample := range map[string][]any{
		"object": {map[string]any{}}, "array": {[]any{}}, "boolean": {true}, "null": {nil}, "text": {"not a value"},
		"number": {json.Number("17"), json.Number("1.5")},
	}[kind] {
		if schema.VisitJSON(sample) == nil {
			return false
		}
	}
	return true
}

// fixing gives a property that is wrong a good value.
func (o *operation) fixing(name string, wrong func(v any, given bool) bool) func(*site, *request) *request {
	return func(s *site, r *request) *request {
		body, ok := r.object()
		if !ok || !s.authentic(r) {
			return nil
		}
		v, given := body[name]
		if !wrong(v, given) || len(s.values[name]) == 0 {
			return nil
		}
		body[name] = s.values[name][len(s.values[name])-1]
		if good := s.bodies[o][name]; good != nil {
			body[name] = good
		}
		if o.effect.Kind == openapi.Adds {
			body = s.free(o, body, r, nil)
		}
		return r.with(body)
	}
}

// malformed are the bodies that are no JSON object.
func malformed(o *operation) []flaw {
	var all []flaw
	for _, m := range []struct {
		name string
		is   func(body []byte) bool
	}{
		{"an empty body", func(b []byte) bool { return len(b) == 0 }},
		{"a body that ends in the middle", func(b []byte) bool { return bytes.HasPrefix(b, []byte{'{'}) && !json.Valid(b) }},
		{"a body that is no JSON", func(b []byte) bool { return len(b) > 0 && !bytes.HasPrefix(b, []byte{'{'}) && !json.Valid(b) }},
		{"an array as body", func(b []byte) bool { return bytes.HasPrefix(b, []byte{'['}) && json.Valid(b) }},
		{"null as body", func(b []byte) bool { return string(b) == "null" }},
	} {
		all = append(all, flaw{name: m.name, family: Input, rules: []string{"body"}, fix: func(s *site, r *request) *request {
			if !s.authentic(r) || !m.is(bytes.TrimSpace(r.body)) {
				return nil
			}
			return s.valid(r, s.bodies[o])
		}})
	}
	return all
}
