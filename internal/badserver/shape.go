package badserver

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A place is where a schema puts a value in a body.
type place struct {
	pointer  []string // * stands for every element of an array
	schema   *openapi3.Schema
	required bool // as a property; the body itself and elements are not properties
	element  bool
}

func (p place) String() string {
	if len(p.pointer) == 0 {
		return "the body"
	}
	return "/" + strings.Join(p.pointer, "/")
}

// places lists a body and all that is in it, outer before inner.
func places(schema *openapi3.Schema) []place {
	var all []place
	var walk func(p place)
	walk = func(p place) {
		all = append(all, p)
		for _, name := range sorted(p.schema.Properties) {
			walk(place{pointer: append(slices.Clone(p.pointer), name), schema: p.schema.Properties[name].Value, required: slices.Contains(p.schema.Required, name)})
		}
		if p.schema.Items != nil {
			walk(place{pointer: append(slices.Clone(p.pointer), "*"), schema: p.schema.Items.Value, element: true})
		}
	}
	walk(place{schema: schema})
	return all
}

// A deviation is a change that no value of a schema survives.
type deviation struct {
	name   string
	change func(any) (any, bool)
	should bool // the document does not forbid it outright
}

// undocumentedField is the deviation that an object shows, not a value.
const undocumentedField = "an undocumented field"

// deviations lists what can be wrong at a place.
func deviations(p place) []deviation {
	var all []deviation
	add := func(name string, change func(any) (any, bool)) {
		all = append(all, deviation{name, change, assumed(p.schema.Extensions)})
	}
	if p.required {
		add("missing", func(any) (any, bool) { return nil, false })
	}
	if (p.required || p.element) && p.schema.VisitJSON(nil) != nil {
		add("null", to(nil))
	}
	if len(p.pointer) > 0 {
		add("another type", func(v any) (any, bool) { return retyped(v), true })
	}
	switch {
	case p.schema.Type.Is(openapi3.TypeInteger):
		add("written as a fraction", func(v any) (any, bool) { return json.Number(text(v) + ".0"), true })
		add("beyond 64 bits", to(json.Number("9223372036854775808")))
		for _, small := range []string{"0", "-1"} {
			if p.schema.VisitJSON(json.Number(small)) != nil {
				add(small, to(json.Number(small)))
			}
		}
	case p.schema.Type.Is(openapi3.TypeString) && len(p.schema.Enum) > 0:
		add("no value of the enum", to("no such value"))
	case p.schema.Type.Is(openapi3.TypeString) && p.schema.Pattern != "":
		add("against the pattern", to(" \n"))
	case p.schema.Type.Is(openapi3.TypeString) && p.schema.Format != "":
		add("no "+p.schema.Format, to("not \"one\" at all"))
	}
	if len(p.schema.Properties) > 0 {
		all = append(all, deviation{undocumentedField, func(v any) (any, bool) {
			if m, ok := v.(map[string]any); ok {
				m["undocumented_field"] = "something"
			}
			return v, true
		}, true})
	}
	return all
}

// retyped makes a value of another JSON type.
func retyped(v any) any {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case string:
		return json.Number("17")
	case bool:
		return text(v)
	case map[string]any:
		return []any{v}
	case []any:
		return map[string]any{"0": v}
	}
	return "null"
}

// shapes: each value of a successful answer, at each depth, deviates: in all
// items, and once more in the last one alone.
func (d *document) shapes(o *operation) []Server {
	_, response := o.success()
	schema, _ := content(response)
	if schema == nil {
		return nil
	}
	var all []Server
	for _, p := range places(schema) {
		for _, dev := range deviations(p) {
			s := d.server(o, Shape, p.String()+" is "+dev.name, []string{"response"}, d.deviating(o, p.pointer, every, dev))
			if dev.name == undocumentedField {
				s.Name = o.id + ": " + p.String() + " has " + dev.name
			}
			all = append(all, warned(s, dev.should))
			if slices.Contains(p.pointer, "*") && dev.name == "missing" {
				all = append(all, d.server(o, Shape, p.String()+" is missing in the last one", []string{"response"}, d.deviating(o, p.pointer, last, dev)))
			}
		}
	}
	return all
}

func (d *document) deviating(o *operation, at []string, reach which, dev deviation) func(*site) serve {
	return onSuccess(o, func(a *answer) *answer {
		v, ok := decode(a.body)
		if !ok {
			return a
		}
		return a.with(encode(edit(v, at, reach, dev.change)))
	})
}

// onSuccess changes the successful answers of an operation.
func onSuccess(o *operation, change func(*answer) *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op == o && a.ok() {
				return change(a)
			}
			return a
		}
	}
}
