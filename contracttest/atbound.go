package contracttest

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// atBound makes a value at a bound of a schema, which is as good as any other.
// It takes known-good values only: one that is made up may be valid by itself
// and name something that is not there.
func atBound(f form, schema *openapi3.Schema, pool []any) (any, bool) {
	if f == formMost {
		if !schema.Type.Is(openapi3.TypeArray) || schema.MaxItems == nil || *schema.MaxItems <= max(2, schema.MinItems) || uint64(len(pool)) < *schema.MaxItems {
			return nil, false
		}
		all := make([]any, *schema.MaxItems)
		for i := range all {
			all[i] = asItem(schema, pool[i])
		}
		return all, true
	}
	for _, v := range pool {
		v = asForm(schema, v)
		text := textOf(v)
		length := uint64(utf8.RuneCountInString(text))
		n, err := json.Number(text).Float64()
		number := err == nil && (schema.Type.Is(openapi3.TypeInteger) || schema.Type.Is(openapi3.TypeNumber))
		ok := false
		switch f {
		case formLowest:
			ok = number && schema.Min != nil && n == *schema.Min
		case formHighest:
			ok = number && schema.Max != nil && n == *schema.Max
		case formShortest:
			ok = schema.Type.Is(openapi3.TypeString) && schema.MinLength > 0 && length == schema.MinLength
		case formLongest:
			ok = schema.Type.Is(openapi3.TypeString) && schema.MaxLength != nil && length == *schema.MaxLength
		}
		if ok && valid(schema, v) {
			return v, true
		}
	}
	return nil, false
}
