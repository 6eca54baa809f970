package contracttest

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// texts: one character too few, one too many, and against each other keyword.
func (b *breaker) texts() {
	s := b.part
	good := make([]string, len(b.good))
	for i, v := range b.good {
		good[i] = v.(string)
	}
	if s.MinLength > 0 {
		shorter := []any{strings.Repeat("a", int(s.MinLength)-1), strings.Repeat("1", int(s.MinLength)-1)}
		for _, text := range good {
			shorter = append(shorter, string([]rune(text)[:s.MinLength-1]))
		}
		b.try("short", sentence(" of fewer characters than %d", s.MinLength), func(s *openapi3.Schema) { s.MinLength = 0 }, shorter...)
	}
	if s.MaxLength != nil && *s.MaxLength < 1<<16 {
		n := int(*s.MaxLength) + 1
		longer := []any{strings.Repeat("a", n), strings.Repeat("1", n)}
		for _, text := range good {
			if runes := []rune(text); len(runes) > 0 && len(runes) < n {
				longer = append(longer, text+strings.Repeat(string(runes[len(runes)-1]), n-len(runes)))
			}
		}
		b.try("long", sentence(" of more characters than %d", *s.MaxLength), func(s *openapi3.Schema) { s.MaxLength = nil }, longer...)
	}
	if len(s.Enum) > 0 {
		var others []any
		for _, text := range good {
			others = append(others, text+"x", "x"+text, strings.ToUpper(text))
		}
		b.try("enum", " that is none of the documented ones", func(s *openapi3.Schema) { s.Enum = nil }, append(others, "x")...)
	}
	if s.Pattern != "" {
		b.patterns(good)
	}
}

// patterns: texts that look like good ones. Of a pattern for digits these are
// what readers of integers take for one.
func (b *breaker) patterns(good []string) {
	anything := func(s *openapi3.Schema) { s.Pattern = "" }
	if !valid(b.part, "17") {
		var others []any
		for _, text := range good {
			others = append(others, text+"!", "!"+text, text+" ", strings.ToLower(text), strings.ToUpper(text))
		}
		b.try("pattern", " against its pattern "+b.part.Pattern, anything, append(others, "?", "")...)
		return
	}
	for _, c := range []struct{ id, words, before, after string }{
		{"suffix", " with letters after its digits", "", "abc"},
		{"space", " with a space before its digits", " ", ""},
		{"newline", " with a line break after its digits", "", "\n"}, // where $ of a regular expression matches too
		{"zeros", " with a zero before its digits", "0", ""},
		{"plus", " with a plus before its digits", "+", ""},
	} {
		var others []any
		for _, text := range append(good, "17") {
			others = append(others, c.before+text+c.after)
		}
		b.lenient("text-"+c.id, c.words, anything, others...)
	}
	b.lenient("text-zero", ` as the text "0"`, anything, "0")
	b.lenient("text-negative", ` as the text "-1"`, anything, "-1")
}

func (b *breaker) lenient(id, words string, without relaxation, candidates ...any) {
	n := len(b.found)
	b.try(id, words, without, candidates...)
	for i := range b.found[n:] {
		b.found[n+i].read = true
	}
}
