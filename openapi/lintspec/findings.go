package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/speakeasy-api/openapi/linter"
	speakeasy "github.com/speakeasy-api/openapi/openapi"
	rules "github.com/speakeasy-api/openapi/openapi/linter"
	"github.com/speakeasy-api/openapi/references"
	"github.com/speakeasy-api/openapi/validation"

	"github.com/custmgr/custmgr/openapi"
)

// A finding is one thing that is wrong, and the rule that says so.
type finding struct {
	line       int
	rule, text string
}

// ownFindings returns what openapi.Parse refuses, under the rule custmgr.
func ownFindings(name string, data []byte) (found []finding) {
	_, err := openapi.Parse(name, data)
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	for _, one := range many.Unwrap() {
		var f *openapi.Finding
		if errors.As(one, &f) {
			found = append(found, finding{f.Line, "custmgr", f.Text})
		}
	}
	return found
}

// foreignFindings returns what the recommended rules find, exceptions
// included. References to other documents are not followed.
func foreignFindings(ctx context.Context, name string, data []byte) (found []finding) {
	doc, invalid, err := speakeasy.Unmarshal(ctx, bytes.NewReader(data))
	if err != nil {
		return []finding{{1, "unreadable", err.Error()}}
	}
	config := linter.NewConfig()
	config.Extends = []string{"recommended"}
	l, err := rules.NewLinter(config)
	if err != nil {
		return []finding{{1, "unusable", err.Error()}}
	}
	output, err := l.Lint(ctx, linter.NewDocumentInfo(doc, name), invalid, &linter.LintOptions{
		ResolveOptions: &references.ResolveOptions{DisableExternalRefs: true},
	})
	if err != nil {
		return []finding{{1, "unusable", err.Error()}}
	}
	for _, one := range output.Results {
		f := finding{1, "invalid", one.Error()}
		var known *validation.Error
		if errors.As(one, &known) {
			f = finding{max(known.GetLineNumber(), 1), known.Rule, known.UnderlyingError.Error()}
		}
		found = append(found, f)
	}
	return found
}

func (f finding) print(name string) string {
	return fmt.Sprintf("%s:%d: %s: %s", name, f.line, f.rule, strings.Join(strings.Fields(f.text), " "))
}
