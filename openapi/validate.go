package openapi

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// validate adds what kin-openapi finds wrong by the rules of OpenAPI, the
// examples and the formats included.
func validate(doc *openapi3.T, src *source, f *findings) {
	err := func() (err error) {
		defer recovered(&err)
		return doc.Validate(context.Background(), openapi3.EnableExamplesValidation(),
			openapi3.EnableSchemaFormatValidation(), openapi3.EnableMultiError())
	}()
	var all openapi3.MultiError
	if err != nil && !errors.As(err, &all) {
		all = openapi3.MultiError{err}
	}
	for _, one := range all {
		addValidation(one, src, f)
	}
}

// A trail is what the wrappers of an error of kin-openapi say about its place.
type trail struct {
	path    []string         // the keys from the root of the document
	at      *openapi3.Origin // the innermost element that is known to be at fault
	field   string           // its field that is
	subject string           // begins the text
}

// addValidation adds one finding of kin-openapi: a chain of wrappers that say
// where, around an error that says what. The same mistake in a component is
// found again through every reference to it; findings holds it once.
func addValidation(err error, src *source, f *findings) {
	var t trail
	for {
		if origin := originOf(err); origin != nil {
			t.at = origin
		}
		t.follow(err)
		if extra, ok := err.(*openapi3.ExtraSiblingFieldsError); ok {
			for _, name := range extra.Fields {
				f.add(fieldLine(t.at, name, src.at(t.path...)), "unknown field %q", name)
			}
			return
		}
		inner := errors.Unwrap(err)
		if many, ok := inner.(openapi3.MultiError); ok {
			for _, one := range many {
				t.add(one, src, f)
			}
			return
		}
		if _, schema := err.(*openapi3.SchemaError); inner == nil || schema {
			t.add(err, src, f)
			return
		}
		err = inner
	}
}

// follow learns from one wrapper.
func (t *trail) follow(err error) {
	switch e := err.(type) {
	case *openapi3.SectionValidationError:
		t.path = append(t.path, e.Section)
	case *openapi3.PathValidationError:
		t.path = append(t.path, e.Path)
	case *openapi3.OperationValidationError:
		t.path = append(t.path, strings.ToLower(e.Method))
	case *openapi3.ComponentValidationError:
		t.path = append(t.path, componentKey(e.Section), e.Name)
	case *openapi3.PathMustStartWithSlashError:
		t.path, t.at = append(t.path, e.Path), nil
	case *openapi3.SecurityRequirementSchemeUndefinedError:
		t.path, _ = parsePointer(e.JSONPointer)
		t.at = nil
	case *openapi3.ExampleViolatesSchema:
		t.subject, t.field = "example: ", "example"
	case *openapi3.MediaTypeExampleValidationError:
		t.subject = fmt.Sprintf("example %q: ", e.ExampleName)
	case *openapi3.ParameterExampleValidationError:
		t.subject = fmt.Sprintf("example %q: ", e.ExampleName)
	case *openapi3.DefaultViolatesSchema:
		t.subject, t.field = "default: ", "default"
	case *openapi3.SchemaTypeError:
		t.field = "type"
	case *openapi3.SchemaPatternRegexError:
		t.field = "pattern"
	case *openapi3.APIKeyInInvalidError, *openapi3.InvalidParameterInError:
		t.field = "in"
	}
}

// add adds the innermost error, which says what is wrong.
func (t *trail) add(err error, src *source, f *findings) {
	var schema *openapi3.SchemaError
	if errors.As(err, &schema) {
		where := ""
		if pointer := schema.JSONPointer(); len(pointer) > 0 {
			where = "/" + strings.Join(pointer, "/") + ": "
		}
		f.add(t.line(src, schema.JSONPointer()...), "%s%s%s", t.subject, where, schema.Reason)
		return
	}
	lines := valuesIn(err.Error(), src)
	if t.at != nil || len(lines) == 0 {
		lines = []int{t.line(src)}
	}
	for _, line := range lines {
		f.add(line, "%s%s", t.subject, err)
	}
}

// line returns the line of what the keys lead to in the value at fault.
func (t *trail) line(src *source, keys ...string) int {
	if t.at == nil || t.at.Key == nil || t.at.Key.Line < 1 {
		return src.at(t.path...)
	}
	if field, ok := t.at.Fields.Lookup(t.field); ok {
		return src.below(field, keys...)
	}
	return src.below(*t.at.Key, keys...)
}

// valuesIn returns the lines of the values that an error without an origin
// quotes, as in: unsupported 'format' value "emale".
func valuesIn(text string, src *source) (lines []int) {
	m := regexp.MustCompile(`'(\w+)' value (".*")$`).FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	src.walk(func(key string, line int, value *yaml.Node) {
		if key == m[1] && fmt.Sprintf("%q", value.Value) == m[2] {
			lines = append(lines, line)
		}
	})
	return lines
}

// originOf reads the field Origin, which kin-openapi's errors have in common
// and no interface gives.
func originOf(err error) *openapi3.Origin {
	v := reflect.ValueOf(err)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	field := v.Elem().FieldByName("Origin")
	if !field.IsValid() || !field.CanInterface() {
		return nil
	}
	origin, _ := field.Interface().(*openapi3.Origin)
	return origin
}

// fieldLine returns the line of a field, else that of its element, else other.
func fieldLine(origin *openapi3.Origin, name string, other int) int {
	if origin == nil {
		return other
	}
	if at, ok := origin.Fields.Lookup(name); ok {
		return at.Line
	}
	return keyLine(origin, other)
}

// keyLine returns the line of an element, else other.
func keyLine(origin *openapi3.Origin, other int) int {
	if origin == nil || origin.Key == nil || origin.Key.Line < 1 {
		return other
	}
	return origin.Key.Line
}

// componentKey turns kin-openapi's "request body" into OpenAPI's requestBodies.
func componentKey(section string) string {
	switch section {
	case "request body":
		return "requestBodies"
	case "security scheme":
		return "securitySchemes"
	}
	return section + "s"
}
