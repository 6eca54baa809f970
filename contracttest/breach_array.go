package contracttest

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// arrays: one element too few, one too many, one twice, and one that is wrong.
func (b *breaker) arrays(pool []any) {
	s := b.part
	if s.MinItems > 0 {
		b.try("few", sentence(" of fewer elements than %d", s.MinItems), func(s *openapi3.Schema) { s.MinItems = 0 }, elements(s, pool, int(s.MinItems)-1))
	}
	if s.MaxItems != nil && *s.MaxItems < 10_000 {
		b.try("many", sentence(" of more elements than %d", *s.MaxItems), func(s *openapi3.Schema) { s.MaxItems = nil }, elements(s, pool, int(*s.MaxItems)+1))
	}
	if good := elements(s, pool, max(1, int(s.MinItems)-1)); s.UniqueItems && len(good) > 0 {
		b.try("twice", " with an element twice", func(s *openapi3.Schema) { s.UniqueItems = false }, append(slices.Clone(good), good[0]))
	}
	for _, wrong := range breaches(s.Items.Value, pool) {
		wrong.words = " with an element" + wrong.words
		wrong.value = filled(s, wrong.value, pool)
		if !valid(b.whole, wrong.value) {
			b.found = append(b.found, wrong)
		}
	}
}

// elements makes an array of n elements: known-good ones, then ones like them.
func elements(schema *openapi3.Schema, pool []any, n int) []any {
	of := schema.Items.Value
	var good []any
	for _, v := range distinct(pool) {
		if v := asForm(of, v); valid(of, v) {
			good = append(good, v)
		}
	}
	all := append([]any{}, good[:max(0, min(n, len(good)))]...)
	for i := 0; len(all) < n && len(good) > 0 && i < 20*n; i++ {
		v := good[i%len(good)]
		if like := liken(v, i+1); schema.UniqueItems {
			v = like
		}
		if valid(of, v) && !(schema.UniqueItems && slices.ContainsFunc(all, func(w any) bool { return textOf(v) == textOf(w) })) {
			all = append(all, v)
		}
	}
	return all
}

// liken makes another value of the same kind.
func liken(v any, n int) any {
	switch v := v.(type) {
	case string:
		return v + strconv.Itoa(n)
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return numeral(f + float64(n))
		}
	}
	return v
}

// filled makes an array with one wrong element out of good ones, as many as it
// has to have.
func filled(schema *openapi3.Schema, wrong any, pool []any) []any {
	return append([]any{wrong}, elements(schema, pool, int(schema.MinItems)-1)...)
}
