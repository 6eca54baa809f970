package openapi

import "github.com/getkin/kin-openapi/openapi3"

// lintOperation checks that the operation has what calling, judging and
// documenting it takes.
func (l *linter) lintOperation(op operation) {
	line := l.line(op)
	if op.OperationID == "" {
		l.add(line, "%s has no operationId", op)
	}
	if len(op.Tags) == 0 {
		l.add(line, "%s has no tags", op)
	}
	if op.ExternalDocs == nil || op.ExternalDocs.URL == "" {
		l.add(line, "%s has no externalDocs: name the vendor's section that documents it", op)
	}
	if op.Responses.Default() != nil {
		l.add(l.line(op, "responses", "default"), "%s has a default response, with which no undocumented status would ever be found: name each status", op)
	}
	answers := op.answers()
	if len(answers) == 0 {
		l.add(l.line(op, "responses"), "%s has no success response", op)
	}
	for status, answer := range answers {
		l.lintExamples(answer.Content, false, l.line(op, "responses", status), "%s has no example for its %s response", op, status)
	}
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		l.lintExamples(op.RequestBody.Value.Content, true, l.line(op, "requestBody"), "%s has no example for its request body", op)
	}
	for _, p := range op.parameters() {
		if p.In == openapi3.ParameterInPath && p.Example == nil && !hasValue(p.Examples) {
			l.add(keyLine(p.Origin, line), "path parameter %q of %s has no example", p.Name, op)
		}
	}
}

// lintExamples checks that each media type, or each JSON one, has an example
// that can be sent or compared.
func (l *linter) lintExamples(content openapi3.Content, onlyJSON bool, line int, format string, args ...any) {
	for _, name := range keysOf(content) {
		mt := content[name]
		if mt == nil || onlyJSON && !isJSON(name) || mt.Example != nil || hasValue(mt.Examples) {
			continue
		}
		l.add(keyLine(mt.Origin, line), format+" ("+name+")", args...)
	}
}

func hasValue(examples openapi3.Examples) bool {
	for _, e := range examples {
		if e != nil && e.Value != nil && e.Value.Value != nil {
			return true
		}
	}
	return false
}
