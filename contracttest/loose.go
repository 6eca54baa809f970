package contracttest

import "github.com/getkin/kin-openapi/openapi3"

// looseCheck: a known-good element stands where an array of such belongs. Many
// readers make an array of it if they are told to, or nobody looks.
func looseCheck(d *document, o *operation, name string) *check {
	schema := o.property(name).Value
	return &check{
		Check: Check{ID: "/" + name + "/loose", Line: o.propertyLine(name), Level: levelOf(schema.Extensions), Title: sentence("%s refuses a good element without its array as %s", o.id, name)},
		refusal: &refusal{want: o.contentErrors(), spoil: func(s *session, _ *call, body *payload) {
			v, ok := loose(schema, append(flatten([]any{body.values[name]}), s.pool(name)...))
			if !ok {
				v, _ = loose(schema, d.pool(name))
			}
			body.values[name] = v
		}},
		judge: judgeRefused,
	}
}

// loose is a known-good element of an array, outside of one: any other would be
// refused for being unknown. It reports false if the schema takes that, or
// nothing is known.
func loose(schema *openapi3.Schema, pool []any) (any, bool) {
	if !schema.Type.Is(openapi3.TypeArray) || schema.Items == nil {
		return nil, false
	}
	for _, v := range pool {
		if v := asForm(schema.Items.Value, v); valid(schema.Items.Value, v) && !valid(schema, v) && valid(schema, []any{v}) {
			return v, true
		}
	}
	return nil, false
}
