package contracttest

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

func TestWhatACarelessReaderMakesAGoodValueOfIsMadeOfOne(t *testing.T) {
	for name, c := range map[string]struct {
		schema   string
		pool     []any
		wrapped  any
		fraction string
	}{
		"an integer":                         {`{"type":"integer"}`, []any{7}, []any{7}, "7.5"},
		"an integer or a text":               {`{"oneOf":[{"type":"integer"},{"type":"string"}]}`, []any{"7"}, []any{"7"}, "7.5"},
		"a text":                             {`{"type":"string"}`, []any{"a"}, []any{"a"}, "1.5"},
		"the first of those that are good":   {`{"type":"string","enum":["b"]}`, []any{"a", "b"}, []any{"b"}, "1.5"},
		"a number that is too long to cut":   {`{"type":"integer"}`, []any{"9223372036854775807"}, nil, "1.5"},
		"a text of digits that is no number": {`{"type":"string"}`, []any{"007"}, []any{"007"}, "1.5"},
		"none, where nothing is known":       {`{"type":"integer"}`, nil, nil, "1.5"},
		"none, where an array is good too":   {`{}`, []any{7}, nil, "7.5"},
		"none of an array, which is its own": {`{"type":"array","items":{"type":"integer"}}`, []any{7}, nil, "7.5"},
	} {
		t.Run(name, func(t *testing.T) {
			var s openapi3.Schema
			require.NoError(t, s.UnmarshalJSON([]byte(c.schema)))
			got, ok := wrapped(&s, c.pool)
			require.Equal(t, c.wrapped != nil, ok)
			require.Equal(t, c.wrapped, got)
			require.Equal(t, c.fraction, fraction(c.pool).String())
		})
	}
}

func TestAGoodElementIsSentWithoutItsArray(t *testing.T) {
	for name, c := range map[string]struct {
		schema string
		pool   []any
		want   any
	}{
		"an integer":                         {`{"type":"array","items":{"type":"integer"}}`, []any{7}, json.Number("7")},
		"a text":                             {`{"type":"array","items":{"type":"string"}}`, []any{"a"}, "a"},
		"the first of those that are good":   {`{"type":"array","items":{"type":"string","enum":["b"]}}`, []any{"a", "b"}, "b"},
		"none, where one is too few":         {`{"type":"array","minItems":2,"items":{"type":"integer"}}`, []any{7, 8}, nil},
		"none, where nothing is known":       {`{"type":"array","items":{"type":"integer"}}`, nil, nil},
		"none of what is no array":           {`{"type":"integer"}`, []any{7}, nil},
		"none, where the items are anything": {`{"type":"array"}`, []any{7}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var s openapi3.Schema
			require.NoError(t, s.UnmarshalJSON([]byte(c.schema)))
			got, ok := loose(&s, c.pool)
			require.Equal(t, c.want != nil, ok)
			require.Equal(t, c.want, got)
		})
	}
}
