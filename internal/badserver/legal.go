package badserver

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// legals: what is legal to the last is refused, by servers that count from one,
// or take "at most" for "less than".
func (d *document) legals(o *operation) []Server {
	if o.body == nil || len(o.contentErrors()) == 0 || o.effect.Kind != openapi.Adds && o.effect.Kind != openapi.Replaces {
		return nil
	}
	var all []Server
	for _, name := range sorted(o.body.Properties) {
		for _, b := range o.atBounds(name) {
			all = append(all, d.server(o, Bound, "refuses "+name+" "+b.name, []string{"response", "reflects"}, func(s *site) serve {
				return func(r *request) *answer {
					body, ok := r.object()
					if v, given := body[name]; r.op == o && ok && given && b.breaks(v) && s.accepts(r) {
						return o.documented(o.contentErrors()[0])
					}
					return s.pass(r)
				}
			}))
		}
	}
	return all
}

// atBounds are the values of a property at its bounds that the examples show
// to be good ones: nobody else can tell that such a value names something.
func (o *operation) atBounds(name string) []keyword {
	schema := o.body.Properties[name].Value
	var shown []any
	for _, example := range o.examples {
		if v, ok := example[name]; ok {
			shown = append(shown, v)
			for _, element := range flat(v) {
				if !has(shown, element) {
					shown = append(shown, element)
				}
			}
		}
	}
	var all []keyword
	add := func(name string, is func(v any) bool) {
		if slices.ContainsFunc(shown, is) {
			all = append(all, keyword{name: name, breaks: is})
		}
	}
	if most := schema.MaxItems; schema.Type.Is(openapi3.TypeArray) && most != nil && *most > 2 {
		elements := slices.DeleteFunc(slices.Clone(shown), func(v any) bool { _, array := v.([]any); return array })
		if uint64(len(elements)) >= *most {
			all = append(all, keyword{name: fmt.Sprintf("of %d elements, the most that it may have", *most), breaks: func(v any) bool { return uint64(len(flat(v))) == *most }})
		}
	}
	number := func(bound *float64) func(v any) bool {
		return func(v any) bool {
			n, ok := v.(json.Number)
			f, err := n.Float64()
			return ok && err == nil && bound != nil && f == *bound && schema.VisitJSON(v) == nil
		}
	}
	length := func(bound uint64) func(v any) bool {
		return func(v any) bool { t, ok := v.(string); return ok && uint64(utf8.RuneCountInString(t)) == bound }
	}
	add("at its minimum", number(schema.Min))
	add("at its maximum", number(schema.Max))
	if schema.MinLength > 0 {
		add("of the fewest characters", length(schema.MinLength))
	}
	if schema.MaxLength != nil {
		add("of the most characters", length(*schema.MaxLength))
	}
	return all
}
