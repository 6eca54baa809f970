package openapi

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// lintExpressions checks the runtime expressions in a value that a link
// passes: the value itself if it begins with $, else each {$…} in it.
func (l *linter) lintExpressions(op operation, answer *openapi3.Response, link string, value any, line int) {
	switch v := value.(type) {
	case map[string]any:
		for _, field := range v {
			l.lintExpressions(op, answer, link, field, line)
		}
	case []any:
		for _, element := range v {
			l.lintExpressions(op, answer, link, element, line)
		}
	case string:
		expressions := []string{v}
		if !strings.HasPrefix(v, "$") {
			expressions = nil
			for _, m := range regexp.MustCompile(`\{(\$[^}]*)\}`).FindAllStringSubmatch(v, -1) {
				expressions = append(expressions, m[1])
			}
		}
		for _, expression := range expressions {
			if err := checkExpression(expression, op, answer); err != nil {
				l.add(line, "link %q of %s: %q: %s", link, op, expression, err)
			}
		}
	}
}

// checkExpression checks one runtime expression of OpenAPI against the
// operation and the response that its link belongs to.
func checkExpression(expression string, op operation, answer *openapi3.Response) error {
	if slices.Contains([]string{"$url", "$method", "$statusCode"}, expression) {
		return nil
	}
	m := regexp.MustCompile(`^\$(request|response)\.(?:(body)(?:#(.*))?|(header|query|path)\.(.+))$`).FindStringSubmatch(expression)
	if m == nil {
		return fmt.Errorf("no such runtime expression: write one like $response.body#/result/id")
	}
	side, body, pointer, in, name := m[1], m[2] != "", m[3], m[4], m[5]
	switch {
	case side == "response" && body:
		return checkBody(answer.Content, pointer, "response")
	case side == "request" && body && (op.RequestBody == nil || op.RequestBody.Value == nil):
		return fmt.Errorf("the operation has no request body")
	case side == "request" && body:
		return checkBody(op.RequestBody.Value.Content, pointer, "request")
	case side == "response" && in == "header":
		for header := range answer.Headers {
			if strings.EqualFold(header, name) {
				return nil
			}
		}
		return fmt.Errorf("the response declares no header %s", name)
	case side == "response":
		return fmt.Errorf("a response has no %s", in)
	case in != "header" && !slices.ContainsFunc(op.parameters(), func(p *openapi3.Parameter) bool { return p.In == in && p.Name == name }):
		return fmt.Errorf("the operation has no %s parameter %s", in, name)
	}
	return nil // any request header may be sent
}

func checkBody(content openapi3.Content, pointer, side string) error {
	schemas := jsonSchemas(content)
	if len(schemas) == 0 {
		return fmt.Errorf("the %s holds no JSON with a schema", side)
	}
	for _, schema := range schemas {
		if _, err := resolve(schema, pointer, false); err != nil {
			return err
		}
	}
	return nil
}
