package openapi

import (
	"reflect"

	"github.com/getkin/kin-openapi/openapi3"
)

// lintCycles finds the schemas that are put together from themselves, which
// describe nothing, and those that hold themselves without a type, on which
// kin-openapi overflows its stack. It reports whether there are none: only
// then can the document be validated, and its values.
func lintCycles(doc *openapi3.T, f *findings) bool {
	c := cycles{map[*openapi3.Schema]bool{}, map[*openapi3.Schema]bool{}, nil}
	walk(doc, func(e element) {
		if s, ok := e.value.(*openapi3.Schema); ok && c.found == nil && c.leadsBack(s) {
			f.add(keyLine(c.found.Origin, e.line), "a schema is a part of itself: break the circle, or give each of its schemas a type if they hold each other as properties or items")
		}
	})
	return c.found == nil
}

type cycles struct {
	done, open map[*openapi3.Schema]bool
	found      *openapi3.Schema // one schema of the first circle
}

func (c *cycles) leadsBack(s *openapi3.Schema) bool {
	if c.open[s] {
		c.found = s
		return true
	}
	if c.done[s] {
		return false
	}
	c.open[s] = true
	for _, next := range untyped(s) {
		if next != nil && next.Value != nil && c.leadsBack(next.Value) {
			return true
		}
	}
	delete(c.open, s)
	c.done[s] = true
	return false
}

// untyped returns the schemas that judging a value against s, or asking
// whether s says anything, may go on to without going on in the value.
func untyped(s *openapi3.Schema) openapi3.SchemaRefs {
	if s.Type != nil {
		return append(parts(s), s.Not)
	}
	var all openapi3.SchemaRefs
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		switch field := v.Field(i).Interface().(type) {
		case *openapi3.SchemaRef:
			all = append(all, field)
		case openapi3.SchemaRefs:
			all = append(all, field...)
		case openapi3.Schemas:
			for _, name := range keysOf(field) {
				all = append(all, field[name])
			}
		case openapi3.BoolSchema:
			all = append(all, field.Schema)
		}
	}
	return all
}
