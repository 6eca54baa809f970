package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// judgeParameters holds the parameters of a request against the document. A
// path that does not fit leads nowhere: 404.
func judgeParameters(r *http.Request, route *routers.Route) error {
	inPath := map[string]string{}
	for _, p := range append(slices.Clone(route.PathItem.Parameters), route.Operation.Parameters...) {
		if p.Value.In == openapi3.ParameterInPath {
			inPath[p.Value.Name] = r.PathValue(p.Value.Name)
		}
	}
	err := openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: inPath, Route: route,
		Options: &openapi3filter.Options{
			ExcludeRequestBody: true, SkipSettingDefaults: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	})
	var wrong *openapi3filter.RequestError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &wrong) || wrong.Parameter == nil:
		return refused(http.StatusBadRequest, "Bad request")
	case wrong.Parameter.In == openapi3.ParameterInPath:
		return refused(http.StatusNotFound, "Not found")
	case errors.Is(err, openapi3filter.ErrInvalidRequired):
		return refused(http.StatusBadRequest, "Missing parameter %s", wrong.Parameter.Name)
	}
	return refused(http.StatusBadRequest, "Invalid parameter '%s'", wrong.Parameter.Name)
}

// judgeBody holds a JSON value against its schema.
func judgeBody(schema *openapi3.Schema, value any) error {
	err := schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsRequest())
	if wrong := weightiest(err); wrong != nil {
		name := strings.Join(wrong.JSONPointer(), "/")
		switch {
		case wrong.SchemaField == "required":
			return refused(http.StatusBadRequest, "Missing parameter %s", name)
		case name == "":
			return refused(http.StatusBadRequest, "Invalid body: Must be %s", mustBe(wrong.Schema))
		}
		return invalid(name, wrong.Value, wrong.Schema)
	}
	if err != nil {
		return refused(http.StatusBadRequest, "Bad request")
	}
	return judgeIntegers(schema, value, nil)
}

// weightiest picks the error to tell: a missing parameter, else the first.
func weightiest(err error) *openapi3.SchemaError {
	var all openapi3.MultiError
	if !errors.As(err, &all) {
		all = openapi3.MultiError{err}
	}
	var first *openapi3.SchemaError
	for _, err := range all {
		var wrong *openapi3.SchemaError
		if errors.As(err, &wrong) && (first == nil || wrong.SchemaField == "required" && first.SchemaField != "required") {
			first = wrong
		}
	}
	return first
}

// judgeIntegers refuses what kin-openapi takes for an integer and int64 does
// not: 1234.0, 1e3 and 9223372036854775808.
func judgeIntegers(schema *openapi3.Schema, value any, at []string) error {
	switch value := value.(type) {
	case json.Number:
		if _, err := strconv.ParseInt(value.String(), 10, 64); err != nil && wantsInteger(schema) {
			return invalid(strings.Join(at, "/"), value, schema)
		}
	case map[string]any:
		for name, property := range schema.Properties {
			if v, ok := value[name]; ok {
				if err := judgeIntegers(property.Value, v, append(at, name)); err != nil {
					return err
				}
			}
		}
	case []any:
		for i, v := range value {
			if schema.Items == nil {
				break
			}
			if err := judgeIntegers(schema.Items.Value, v, append(at, strconv.Itoa(i))); err != nil {
				return err
			}
		}
	}
	return nil
}

func wantsInteger(schema *openapi3.Schema) bool {
	return schema.Type.Is(openapi3.TypeInteger) || slices.ContainsFunc(branches(schema), wantsInteger)
}

func branches(schema *openapi3.Schema) (all []*openapi3.Schema) {
	for _, ref := range slices.Concat(schema.OneOf, schema.AnyOf) {
		all = append(all, ref.Value)
	}
	return all
}

func invalid(name string, value any, schema *openapi3.Schema) error {
	return refused(http.StatusBadRequest, "Invalid parameter '%s' value %s: Must be %s", name, quote(value), mustBe(schema))
}

// quote shows a value that came in, cut to a readable length.
func quote(value any) string {
	const most = 60
	text, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	if len(text) <= most {
		return string(text)
	}
	text = text[:most]
	for !utf8.Valid(text) {
		text = text[:len(text)-1]
	}
	return string(text) + "…"
}

// mustBe says in a few words what a schema asks for.
func mustBe(schema *openapi3.Schema) string {
	if all := branches(schema); len(all) > 0 {
		var texts []string
		for _, s := range all {
			texts = append(texts, mustBe(s))
		}
		return strings.Join(texts, " or ")
	}
	switch {
	case len(schema.Enum) > 0:
		return "one of " + quote(schema.Enum)
	case schema.Type.Is(openapi3.TypeInteger) && schema.Min != nil:
		return fmt.Sprintf("an Integer of at least %v", *schema.Min)
	case schema.Type.Is(openapi3.TypeInteger):
		return "an Integer"
	case schema.Type.Is(openapi3.TypeString) && schema.Pattern != "":
		return "a String like " + schema.Pattern
	case schema.Type.Is(openapi3.TypeString):
		return "a String"
	case schema.Type.Is(openapi3.TypeArray):
		return "an Array"
	case schema.Type.Is(openapi3.TypeObject):
		return "an Object"
	case schema.Type.Is(openapi3.TypeBoolean):
		return "a Boolean"
	case schema.Type.Is(openapi3.TypeNumber):
		return "a Number"
	}
	return "as the document says"
}
