package badserver

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// coercions: what a language makes an integer of, where nobody looks at its
// type: the whole part of a fraction, or the only element of an array. What
// comes out is judged as if it had been sent, so that a careless value is
// refused for another reason.
func (o *operation) coercions() []flaw {
	if o.body == nil || len(o.contentErrors()) == 0 {
		return nil
	}
	var all []flaw
	for _, name := range sorted(o.body.Properties) {
		schema := o.body.Properties[name].Value
		add := func(how, rule string, read func(v any) (any, bool)) {
			all = append(all, flaw{name: fmt.Sprintf("%s as %s", name, how), family: Input, rules: []string{rule}, warned: assumed(schema.Extensions), fix: func(s *site, r *request) *request {
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
			add("the only element of an array", "type", func(v any) (any, bool) {
				all, ok := v.([]any)
				if !ok || len(all) != 1 {
					return nil, false
				}
				return all[0], true
			})
		}
		if of := schema; takesIntegers(of) || of.Items != nil && takesIntegers(of.Items.Value) {
			add("the whole part of a fraction", "bound", wholePart)
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
		all, any := slices.Clone(v), false
		for i, e := range all {
			if n, cut := wholePart(e); cut {
				all[i], any = n, true
			}
		}
		return all, any
	}
	return v, false
}
