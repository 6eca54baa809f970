package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// lintLinks checks the links of the operation's responses: that each leads to
// an operation, with parameters that it has, taken from where something is.
func (l *linter) lintLinks(op operation) {
	for status, ref := range op.Responses.Map() {
		if ref == nil || ref.Value == nil {
			continue
		}
		for name, link := range ref.Value.Links {
			if link != nil && link.Value != nil {
				l.lintLink(op, ref.Value, name, link.Value, l.line(op, "responses", status, "links", name))
			}
		}
	}
}

func (l *linter) lintLink(op operation, answer *openapi3.Response, name string, link *openapi3.Link, line int) {
	at := func(keys ...string) int {
		if link.Origin == nil || link.Origin.Key == nil {
			return line
		}
		return l.src.below(*link.Origin.Key, keys...)
	}
	target, field, err := l.linkTarget(link)
	if err != nil {
		l.add(at(field), "link %q of %s: %s", name, op, err)
	}
	for parameter, value := range link.Parameters {
		if names := parameterNames(target); err == nil && !slices.Contains(names, parameter) {
			l.add(at("parameters", parameter), "link %q of %s passes the parameter %q, which %s does not have%s", name, op, parameter, target, nearest(parameter, names))
		}
		l.lintExpressions(op, answer, name, value, at("parameters", parameter))
	}
	l.lintExpressions(op, answer, name, link.RequestBody, at("requestBody"))
}

// linkTarget returns the operation that a link names, else the field that
// fails to.
func (l *linter) linkTarget(link *openapi3.Link) (operation, string, error) {
	if link.OperationID != "" {
		if target, ok := l.operation(link.OperationID); ok {
			return target, "", nil
		}
		return operation{}, "operationId", fmt.Errorf("operationId %q names no operation%s", link.OperationID, nearest(link.OperationID, l.operationIDs()))
	}
	for _, target := range l.operations {
		path := strings.NewReplacer("~", "~0", "/", "~1").Replace(target.path)
		ref := "#/paths/" + path + "/" + strings.ToLower(target.method)
		// Braces are percent-encoded in a strict URI fragment.
		if link.OperationRef == ref || link.OperationRef == strings.NewReplacer("{", "%7B", "}", "%7D").Replace(ref) {
			return target, "", nil
		}
	}
	return operation{}, "operationRef", fmt.Errorf("operationRef %q names no operation of this document: write it like #/paths/~1things~1{id}/get", link.OperationRef)
}

// parameterNames returns the names by which a link may pass the parameters.
func parameterNames(op operation) (names []string) {
	if op.Operation == nil {
		return nil
	}
	for _, p := range op.parameters() {
		names = append(names, p.Name, p.In+"."+p.Name)
	}
	return names
}
