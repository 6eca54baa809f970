// Package openapi holds the contract: the document openapi.yaml as a file and
// as a parsed, linted value that knows its own line numbers.
package openapi

import (
	_ "embed"

	"github.com/getkin/kin-openapi/openapi3"
)

// Name is the path of the document in this repository, as errors and reports print it.
const Name = "openapi/openapi.yaml"

//go:embed openapi.yaml
var document []byte

// YAML returns the document as it is written.
func YAML() []byte { return append([]byte(nil), document...) }

// Load parses and lints the embedded document.
func Load() (*openapi3.T, error) { return Parse(Name, document) }

// Parse parses and lints an OpenAPI 3.0 document, YAML or JSON. Name stands in
// the errors, which have the form name:line: what is wrong; all of them are
// joined, sorted by line, each a [*Finding]. References to other files are
// refused. Wrong is what OpenAPI forbids, an example that its schema rejects,
// a key of our own that leads nowhere, and an operation that lacks what the
// contract tests need; docs/x-keys.md has the list.
func Parse(name string, data []byte) (*openapi3.T, error) {
	f := &findings{file: name}
	data = asYAML(data)
	src := readSource(data, f)
	if src == nil || !lintVersions(src, f) {
		return nil, f.err()
	}
	doc := load(name, data, src, f)
	if doc == nil {
		return nil, f.err()
	}
	if lintCycles(doc, f) {
		validate(doc, src, f)
	}
	lint(doc, src, f)
	if err := f.err(); err != nil {
		return nil, err
	}
	return doc, nil
}
