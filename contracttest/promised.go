package contracttest

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// What the document promises of an item is its key and what requests set of it.
// Everything else that an item shows belongs to others, who may change it at any
// time: the name of a person, an address that is signed anew in each answer. So
// that nothing else was touched is told by the promised parts alone.

// shownBy lists the pointers in an item that requests set, and its key.
func (c *collection) shownBy() []string { return c.parts }

func (c *collection) promised() []string {
	all := []string{c.Key}
	for _, o := range []*operation{c.adds, c.replaces} {
		if o != nil {
			for _, name := range o.properties() {
				if p := reflects(o.property(name)); p != "" {
					all = append(all, p)
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// departsFrom compares the promised parts of an item with what they were before.
func (c *collection) departsFrom(was, now any, place string) []Problem {
	var problems []Problem
	name := textOf(first(find(was, c.Key)))
	for _, pointer := range c.shownBy() {
		want, got := textSet(find(was, pointer)), textSet(find(now, pointer))
		if !slices.Equal(want, got) {
			problems = append(problems, Problem{Level: Must, Pointer: pointer,
				Expected: set(want) + " of the item whose " + c.Key + " is " + name + ", as before", Actual: set(got) + " in " + place})
		}
	}
	return problems
}

// alike reports whether two looks at an item show the same of what is promised.
func (c *collection) alike(was, now any) bool { return len(c.departsFrom(was, now, "")) == 0 }

func first(values []any) any {
	if len(values) == 0 {
		return nil
	}
	return values[0]
}

// documented is what a listed item shows in the fields that the document has;
// the others are warned of elsewhere, and nobody says what they mean.
func (c *collection) documented(item any) any { return declared(c.itemSchema(), item) }

// itemSchema is the schema of an item in the list, nil if it cannot be told.
func (c *collection) itemSchema() *openapi3.Schema {
	var schema *openapi3.Schema
	for _, n := range c.list.success() {
		for media, content := range c.list.response(n).Content {
			if isJSON(media) && content.Schema != nil {
				schema = content.Schema.Value
			}
		}
	}
	for _, token := range append(tokens(c.Items), "*") {
		switch {
		case schema == nil:
		case token == "*" && schema.Items != nil:
			schema = schema.Items.Value
		case schema.Properties[token] != nil:
			schema = schema.Properties[token].Value
		default:
			schema = nil
		}
	}
	return schema
}

// declared drops the fields that no schema declares, where it is plain which
// ones those are.
func declared(schema *openapi3.Schema, value any) any {
	if schema == nil || len(schema.OneOf)+len(schema.AnyOf)+len(schema.AllOf) > 0 {
		return value
	}
	switch value := value.(type) {
	case []any:
		if schema.Items == nil {
			return value
		}
		all := make([]any, len(value))
		for i, v := range value {
			all[i] = declared(schema.Items.Value, v)
		}
		return all
	case map[string]any:
		if len(schema.Properties) == 0 || schema.AdditionalProperties.Schema != nil {
			return value
		}
		left := map[string]any{}
		for name, p := range schema.Properties {
			if v, ok := value[name]; ok {
				left[name] = declared(p.Value, v)
			}
		}
		return left
	}
	return value
}
