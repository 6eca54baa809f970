package contracttest

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

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

func TestWhatNobodyHasIsWhatIsCutTo32BitsToAGoodOne(t *testing.T) {
	taken := func(of ...string) func(string) bool {
		return func(text string) bool {
			for _, t := range of {
				if t == text {
					return true
				}
			}
			return false
		}
	}
	for name, c := range map[string]struct {
		like  string
		taken func(string) bool
		want  string
		first bool
	}{
		"a good one and 32 bits more":              {"247", taken(), "4294967543", true},
		"another, where somebody has that":         {"247", taken("4294967543"), "", false},
		"another, where the good one takes 32":     {"4294967543", taken(), "", false},
		"another, where the good one has no digit": {"role", taken(), "", false},
		"of the last digits of a text":             {"r2-7", taken(), "r2-4294967303", true},
	} {
		t.Run(name, func(t *testing.T) {
			all := nobodys(c.like, c.taken)
			require.Equal(t, absent(c.like, c.taken), all[len(all)-1])
			require.Equal(t, c.first, len(all) == 2)
			if c.first {
				require.Equal(t, c.want, all[0])
			}
		})
	}
}
