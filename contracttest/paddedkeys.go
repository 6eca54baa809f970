package contracttest

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// paddings are what careless servers drop from a key, so that one item has many
// names. Whoever compares keys as texts, to cache or to forbid, is deceived.
var paddings = []struct{ id, title, before, after string }{
	{"padded", "the key of an item with a zero before it", "0", ""},
	{"signed", "the key of an item with a plus before it", "+", ""},
	{"space-before", "the key of an item with a space before it", " ", ""},
	{"space-after", "the key of an item with a space after it", "", " "},
}

// noKeyBeside reports whether a parameter allows no key that has more before or
// after it. Of a number no document says how it is written in a URL.
func noKeyBeside(p *openapi3.Parameter, before, after string) bool {
	schema := p.Schema.Value
	return schema.VisitJSON(1.0) != nil && !slices.ContainsFunc(append(parameterExamples(p), "1"), func(key any) bool {
		return schema.VisitJSON(before+fmt.Sprint(key)+after) == nil
	})
}
