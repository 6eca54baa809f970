package contracttest

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

func TestWhatCountsAsNothingIsSentWhereNoValueOfItsTypeIsGood(t *testing.T) {
	for name, c := range map[string]struct {
		schema string
		want   []string
	}{
		"an array":                       {`{"type":"array","items":{"type":"integer"}}`, []string{"false", "blank", "zero"}},
		"an object":                      {`{"type":"object"}`, []string{"false", "blank", "zero"}},
		"a text":                         {`{"type":"string","minLength":1}`, []string{"false", "zero"}},
		"an integer":                     {`{"type":"integer","minimum":1}`, []string{"false", "blank"}},
		"true or false":                  {`{"type":"boolean"}`, []string{"blank", "zero"}},
		"an integer or a text of digits": {`{"oneOf":[{"type":"integer","minimum":1},{"type":"string","pattern":"^[1-9]$"}]}`, []string{"false", "blank"}},
		"none, where anything goes":      {`{}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var s openapi3.Schema
			require.NoError(t, s.UnmarshalJSON([]byte(c.schema)))
			var got []string
			for _, v := range emptyValues(&s) {
				got = append(got, v.id)
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestATextOfDigitsIsSentWithWhatReadersOfIntegersPassOver(t *testing.T) {
	for name, c := range map[string]struct {
		pattern string
		want    map[string]any
	}{
		"digits that begin with none of zero": {"^[1-9][0-9]*$", map[string]any{"text-newline": "17\n", "text-zeros": "017", "text-plus": "+17"}},
		"digits that may begin with zero":     {"^[0-9]+$", map[string]any{"text-newline": "17\n", "text-plus": "+17"}},
		"digits with or without a sign":       {"^[+-]?[0-9]+$", map[string]any{"text-newline": "17\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := openapi3.NewStringSchema().WithPattern(c.pattern)
			got := map[string]any{}
			for _, b := range outOfRange(s, []any{"17"}) {
				if b.id == "text-newline" || b.id == "text-zeros" || b.id == "text-plus" {
					require.True(t, b.read)
					got[b.id] = b.value
				}
			}
			require.Equal(t, c.want, got)
		})
	}
}
