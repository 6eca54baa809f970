package openapi

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// resolve follows a JSON pointer through a schema and returns the schemas that
// describe what it leads to: more than one where allOf, oneOf or anyOf leaves
// a choice. With star, * leads to every element of an array. The error says
// which step leads nowhere.
func resolve(schema *openapi3.SchemaRef, pointer string, star bool) ([]*openapi3.SchemaRef, error) {
	steps, err := parsePointer(pointer)
	if err != nil {
		return nil, err
	}
	found := []*openapi3.SchemaRef{schema}
	for i, step := range steps {
		var next []*openapi3.SchemaRef
		for _, s := range found {
			next = append(next, children(s, step, star, map[*openapi3.Schema]bool{})...)
		}
		if len(next) == 0 {
			names := map[string]bool{}
			for _, s := range found {
				propertyNames(s, names, map[*openapi3.Schema]bool{})
			}
			return nil, fmt.Errorf("the schema has nothing at /%s%s", strings.Join(steps[:i+1], "/"), nearest(step, keysOf(names)))
		}
		found = next
	}
	return found, nil
}

// parsePointer splits a JSON pointer (RFC 6901) into its unescaped steps.
func parsePointer(pointer string) ([]string, error) {
	if pointer == "" {
		return nil, nil
	}
	if pointer[0] != '/' {
		return nil, fmt.Errorf("a JSON pointer begins with /")
	}
	if regexp.MustCompile(`~([^01]|$)`).MatchString(pointer) {
		return nil, fmt.Errorf("a JSON pointer writes ~ as ~0")
	}
	steps := strings.Split(pointer[1:], "/")
	for i := range steps {
		steps[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(steps[i])
	}
	return steps, nil
}

func children(ref *openapi3.SchemaRef, step string, star bool, seen map[*openapi3.Schema]bool) (all []*openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return nil
	}
	s := ref.Value
	seen[s] = true
	if child := s.Properties[step]; child != nil {
		all = append(all, child)
	} else if child := s.AdditionalProperties.Schema; child != nil {
		all = append(all, child)
	}
	if s.Items != nil && (star && step == "*" || regexp.MustCompile(`^(0|[1-9][0-9]*)$`).MatchString(step)) {
		all = append(all, s.Items)
	}
	for _, part := range parts(s) {
		all = append(all, children(part, step, star, seen)...)
	}
	return all
}

// propertyNames gathers the names of the properties of a schema and its parts.
func propertyNames(ref *openapi3.SchemaRef, names map[string]bool, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	seen[ref.Value] = true
	for name := range ref.Value.Properties {
		names[name] = true
	}
	for _, part := range parts(ref.Value) {
		propertyNames(part, names, seen)
	}
}

// parts returns the schemas that a schema is put together from.
func parts(s *openapi3.Schema) openapi3.SchemaRefs {
	return append(append(append(openapi3.SchemaRefs(nil), s.AllOf...), s.OneOf...), s.AnyOf...)
}

// elements returns the schemas of the elements of what the schemas describe,
// none if that is no array.
func elements(schemas []*openapi3.SchemaRef) (all []*openapi3.SchemaRef) {
	for _, s := range schemas {
		all = append(all, children(s, "*", true, map[*openapi3.Schema]bool{})...)
	}
	return all
}
