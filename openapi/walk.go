package openapi

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An element is a part of the document that OpenAPI has a name for, as
// kin-openapi has read it: whatever may have extensions, and nothing else, so
// that no example and no name of a property is taken for one.
type element struct {
	value      any // a pointer to the struct of kin-openapi
	extensions map[string]any
	origin     *openapi3.Origin // nil if unknown
	line       int              // of the element, else of the nearest one around it
	reference  bool             // it is a $ref, and what stands beside it
	pointer    string           // JSON pointer to the element, through no $ref
}

// walk calls visit once with every element of the document.
func walk(doc *openapi3.T, visit func(element)) {
	w := walker{visit, map[any]bool{}}
	w.walk(reflect.ValueOf(doc), 1, "")
}

type walker struct {
	visit func(element)
	seen  map[any]bool
}

func (w walker) walk(v reflect.Value, line int, pointer string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || w.seen[v.Interface()] {
			return
		}
		w.seen[v.Interface()] = true
		if v.Elem().Kind() == reflect.Struct {
			line, pointer = w.element(v, line, pointer)
		}
		w.walk(v.Elem(), line, pointer)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Name != "Origin" {
				w.walk(v.Field(i), line, pointer+below(field))
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			w.walk(v.MapIndex(key), line, pointer+"/"+escape.Replace(key.String()))
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.walk(v.Index(i), line, fmt.Sprintf("%s/%d", pointer, i))
		}
	}
}

// element visits what a pointer points at and returns its line, and where what
// is in it stands. What is in an unexported map, as paths and responses are, is
// reached through Map.
func (w walker) element(v reflect.Value, line int, pointer string) (int, string) {
	e := element{value: v.Interface(), pointer: pointer}
	e.extensions, _ = fieldOf(v, "Extensions").(map[string]any)
	e.origin, _ = fieldOf(v, "Origin").(*openapi3.Origin)
	e.line = keyLine(e.origin, line)
	ref, _ := fieldOf(v, "Ref").(string)
	e.reference = ref != ""
	w.visit(e)
	if place, ok := strings.CutPrefix(ref, "#"); ok {
		pointer = place
	}
	if method := v.MethodByName("Map"); method.IsValid() && method.Type().NumIn() == 0 {
		w.walk(method.Call(nil)[0], e.line, pointer)
	}
	return e.line, pointer
}

// below is the step from a struct to one of its fields: its name in a document,
// or none if kin-openapi has made up the field.
func below(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" || name == "-" {
		return ""
	}
	return "/" + name
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

func fieldOf(v reflect.Value, name string) any {
	if field := v.Elem().FieldByName(name); field.IsValid() && field.CanInterface() {
		return field.Interface()
	}
	return nil
}
