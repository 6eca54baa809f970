package openapi

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// load lets kin-openapi read the document and resolve its references. It
// returns nil and adds findings if that fails.
func load(name string, data []byte, src *source, f *findings) *openapi3.T {
	doc, err := read(name, data)
	if err == nil {
		return doc
	}
	text := err.Error()
	_, text, _ = cutLast(text, "yaml error: ") // the reader tries JSON first, and says so
	if strings.Contains(text, "yaml: ") {
		_, text, _ = cutLast(text, "converting YAML to JSON: ")
		addYAMLError(fmt.Errorf("%s", text), f)
		return nil
	}
	if lines := refsIn(text, src); len(lines) > 0 {
		for _, line := range lines {
			f.add(line, "%s", text)
		}
		return nil
	}
	_, text, _ = cutLast(text, "json: ")
	if line := misfit(text, name, src); !f.on(line) {
		f.add(line, "%s", text)
	}
	return nil
}

// read is kin-openapi's loader, whose panics on hostile input become errors.
func read(name string, data []byte) (doc *openapi3.T, err error) {
	defer recovered(&err)
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	return loader.LoadFromDataWithPath(data, &url.URL{Path: name})
}

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the document cannot be read: the parser panicked: %v", p)
	}
}

// refsIn returns the lines of the references that the text quotes.
func refsIn(text string, src *source) (lines []int) {
	src.walk(func(key string, line int, value *yaml.Node) {
		if key == "$ref" && value.Kind == yaml.ScalarNode && strings.Contains(text, fmt.Sprintf("%q", value.Value)) {
			lines = append(lines, line)
		}
	})
	return lines
}

// misfit finds the line of a value that does not fit its Go field, of which
// the decoder tells the name and the kind, but not the place: the candidates
// are replaced one by one until the complaint is another. It returns 1 if the
// place stays unknown.
func misfit(text, name string, src *source) int {
	kind, field, goType, other := "null", "", "", yaml.Node{Kind: yaml.MappingNode}
	if m := regexp.MustCompile(`^cannot unmarshal (\w+) into (?:.*field \w+\.([\w$-]+) )?`).FindStringSubmatch(text); m != nil {
		kind, field, other = m[1], m[2], yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
		_, goType, _ = cutLast(text, ".") // as in openapi3.ExternalDocs, which is likely at externalDocs
	} else if !strings.HasSuffix(text, "value MUST be an object") {
		return 1
	}
	type candidate struct {
		line  int
		value *yaml.Node
	}
	var likely, candidates []candidate
	src.walk(func(key string, line int, value *yaml.Node) {
		switch {
		case jsonKind(value) != kind || field != "" && key != field:
		case strings.EqualFold(strings.TrimSuffix(key, "s"), strings.TrimSuffix(goType, "s")):
			likely = append(likely, candidate{line, value})
		default:
			candidates = append(candidates, candidate{line, value})
		}
	})
	const most = 50 // each try reads the whole document
	for i, c := range append(likely, candidates...) {
		if i < most && !strings.HasSuffix(complaintWith(c.value, other, name, src), text) {
			return c.line
		}
	}
	return 1
}

// complaintWith returns what the loader says with another value in place of one.
func complaintWith(value *yaml.Node, other yaml.Node, name string, src *source) string {
	saved := *value
	defer func() { *value = saved }()
	*value = other
	data, err := yaml.Marshal(src.root)
	if err == nil {
		_, err = read(name, data)
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// jsonKind names the kind of a node as encoding/json does.
func jsonKind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "object"
	case yaml.SequenceNode:
		return "array"
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		return "number"
	case "!!bool":
		return "bool"
	case "!!null":
		return "null"
	}
	return "string"
}

// cutLast splits s behind the last sep; after is all of s if there is none.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}
