package contracttest

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

func TestAValueBreaksOneKeywordAndNothingElse(t *testing.T) {
	for name, test := range map[string]struct {
		schema string
		pool   []any
		want   string // the values by their ids
	}{
		"the neighbours of a range":                  {`{"type":"integer","minimum":5,"maximum":10}`, nil, `{"below":4,"above":11,"zero":0,"negative":-1,"fraction":1.5,"huge":9223372036854775808}`},
		"a bound that is excluded":                   {`{"type":"number","minimum":0,"exclusiveMinimum":true,"maximum":1,"exclusiveMaximum":true}`, nil, `{"below":0,"above":1}`},
		"steps are kept beyond the ends":             {`{"type":"number","minimum":5,"maximum":50,"multipleOf":2.5}`, []any{10}, `{"below":2.5,"above":52.5,"multiple":11}`},
		"no neighbour twice, where it is a zero":     {`{"type":"integer","minimum":10,"maximum":10,"multipleOf":10}`, nil, `{"above":20,"negative":-1,"fraction":1.5,"huge":9223372036854775808,"zero":0}`},
		"too many elements are known-good ones":      {`{"type":"array","maxItems":3,"items":{"type":"string"}}`, []any{"a", "b"}, `{"many":["a","b","a","b"]}`},
		"too many that differ":                       {`{"type":"array","maxItems":2,"uniqueItems":true,"items":{"type":"string"}}`, []any{"a"}, `{"many":["a","a1","a2"],"twice":["a","a"]}`},
		"an element twice among enough":              {`{"type":"array","minItems":3,"uniqueItems":true,"items":{"type":"string"}}`, []any{"a", "b", "c"}, `{"few":["a","b"],"twice":["a","b","a"]}`},
		"a wrong element among enough":               {`{"type":"array","minItems":2,"items":{"type":"string","maxLength":2}}`, []any{"a", "b"}, `{"few":["a"],"long":["aaa","a"]}`},
		"an element is none that the items refuse":   {`{"type":"array","maxItems":1,"items":{"type":"string","enum":["a"]}}`, []any{"a"}, `{"many":["a","a"],"enum":["ax"]}`},
		"none, where there is no known-good element": {`{"type":"array","maxItems":1,"items":{"type":"string","pattern":"^x$"}}`, []any{"a"}, `{"pattern":["?"]}`},
		"a text too short and too long":              {`{"type":"string","minLength":2,"maxLength":3}`, []any{"ab"}, `{"short":"a","long":"aaaa"}`},
		"lengths that keep the pattern":              {`{"type":"string","minLength":2,"maxLength":3,"pattern":"^x*$"}`, []any{"xx"}, `{"short":"x","long":"xxxx","pattern":"xx!"}`},
		"none, where the pattern says the length":    {`{"type":"string","maxLength":3,"pattern":"^x{3}$"}`, []any{"xxx"}, `{"pattern":"XXX"}`},
		"a word that is none of the documented":      {`{"type":"string","enum":["todo","idea"]}`, []any{"todo"}, `{"enum":"todox"}`},
		"texts that readers of integers take": {`{"oneOf":[{"type":"integer","format":"int64","minimum":1},{"type":"string","pattern":"^[1-9][0-9]*$"}]}`, []any{"4321"},
			`{"zero":0,"negative":-1,"fraction":4321.5,"huge":9223372036854775808,"text-huge":"9223372036854775808","text-suffix":"4321abc","text-space":" 4321","text-newline":"4321\n","text-zeros":"04321","text-plus":"+4321","text-zero":"0","text-negative":"-1"}`},
	} {
		t.Run(name, func(t *testing.T) {
			var schema openapi3.Schema
			require.NoError(t, json.Unmarshal([]byte(test.schema), &schema))
			got := map[string]any{}
			for _, b := range outOfRange(&schema, test.pool) {
				require.NotContains(t, got, b.id)
				got[b.id] = b.value
			}
			text, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, test.want, string(text))
		})
	}
}

func TestAnIntegerAsTextIsMadeWhereTheDocumentHasIntegersOnly(t *testing.T) {
	for schema, want := range map[string]any{
		`{"type":"integer"}`: "7",
		`{"type":"array","minItems":2,"items":{"type":"integer"}}`: []any{"7", json.Number("7")},
		`{"type":"string"}`: nil,
		`{"oneOf":[{"type":"integer"},{"type":"string"}]}`:               nil,
		`{"type":"array","items":{"type":"string","pattern":"^[a-z]$"}}`: nil,
	} {
		var s openapi3.Schema
		require.NoError(t, json.Unmarshal([]byte(schema), &s))
		got, ok := digits(&s, []any{7})
		require.Equal(t, want != nil, ok, schema)
		require.Equal(t, want, got, schema)
	}
}
