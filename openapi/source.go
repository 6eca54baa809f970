package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// A source is the document as it is written: its YAML nodes, which know their
// lines where kin-openapi's values do not.
type source struct {
	root *yaml.Node
	keys map[place]*yaml.Node // the value under the key that stands at a place
}

type place struct{ line, column int }

// readSource reads the one YAML document in data, or says what keeps it from
// being one.
func readSource(data []byte, f *findings) *source {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, next yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		f.add(1, "the document is empty")
		return nil
	} else if err != nil {
		addYAMLError(err, f)
		return nil
	}
	if err := decoder.Decode(&next); err == nil {
		f.add(next.Line, "a second YAML document begins here: one file holds one document")
	} else if !errors.Is(err, io.EOF) {
		addYAMLError(err, f)
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		f.add(document.Line, "the document is no mapping")
		return nil
	}
	s := &source{document.Content[0], map[place]*yaml.Node{}}
	if deep := s.index(s.root, 0); deep > 0 {
		f.add(deep, "the document is nested deeper than %d levels", maxDepth)
		return nil
	}
	return s
}

// maxDepth is far beyond what people write, and far below what takes
// kin-openapi noticeable time.
const maxDepth = 200

// index notes the places of the keys. It returns the line of what is nested
// too deep, else 0.
func (s *source) index(n *yaml.Node, depth int) int {
	if depth > maxDepth {
		return n.Line
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			s.keys[place{n.Content[i].Line, n.Content[i].Column}] = n.Content[i+1]
		}
	}
	for _, child := range n.Content { // aliases are indexed where their anchor stands
		if deep := s.index(child, depth+1); deep > 0 {
			return deep
		}
	}
	return 0
}

// at returns the line of a key, given the keys and indices that lead to it
// from the root: the line of the last one that is there.
func (s *source) at(path ...string) int {
	line, _ := descend(s.root, s.root.Line, path)
	return line
}

// below is at, counted from the key that stands at the location.
func (s *source) below(from openapi3.Location, path ...string) int {
	n, ok := s.keys[place{from.Line, from.Column}]
	if !ok {
		return from.Line
	}
	line, _ := descend(n, from.Line, path)
	return line
}

// value returns the node that the keys lead to, nil if there is none.
func (s *source) value(path ...string) *yaml.Node {
	if _, n := descend(s.root, 0, path); n != nil {
		return n
	}
	return nil
}

// descend follows path from n as far as it goes. The node is nil if the path
// leaves the document.
func descend(n *yaml.Node, line int, path []string) (int, *yaml.Node) {
	for _, key := range path {
		at, child := step(n, key)
		if child == nil {
			return line, nil
		}
		line, n = at, child
		for n.Kind == yaml.AliasNode && n.Alias != nil { // an alias never names an alias
			n = n.Alias
		}
	}
	return line, n
}

func step(n *yaml.Node, key string) (int, *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i].Line, n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i].Line, n.Content[i]
		}
	}
	return 0, nil
}

// walk calls visit with every value below the root, the line it begins on, and
// the key that it stands under: an element's is that of its list.
func (s *source) walk(visit func(key string, line int, value *yaml.Node)) {
	walkNode("", s.root, visit)
}

func walkNode(key string, n *yaml.Node, visit func(string, int, *yaml.Node)) {
	for i, child := range n.Content {
		switch {
		case n.Kind == yaml.SequenceNode:
			visit(key, child.Line, child)
			walkNode(key, child, visit)
		case i%2 == 1:
			visit(n.Content[i-1].Value, n.Content[i-1].Line, child)
			walkNode(n.Content[i-1].Value, child, visit)
		}
	}
}

// addYAMLError adds each "line N: what" of a YAML error.
func addYAMLError(err error, f *findings) {
	line := regexp.MustCompile(`line (\d+): (.*)`)
	all := line.FindAllStringSubmatch(err.Error(), -1)
	for _, m := range all {
		n, _ := strconv.Atoi(m[1])
		f.add(n, "yaml: %s", m[2])
	}
	if len(all) == 0 {
		f.add(1, "yaml: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
}

// asYAML makes sure that kin-openapi reads data as YAML: what it reads as JSON
// has no lines, and JSON names that stand twice go unnoticed. No line moves.
func asYAML(data []byte) []byte {
	if !json.Valid(data) {
		return data
	}
	// Tabs are legal between JSON tokens, and nowhere else in JSON.
	return append(bytes.ReplaceAll(data, []byte("\t"), []byte(" ")), "\n#\n"...)
}

// oneLine keeps line breaks and other control characters out of an error.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
}
