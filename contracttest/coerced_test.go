package contracttest

import (
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

func TestAKeyBeyond32BitsIsNoneThatSomebodyMayHave(t *testing.T) {
	for own, want := range map[string]string{
		"1":                   "4294967297",
		"n-17":                "n-4294967313",
		"2147483647":          "6442450943",
		"2147483648":          "9223372039002259456",
		"9007199254740991":    "9232379236109516799",
		"9223372036854775806": "18446744073709551614",
	} {
		require.Equal(t, want, beyondInt(own), own)
	}
}
