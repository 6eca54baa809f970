// Package openapi holds the contract: the document openapi.yaml as a file and
// as a parsed, linted value that knows its own line numbers.
package openapi

import (
	_ "embed"
	"fmt"
	"net/url"

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

// Parse parses and lints an OpenAPI 3.0 document. Name stands in the errors,
// which have the form name:line: what is wrong.
func Parse(name string, data []byte) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromDataWithPath(data, &url.URL{Path: name})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return doc, nil
}
