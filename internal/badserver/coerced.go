package badserver

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// coercions: what a language makes an integer of, where nobody looks at its
// type: the whole part of a fraction, the only element of an array, or an array
// of what is none. What comes out is judged as if it had been sent, so that a
// careless value is refused for another reason.
func (o *operation) coercions() []flaw {
	if o.body == nil || len(o.contentErrors()) == 0 {
		return nil
	}
	var all []flaw
	for _, name := range sorted(o.body.Properties) {
		schema := o.body.Properties[name].Value
		add := func(how, family, rule string, read func(v any) (any, bool)) {
			all = append(all, flaw{name: fmt.Sprintf("%s as %s", name, how), family: family, rules: []string{rule}, warned: assumed(schema.Extensions), fix: func(s *site, r *request) *request {
				body, ok := r.object()
				if !ok || !s.authentic(r) || schema.VisitJSON(body[name]) == nil {
					return nil
				}
				good, ok := read(body[name])
				if !ok || schema.VisitJSON(good) != nil {
					return nil
				}
				body[name] = good
				return r.with(body)
			}})
		}
		if !schema.Type.Is(openapi3.TypeArray) {
			add("the only element of an array", Input, "type", func(v any) (any, bool) {
				all, ok := v.([]any)
				if !ok || len(all) != 1 {
					return nil, false
				}
				return all[0], true
			})
		}
		if schema.Type.Is(openapi3.TypeArray) && schema.MinItems <= 1 {
			add("an element without its array", Input, "type", func(v any) (any, bool) {
				_, is := v.([]any)
				return []any{v}, !is
			})
		}
		if takesIntegers(schema) || schema.Items != nil && takesIntegers(schema.Items.Value) {
			add("the whole part of a fraction", Bound, "bound", wholePart)
		}
	}
	return all
}

// wholePart cuts off what stands after the point, in an array too.
func wholePart(v any) (any, bool) {
	switch v := v.(type) {
	case json.Number:
		before, _, found := strings.Cut(v.String(), ".")
		return json.Number(before), found
	case []any:
		all, found := slices.Clone(v), false
		for i, e := range all {
			if n, cut := wholePart(e); cut {
				all[i], found = n, true
			}
		}
		return all, found
	}
	return v, false
}
