package contracttest

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// conform judges one answer by what the document says of the operation:
// status, media type, headers and schema, every value strictly read; and by what
// HTTP says of its content coding.
func (d *document) conform(o *operation, a *answer) []Problem {
	return append(d.documented(o, a), a.miscoded...)
}

func (d *document) documented(o *operation, a *answer) []Problem {
	response := o.response(a.status)
	var problems []Problem
	if response == nil {
		problems = append(problems, d.undocumentedStatus(o, a.status))
		// A success under another number is still read as the documented one.
		if a.status < 200 || a.status > 299 || len(o.success()) != 1 {
			return problems
		}
		response = o.response(o.success()[0])
	}
	level := levelOf(response.Extensions)
	problems = append(problems, headerProblems(d.spec, o, response, a)...)
	if len(response.Content) == 0 {
		if len(a.body) > 0 {
			problems = append(problems, Problem{Level: Should, Expected: "no body, as none is documented", Actual: fmt.Sprintf("%d bytes", a.size())})
		}
		return atLevel(level, problems)
	}
	media, found := mediaProblems(response, a)
	problems = append(problems, found...)
	if media != nil && media.Schema != nil && !a.unseen {
		problems = append(problems, d.bodyProblems(media.Schema, a)...)
	}
	return atLevel(level, problems)
}

func (d *document) undocumentedStatus(o *operation, status int) Problem {
	level := Must
	for _, n := range o.success() { // nobody knows which number the success has
		if status >= 200 && status <= 299 && openapi.OpenQuestionOf(o.response(n).Extensions) != "" {
			level = Should
		}
	}
	return Problem{Level: level, Expected: "a documented status: " + list(o.statuses()), Actual: strconv.Itoa(status),
		Line: field(o.spec.Origin, "responses")}
}

// levelOf is the weight of a promise with such extensions.
func levelOf(extensions map[string]any) Level {
	if openapi.BasisOf(extensions) == openapi.Assumed {
		return Should
	}
	return Must
}

func atLevel(level Level, problems []Problem) []Problem {
	for i := range problems {
		if level == Should {
			problems[i].Level = Should
		}
	}
	return problems
}

func headerProblems(spec *openapi3.T, o *operation, response *openapi3.Response, a *answer) []Problem {
	var problems []Problem
	for _, name := range keys(response.Headers) {
		schema := response.Headers[name].Value.Schema
		repeats := schema != nil && schema.Value.Type.Is(openapi3.TypeArray) // whose members may stand in several lines
		if got := a.header.Values(name); len(got) > 1 && !repeats {
			problems = append(problems, Problem{Level: Must, Pointer: http.CanonicalHeaderKey(name), Expected: "the header once", Actual: fmt.Sprintf("%d times", len(got)), Link: sectionOneHeader})
		}
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: &http.Request{Method: o.method},
			Route:   &routers.Route{Spec: spec, Path: o.path, PathItem: o.item, Method: o.method, Operation: o.spec},
		},
		Status: a.status, Header: a.header,
		Options: &openapi3filter.Options{ExcludeResponseBody: true, MultiError: true},
	}
	var wrong *openapi3filter.ResponseError
	if err := openapi3filter.ValidateResponse(a.context, input); errors.As(err, &wrong) {
		problems = append(problems, Problem{Level: Must, Expected: "the documented headers", Actual: wrong.Reason})
	}
	return problems
}

// mediaProblems judges the Content-Type and returns what the document says of it.
func mediaProblems(response *openapi3.Response, a *answer) (*openapi3.MediaType, []Problem) {
	documented := keys(response.Content)
	wrong := func(actual, link string) []Problem {
		return []Problem{{Level: Must, Pointer: "Content-Type", Expected: list(documented), Actual: actual, Link: link}}
	}
	got := a.header.Values("Content-Type")
	switch {
	case len(got) == 0:
		return nil, wrong("no Content-Type", sectionContentType)
	case len(got) > 1:
		return nil, wrong(fmt.Sprintf("%d Content-Type headers: %s", len(got), list(got)), sectionContentType)
	}
	name, parameters, err := mime.ParseMediaType(got[0])
	if err != nil {
		return nil, wrong(fmt.Sprintf("the malformed %q", got[0]), sectionContentType)
	}
	media := response.Content.Get(name)
	if media == nil {
		return nil, wrong(name, "")
	}
	if charset, ok := parameters["charset"]; ok && isJSON(name) && !isUTF8(charset) {
		return media, wrong("charset "+charset+"; JSON is UTF-8", sectionCharset)
	}
	return media, nil
}

// isUTF8 reports whether a charset is UTF-8, if only as many spell it: RFC 8259
// knows no such parameter, so that no reader of JSON heeds it.
func isUTF8(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

func (d *document) bodyProblems(schema *openapi3.SchemaRef, a *answer) []Problem {
	if m := d.matcher(schema); m != nil && m.matches(a.reader()) {
		return nil
	}
	value, err := a.json()
	if err != nil {
		return []Problem{{Level: Must, Expected: "a JSON body", Actual: "it " + err.Error() + ": " + excerpt(a.body), Link: sectionJSON}}
	}
	var problems []Problem
	if err := schema.Value.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.MultiErrors(), checkFormats); err != nil {
		problems = schemaProblems(err)
	}
	w := &walker{}
	w.walk(schema.Value, value)
	return append(problems, w.problems...)
}

// schemaProblems turns kin-openapi's errors into problems, one per violation.
func schemaProblems(err error) []Problem {
	var many openapi3.MultiError
	if errors.As(err, &many) {
		var all []Problem
		for _, e := range many {
			all = append(all, schemaProblems(e)...)
		}
		return all
	}
	var one *openapi3.SchemaError
	if !errors.As(err, &one) {
		return []Problem{{Level: Must, Expected: "a body as documented", Actual: err.Error()}}
	}
	problem := Problem{Level: Must, Pointer: "/" + strings.Join(one.JSONPointer(), "/"), Expected: one.Reason, Actual: show(one.Value)}
	if one.SchemaField == "required" {
		problem.Expected, problem.Actual = strings.TrimSuffix(one.Reason, " is missing"), "it is missing"
	}
	if one.Schema != nil {
		problem.Level = levelOf(one.Schema.Extensions)
		problem.File, problem.Line = where(one.Schema.Origin)
		if l := field(one.Schema.Origin, one.SchemaField); l > 0 {
			problem.Line = l
		}
	}
	return []Problem{problem}
}

func isJSON(media string) bool {
	name, _, err := mime.ParseMediaType(media)
	return err == nil && (name == "application/json" || strings.HasSuffix(name, "+json"))
}

func keys[V any](m map[string]V) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

func list[T any](all []T) string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, ", ")
}

// whole is a value as JSON, by which it is told from others.
func whole(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // values come from JSON or YAML
	}
	return string(text)
}

// show prints a value shortly, for people: two long ones may look the same.
func show(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return excerpt(text)
}

func excerpt(b []byte) string {
	const most = 200
	if len(b) > most {
		return strconv.Quote(string(b[:most]) + "…")
	}
	if json.Valid(b) {
		return string(b)
	}
	return strconv.Quote(string(b))
}
