package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// values is the value of --value: known-good values by the name of the request
// property or path parameter.
type values struct {
	given map[string][]any
	raw   []string // as they were typed
}

func (v *values) String() string { return "" } // the help shows no default

func (v *values) Type() string { return "NAME=V[,V...]" }

// Set takes in one NAME=V[,V...]. An integer is a number; in double quotes, and
// if it is anything else, it is text. Values of one name add up.
func (v *values) Set(s string) error {
	name, list, ok := strings.Cut(s, "=")
	if !ok || name == "" || list == "" {
		return fmt.Errorf("%q is not of the form NAME=V[,V...]", s)
	}
	var all []any
	for rest := "," + list; rest != ""; {
		value, after, err := firstValue(rest[1:])
		if err != nil {
			return fmt.Errorf("%q: %w", s, err)
		}
		all, rest = append(all, value), after
	}
	if v.given == nil {
		v.given = map[string][]any{}
	}
	v.given[name], v.raw = append(v.given[name], all...), append(v.raw, s)
	return nil
}

// firstValue reads one value; what follows is empty or begins with a comma.
func firstValue(s string) (value any, after string, err error) {
	if strings.HasPrefix(s, `"`) {
		var text string
		reader := json.NewDecoder(strings.NewReader(s))
		if err := reader.Decode(&text); err != nil {
			return nil, "", fmt.Errorf("a value in double quotes does not end, or is not JSON")
		}
		after = s[reader.InputOffset():]
		if after != "" && after[0] != ',' {
			return nil, "", fmt.Errorf("after the double quotes comes %q: put a comma", after)
		}
		return text, after, nil
	}
	text := s
	if i := strings.IndexByte(s, ','); i >= 0 {
		text, after = s[:i], s[i:]
	}
	if text == "" {
		return nil, "", fmt.Errorf(`an empty value: write "" for empty text`)
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return n, after, nil
	}
	return text, after, nil
}

// check refuses names that the document knows neither as a request property nor
// as a path parameter: the run would ignore them.
func (v *values) check(doc *openapi3.T) error {
	known := map[string]bool{}
	for _, path := range doc.Paths.Map() {
		parameters := slices.Clone(path.Parameters)
		for _, operation := range path.Operations() {
			parameters = append(parameters, operation.Parameters...)
			if operation.RequestBody == nil {
				continue
			}
			for _, media := range operation.RequestBody.Value.Content {
				for name := range media.Schema.Value.Properties {
					known[name] = true
				}
			}
		}
		for _, p := range parameters {
			known[p.Value.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v.given)) {
		if !known[name] {
			return usagef("--value %s: no request has such a property: it must be one of %s", name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
	}
	return nil
}
