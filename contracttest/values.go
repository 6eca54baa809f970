package contracttest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// A form is one of the documented ways to give a property: a type that its
// schema allows, or how many elements an array has, or not at all.
type form string

const (
	formInteger form = "integer"
	formString  form = "string"
	formOne     form = "one"
	formEmpty   form = "empty"
	formMany    form = "many"
	formOmitted form = "omitted"
	formValue   form = "value" // anything else, as an example shows it

	// The values at the bounds of a schema, if there are known-good ones.
	formMost     form = "most" // as many elements as an array may have
	formLowest   form = "lowest"
	formHighest  form = "highest"
	formShortest form = "shortest"
	formLongest  form = "longest"
)

// forms lists the documented forms of a request property. Leaving it out is
// one of them where the document says what that means, by a default.
func (o *operation) forms(name string) []form {
	if known, ok := o.formed.Load(name); ok { // every call asks
		return slices.Clone(known.([]form))
	}
	all := o.formsOf(name)
	o.formed.Store(name, all)
	return slices.Clone(all)
}

func (o *operation) formsOf(name string) []form {
	schema := o.property(name).Value
	var all []form
	if schema.Type.Is(openapi3.TypeArray) {
		all = slices.DeleteFunc([]form{formOne, formEmpty, formMany}, func(f form) bool {
			n := map[form]uint64{formOne: 1, formMany: max(2, schema.MinItems)}[f]
			return n < schema.MinItems || schema.MaxItems != nil && n > *schema.MaxItems
		})
	} else {
		for _, s := range append([]*openapi3.SchemaRef{{Value: schema}}, append(schema.OneOf, schema.AnyOf...)...) {
			switch {
			case s.Value.Type.Is(openapi3.TypeInteger):
				all = append(all, formInteger)
			case s.Value.Type.Is(openapi3.TypeString):
				all = append(all, formString)
			}
		}
		if len(all) == 0 {
			all = []form{formValue}
		}
	}
	for _, f := range []form{formMost, formLowest, formHighest, formShortest, formLongest} {
		if _, ok := atBound(f, schema, o.exemplary(name)); ok {
			all = append(all, f)
		}
	}
	if !o.requires(name) && schema.Default != nil {
		all = append(all, formOmitted)
	}
	return all
}

// exemplary lists the values that the examples of an operation have for a property.
func (o *operation) exemplary(name string) []any {
	var all []any
	for _, example := range o.examples {
		if v, ok := example[name]; ok {
			all = append(all, flatten([]any{v})...)
		}
	}
	return distinct(all)
}

// pool returns the known-good values of a property or path parameter: the
// target's, else those of the document's examples.
func (s *session) pool(name string) []any {
	if given := s.target.Values[name]; len(given) > 0 {
		return distinct(flatten(given))
	}
	return s.doc.pool(name)
}

// pool returns the values that the document's examples have.
func (d *document) pool(name string) []any {
	var found []any
	for _, o := range d.operations {
		for _, example := range o.examples {
			if v, ok := example[name]; ok {
				found = append(found, flatten([]any{v})...)
			}
		}
		for _, p := range o.params {
			if p.Name == name {
				found = append(found, parameterExamples(p)...)
			}
		}
	}
	return distinct(found)
}

func parameterExamples(p *openapi3.Parameter) []any {
	var all []any
	if p.Example != nil {
		all = append(all, p.Example)
	}
	for _, name := range keys(p.Examples) {
		if e := p.Examples[name].Value; e != nil && e.Value != nil {
			all = append(all, e.Value)
		}
	}
	return all
}

func flatten(values []any) []any {
	var all []any
	for _, v := range values {
		if array, ok := v.([]any); ok {
			all = append(all, array...)
		} else {
			all = append(all, v)
		}
	}
	return all
}

func distinct(values []any) []any {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(values), func(v any) bool {
		text := textOf(v)
		again := seen[text]
		seen[text] = true
		return again
	})
}

// textOf is how values are compared: an answer may show as a number what was
// sent as text, and the other way round.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case nil:
		return "null"
	case []any, map[string]any:
		b, _ := json.Marshal(v)
		return string(b)
	}
	return fmt.Sprint(v)
}

// textSet is a list of values as a sorted set of texts: order and repetition
// mean nothing.
func textSet(values []any) []string {
	set := make([]string, len(values))
	for i, v := range values {
		set[i] = textOf(v)
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// inForm makes a value of a form out of a pool; the n-th one, so that
// neighbours differ, and of arrays of many the length and order too. It reports false if the pool has too little for it.
func inForm(f form, schema *openapi3.Schema, pool []any, n int) (any, bool) {
	at := func(i int) any { return pool[i%len(pool)] }
	switch {
	case f == formEmpty:
		return []any{}, true
	case len(pool) == 0:
		return nil, false
	case slices.Contains([]form{formMost, formLowest, formHighest, formShortest, formLongest}, f):
		return atBound(f, schema, pool)
	case f == formOne:
		return []any{asItem(schema, at(n))}, true
	case f == formMany:
		most := max(2, int(schema.MinItems))
		if len(pool) < most {
			return nil, false
		}
		sizes := slices.DeleteFunc([]int{most, 3, len(pool)}, func(size int) bool {
			return size < most || size > len(pool) || schema.MaxItems != nil && uint64(size) > *schema.MaxItems
		})
		many := make([]any, append(sizes, most)[(n+n/4)%max(1, len(sizes))])
		for i := range many {
			many[i] = asItem(schema, at(n+i))
		}
		if n/2%2 > 0 {
			slices.Reverse(many)
		}
		return many, true
	case f == formInteger:
		if _, err := strconv.ParseInt(textOf(at(n)), 10, 64); err != nil {
			return nil, false
		}
		return json.Number(textOf(at(n))), true
	case f == formString:
		return textOf(at(n)), true
	}
	return at(n), true
}

func asItem(schema *openapi3.Schema, v any) any {
	if schema.Items == nil || schema.Items.Value == nil {
		return v
	}
	switch {
	case schema.Items.Value.Type.Is(openapi3.TypeInteger):
		return json.Number(textOf(v))
	case schema.Items.Value.Type.Is(openapi3.TypeString):
		return textOf(v)
	}
	return v
}

// sameValue compares two JSON values; the order of arrays means nothing.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(a) != len(m) {
			return false
		}
		for k, v := range a {
			if w, ok := m[k]; !ok || !sameValue(v, w) {
				return false
			}
		}
		return true
	case []any:
		l, ok := b.([]any)
		if !ok || len(a) != len(l) {
			return false
		}
		rest := slices.Clone(l)
		for _, v := range a {
			i := slices.IndexFunc(rest, func(w any) bool { return sameValue(v, w) })
			if i < 0 {
				return false
			}
			rest = slices.Delete(rest, i, i+1)
		}
		return true
	}
	return a == b
}
