package contracttest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// askSuccess tells which success statuses the valid calls got.
func askSuccess(s *session, c *check) verdict {
	o := c.op
	counts, first := map[int]int{}, map[int]*exchange{}
	if o.effect.Kind != "" {
		for _, e := range s.calls(o).events {
			if e.x.answer.ok() {
				if counts[e.x.Status]++; counts[e.x.Status] == 1 {
					first[e.x.Status] = e.x
				}
			}
		}
	} else {
		for _, status := range s.answers.statuses(o) {
			if seen := s.answers.of(o, status); seen.first.answer.ok() {
				counts[status], first[status] = seen.count, seen.first
			}
		}
	}
	var texts []string
	var exchanges []Exchange
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		texts = append(texts, fmt.Sprintf("%d, %s", status, times(counts[status])))
		exchanges = append(exchanges, as(Act, first[status]))
	}
	if len(texts) == 0 {
		return skipped("no valid call of it succeeded in this run")
	}
	return verdict{answer: fmt.Sprintf("%s answered %s", o.id, strings.Join(texts, "; ")), exchanges: exchanges}
}

// askResponse tells whether an answer was seen that nobody can ask for, with
// its headers and the shape of its body.
func askResponse(s *session, c *check, response *openapi3.Response) verdict {
	var texts []string
	var exchanges []Exchange
	status := 0
	for _, o := range s.doc.operations {
		for _, n := range o.statuses() {
			if o.response(n) != response {
				continue
			}
			status = n
			if seen := s.answers.of(o, n); seen != nil {
				texts = append(texts, fmt.Sprintf("%s answered %d %s, with %s", o.id, n, times(seen.count), dressed(response, seen.first)))
				exchanges = append(exchanges, as(Act, seen.first))
			}
		}
	}
	if len(texts) == 0 {
		return skipped("no call of this run was answered %d", status)
	}
	return verdict{answer: strings.Join(texts, "; "), exchanges: exchanges}
}

// dressed describes the documented headers of an answer, its media type and
// the shape of its body.
func dressed(response *openapi3.Response, x *exchange) string {
	var parts []string
	for _, name := range append(keys(response.Headers), "Content-Type") {
		if values := x.ResponseHeader.Values(name); len(values) > 0 {
			parts = append(parts, http.CanonicalHeaderKey(name)+": "+strings.Join(values, ", "))
		} else {
			parts = append(parts, "no "+http.CanonicalHeaderKey(name))
		}
	}
	value, err := x.answer.json()
	switch {
	case len(x.answer.body) == 0:
		parts = append(parts, "no body")
	case err != nil:
		parts = append(parts, "a body that is no JSON")
	default:
		parts = append(parts, "a body of the shape "+shape(value, 0))
	}
	return strings.Join(parts, ", ")
}

// shape is a JSON value with its types in place of what they hold.
func shape(value any, depth int) string {
	const deepest, most = 4, 20
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		switch {
		case len(value) == 0:
			return "[]"
		case depth == deepest:
			return "[…]"
		}
		return "[" + shape(value[0], depth+1) + "]"
	case map[string]any:
		if depth == deepest {
			return "{…}"
		}
		var parts []string
		for _, name := range keys(value) {
			if len(parts) == most {
				parts = append(parts, "…")
				break
			}
			parts = append(parts, name+": "+shape(value[name], depth+1))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "number"
}
