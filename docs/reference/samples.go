package reference

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// samples holds a complete Go program per operation, in a folder named after
// its operationId. They are packages of this module: they compile, or the
// build fails. An operation without one has the renderer's own samples only.
//
//go:embed samples/*/main.go
var samples embed.FS

// addSamples adds the Go programs to the operations they belong to.
func addSamples(doc *yaml.Node) error {
	return walk(&element{node: doc, kind: root}, func(e *element) error {
		if e.kind != operation {
			return nil
		}
		source, err := fs.ReadFile(samples, path.Join("samples", text(e.node, "operationId"), "main.go"))
		if err != nil {
			return nil //nolint:nilerr // no program for this operation
		}
		// A browser gives a tab the room to the next tab stop, counted from the line's number.
		shown := strings.ReplaceAll(string(source), "\t", "    ")
		sample := mapping("lang", "Go", "label", "Go (custmgr)", "source", shown)
		put(e.node, "x-codeSamples", &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: []*yaml.Node{sample}})
		return nil
	})
}
