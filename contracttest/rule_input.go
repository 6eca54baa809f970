package contracttest

import (
	"encoding/json"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// bodyChecks: what is not the documented JSON is refused.
func bodyChecks(d *document, o *operation) []*check {
	want := o.contentErrors()
	if o.body == nil || !o.spec.RequestBody.Value.Required || len(want) == 0 {
		return nil
	}
	var all []*check
	for _, v := range []struct{ id, title, raw string }{
		{"empty", "an empty body", ""},
		{"truncated", "a JSON body that ends in the middle", "-"},
		{"text", "a body that is not JSON", "this is not JSON"},
		{"array", "a JSON array in place of the object", "[]"},
		{"null", "null in place of the object", "null"},
	} {
		if o.accepts(v.raw) {
			continue
		}
		all = append(all, &check{
			Check: Check{ID: "/" + v.id, Line: field(o.spec.Origin, "requestBody"), Title: sentence("%s refuses %s", o.id, v.title)},
			refusal: &refusal{want: want, spoil: func(_ *session, _ *call, body *payload) {
				body.isRaw, body.raw = true, []byte(v.raw)
				if v.id == "truncated" {
					whole := bodyOf(body.values)
					body.raw = whole[:len(whole)-1]
				}
			}},
			judge: judgeRefused,
		})
	}
	return all
}

// accepts reports whether the schema of the body allows a JSON text.
func (o *operation) accepts(text string) bool {
	value, err := readJSON([]byte(text))
	return err == nil && o.body.Value.VisitJSON(value, openapi3.VisitAsRequest()) == nil
}

// requiredChecks: each required property is missed.
func requiredChecks(d *document, o *operation) []*check {
	want := o.contentErrors()
	if o.body == nil || len(want) == 0 {
		return nil
	}
	var all []*check
	for _, name := range o.properties() {
		if !o.requires(name) {
			continue
		}
		all = append(all, &check{
			Check: Check{ID: "/" + name, Line: field(o.body.Value.Origin, "required"), Level: levelOf(o.property(name).Value.Extensions),
				Title: sentence("%s refuses a body without %s", o.id, name)},
			refusal: &refusal{want: want, spoil: func(_ *session, _ *call, body *payload) { delete(body.values, name) }},
			judge:   judgeRefused,
		})
	}
	return all
}

// typeChecks: each property gets values that its schema does not allow.
func typeChecks(d *document, o *operation) []*check {
	want := o.contentErrors()
	if o.body == nil || len(want) == 0 {
		return nil
	}
	var all []*check
	for _, name := range o.properties() {
		schema := o.property(name).Value
		wrong := wrongValues(schema)
		if !o.requires(name) {
			wrong = append(wrong, emptyValues(schema)...)
		}
		for _, v := range wrong {
			var accepted Level
			if v.value == nil && !o.requires(name) {
				accepted = Should // many servers read null as left out
			}
			all = append(all, &check{
				Check:   Check{ID: "/" + name + "/" + v.id, Line: o.propertyLine(name), Level: levelOf(schema.Extensions), Title: sentence("%s refuses %s as %s", o.id, show(v.value), name)},
				refusal: &refusal{want: want, level: accepted, spoil: func(_ *session, _ *call, body *payload) { body.values[name] = v.value }},
				judge:   judgeRefused,
			})
		}
		all = append(all, coercionChecks(d, o, name)...)
	}
	return all
}

type wrongValue struct {
	id    string
	value any
}

// wrongValues returns one value of each JSON type that the schema does not
// allow, as kin-openapi reads it, and for arrays one with a wrong element.
func wrongValues(schema *openapi3.Schema) []wrongValue {
	candidates := []wrongValue{
		{"object", map[string]any{}}, {"boolean", true}, {"text", "not a value"}, {"null", nil},
		{"array", []any{}}, {"number", json.Number("17")},
	}
	if schema.Type.Is(openapi3.TypeArray) && schema.Items != nil {
		for _, v := range wrongValues(schema.Items.Value) {
			if v.id == "text" || v.id == "boolean" {
				candidates = append(candidates, wrongValue{"element", []any{v.value}})
				break
			}
		}
		candidates = append(candidates, wrongValue{"element-null", []any{nil}}) // where it is dropped, [] is left, which may mean all
	}
	return slices.DeleteFunc(candidates, func(v wrongValue) bool {
		return schema.VisitJSON(v.value, openapi3.VisitAsRequest()) == nil || ofType(schema, v.value)
	})
}

// ofType reports whether a schema has one type, and a value is of it: what else
// is wrong with that is for the rule bound.
func ofType(schema *openapi3.Schema, v any) bool {
	switch v := v.(type) {
	case string:
		return schema.Type.Is(openapi3.TypeString)
	case []any:
		return schema.Type.Is(openapi3.TypeArray) && len(v) == 0
	case json.Number:
		return schema.Type.Is(openapi3.TypeInteger) || schema.Type.Is(openapi3.TypeNumber)
	}
	return false
}
