package badserver

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// A keyword of a schema with what breaks it, judged here by its own words and
// not by a validator's.
type keyword struct {
	name   string
	breaks func(v any) bool
	accept acceptance
}

// breaches: a property, or an element of one, breaks one keyword of its schema.
func (o *operation) breaches() []flaw {
	var all []flaw
	for _, name := range sorted(o.body.Properties) {
		schema := o.body.Properties[name].Value
		add := func(k keyword, breaks func(v any) bool) {
			all = append(all, flaw{name: name + " " + k.name, family: Bound, rules: []string{"bound"}, warned: assumed(schema.Extensions), accept: k.accept,
				fix: o.fixing(name, func(v any, given bool) bool { return given && breaks(v) })})
		}
		leniency := forbidden
		if open(schema.Extensions) {
			leniency = warnedOf
		}
		for _, k := range keywords(schema, leniency) {
			add(k, k.breaks)
		}
		if schema.Type.Is(openapi3.TypeArray) && schema.Items != nil {
			for _, k := range keywords(schema.Items.Value, leniency) {
				add(keyword{"has an element that " + k.name, nil, k.accept}, func(v any) bool { return slices.ContainsFunc(flat(v), k.breaks) })
			}
		}
	}
	return all
}

// keywords lists those of a schema, or of what it is one of.
func keywords(schema *openapi3.Schema, leniency acceptance) []keyword {
	var all []keyword
	takesText := false
	for _, ref := range append([]*openapi3.SchemaRef{{Value: schema}}, append(slices.Clone(schema.OneOf), schema.AnyOf...)...) {
		s := ref.Value
		takesText = takesText || s.Type.Is(openapi3.TypeString)
		switch {
		case s.Type.Is(openapi3.TypeInteger), s.Type.Is(openapi3.TypeNumber):
			all = append(all, numberKeywords(s)...)
		case s.Type.Is(openapi3.TypeString):
			all = append(all, textKeywords(s, leniency)...)
		case s.Type.Is(openapi3.TypeArray):
			all = append(all, arrayKeywords(s)...)
		}
	}
	if takesText && takesIntegers(schema) && schema.VisitJSON(beyond) == nil {
		all = append(all, keyword{"as text beyond 64 bits", texts(func(t string) bool { return t == beyond }), warnedOf})
	}
	return all
}

const beyond = "9223372036854775808"

func numbers(is func(n float64) bool) func(v any) bool {
	return func(v any) bool {
		n, ok := v.(json.Number)
		f, err := n.Float64()
		return ok && err == nil && is(f)
	}
}

func numberKeywords(s *openapi3.Schema) []keyword {
	var all []keyword
	exclusive := func(b openapi3.ExclusiveBound) bool { return b.Bool != nil && *b.Bool }
	if least := s.Min; least != nil {
		all = append(all, keyword{"is below its minimum", numbers(func(n float64) bool { return n < *least || n == *least && exclusive(s.ExclusiveMin) }), forbidden})
	}
	if most := s.Max; most != nil {
		all = append(all, keyword{"is above its maximum", numbers(func(n float64) bool { return n > *most || n == *most && exclusive(s.ExclusiveMax) }), forbidden})
	}
	if step := s.MultipleOf; step != nil {
		all = append(all, keyword{"is between its steps", numbers(func(n float64) bool { return math.Abs(math.Remainder(n, *step)) > 1e-9 }), forbidden})
	}
	if len(s.Enum) > 0 {
		all = append(all, keyword{"is none of the documented numbers", numbers(func(n float64) bool {
			return !slices.ContainsFunc(s.Enum, func(v any) bool { return text(renumber(v)) == strconv.FormatFloat(n, 'f', -1, 64) })
		}), forbidden})
	}
	return all
}

func texts(is func(t string) bool) func(v any) bool {
	return func(v any) bool {
		t, ok := v.(string)
		return ok && is(t)
	}
}

// textKeywords: of a pattern for digits what readers of integers make of a text
// is a flaw of its own.
func textKeywords(s *openapi3.Schema, leniency acceptance) []keyword {
	var all []keyword
	add := func(name string, accept acceptance, is func(t string) bool) {
		all = append(all, keyword{name, texts(is), accept})
	}
	if least := int(s.MinLength); least > 0 {
		add("is too short", forbidden, func(t string) bool { return utf8.RuneCountInString(t) < least })
	}
	if s.MaxLength != nil {
		add("is too long", forbidden, func(t string) bool { return utf8.RuneCountInString(t) > int(*s.MaxLength) })
	}
	if len(s.Enum) > 0 {
		add("is none of the documented words", forbidden, func(t string) bool { return !slices.Contains(s.Enum, any(t)) })
	}
	pattern, err := regexp.Compile(s.Pattern)
	switch {
	case s.Pattern == "" || err != nil:
	case pattern.MatchString("17"):
		number := regexp.MustCompile(`^[0-9]+`)
		add("as text with more after its digits", leniency, func(t string) bool { return number.FindString(t) != "" && strings.Trim(t, "0123456789") != "" })
		add("as text with a space before its digits", leniency, func(t string) bool { return t != strings.TrimSpace(t) && number.MatchString(strings.TrimSpace(t)) })
		for _, c := range []struct{ name, before, after string }{{"a line break after", "", "\n"}, {"a zero before", "0", ""}, {"a plus before", "+", ""}} {
			if !pattern.MatchString(c.before + "17" + c.after) {
				add("as text with "+c.name+" its digits", leniency, func(t string) bool {
					return strings.HasPrefix(t, c.before) && strings.HasSuffix(t, c.after) && pattern.MatchString(strings.TrimSuffix(strings.TrimPrefix(t, c.before), c.after))
				})
			}
		}
		add("as the text of zero", leniency, func(t string) bool { return t == "0" })
		add("as the text of a negative number", leniency, func(t string) bool { return strings.HasPrefix(t, "-") && number.MatchString(t[1:]) })
	default:
		add("does not match its pattern", forbidden, func(t string) bool { return !pattern.MatchString(t) })
	}
	return all
}

func arrayKeywords(s *openapi3.Schema) []keyword {
	var all []keyword
	add := func(name string, is func(l []any) bool) {
		all = append(all, keyword{name, func(v any) bool {
			l, ok := v.([]any)
			return ok && is(l)
		}, forbidden})
	}
	if least := int(s.MinItems); least > 0 {
		add(fmt.Sprintf("has fewer elements than %d", least), func(l []any) bool { return len(l) < least })
	}
	if s.MaxItems != nil {
		add(fmt.Sprintf("has more elements than %d", *s.MaxItems), func(l []any) bool { return len(l) > int(*s.MaxItems) })
	}
	if s.UniqueItems {
		add("has an element twice", func(l []any) bool {
			seen := map[string]bool{}
			return slices.ContainsFunc(l, func(v any) bool {
				again := seen[string(encode(v))]
				seen[string(encode(v))] = true
				return again
			})
		})
	}
	return all
}
