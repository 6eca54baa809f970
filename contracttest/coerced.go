package contracttest

import "github.com/getkin/kin-openapi/openapi3"

// coercions are what careless readers make a good value of: any other value in
// such clothes would be refused for being unknown.
var coercions = []struct {
	id, title string
	of        func(schema *openapi3.Schema, pool []any) (any, bool)
}{
	{"wrapped", "%s refuses an array of one good value as %s", wrapped},
	{"loose", "%s refuses a good element without its array as %s", loose},
	{"digits", "%s refuses an integer as text in %s", digits},
}

// coercionChecks: a property gets a good value in a type that is not its own.
func coercionChecks(d *document, o *operation, name string) []*check {
	schema := o.property(name).Value
	var all []*check
	for _, v := range coercions {
		known, ok := v.of(schema, d.pool(name))
		if !ok {
			continue
		}
		all = append(all, &check{
			Check: Check{ID: "/" + name + "/" + v.id, Line: o.propertyLine(name), Level: levelOf(schema.Extensions), Title: sentence(v.title, o.id, name)},
			refusal: &refusal{want: o.contentErrors(), spoil: func(s *session, _ *call, body *payload) {
				value, ok := v.of(schema, append(flatten([]any{body.values[name]}), s.pool(name)...))
				if !ok {
					value = known
				}
				body.values[name] = value
			}},
			judge: judgeRefused,
		})
	}
	return all
}

// digits writes a known-good integer, or an element of an array of them, as
// text. It reports false if the schema has no integers, or takes text too.
func digits(schema *openapi3.Schema, pool []any) (any, bool) {
	of := schema
	if schema.Type.Is(openapi3.TypeArray) && schema.Items != nil {
		of = schema.Items.Value
	}
	for _, v := range pool {
		if !valid(of, asForm(of, v)) || !of.Type.Is(openapi3.TypeInteger) {
			continue
		}
		if of != schema {
			return filled(schema, textOf(v), pool), true
		}
		return textOf(v), true
	}
	return nil, false
}

// wrapped is an array of one known-good value, which careless readers take for
// the value: of an empty one nothing good can be made. It reports false if the
// schema takes that, or nothing is known.
func wrapped(schema *openapi3.Schema, pool []any) (any, bool) {
	for _, v := range pool {
		if one := []any{v}; valid(schema, v) && !valid(schema, one) {
			return one, true
		}
	}
	return nil, false
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
