package reference

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// parse reads a YAML document as a tree that keeps the order of its keys: a
// page should show things as their author arranged them.
func parse(name string, data []byte) (*yaml.Node, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return nil, fmt.Errorf("%s: parse: %w", name, err)
	}
	if n.Kind != yaml.DocumentNode || n.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s: parse: the document is not a mapping", name)
	}
	return n.Content[0], refuseAliases(name, n.Content[0])
}

// refuseAliases keeps the tree a tree: what is written twice by one anchor
// would be annotated twice, and an anchor that holds itself has no end.
func refuseAliases(name string, n *yaml.Node) error {
	if n.Kind == yaml.AliasNode {
		return fmt.Errorf("%s:%d: parse: *%s: write the value out, aliases are not read", name, n.Line, n.Value)
	}
	for _, c := range n.Content {
		if err := refuseAliases(name, c); err != nil {
			return err
		}
	}
	return nil
}

// get returns the value of a key, nil if n has no such key.
func get(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// text returns the value of a key that holds a scalar, "" if there is none.
func text(n *yaml.Node, key string) string {
	if v := get(n, key); v != nil && v.Kind == yaml.ScalarNode {
		return v.Value
	}
	return ""
}

// put sets a key, at the end if it is new.
func put(n *yaml.Node, key string, value *yaml.Node) {
	if v := get(n, key); v != nil {
		*v = *value
		return
	}
	n.Content = append(n.Content, str(key), value)
}

// str returns a text as a node.
func str(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
}

// mapping returns an object with texts as its values, given as key, value, …
func mapping(pairs ...string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, s := range pairs {
		n.Content = append(n.Content, str(s))
	}
	return n
}

// toJSON writes a tree as JSON, with its keys in the order of the tree, and
// with <, > and & escaped, so that it may stand in a script element.
func toJSON(n *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	if err := writeJSON(&b, n); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writeJSON(b *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				b.WriteByte(',')
			}
			key, err := json.Marshal(n.Content[i].Value)
			if err != nil {
				return fmt.Errorf("line %d: write the key as json: %w", n.Content[i].Line, err)
			}
			b.Write(key)
			b.WriteByte(':')
			if err := writeJSON(b, n.Content[i+1]); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeJSON(b, item); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	default:
		return writeScalar(b, n)
	}
	return nil
}

// writeScalar keeps a date as the text that it is in the file: JSON has no dates.
func writeScalar(b *bytes.Buffer, n *yaml.Node) error {
	var v any = n.Value
	if tag := n.ShortTag(); tag != "!!str" && tag != "!!timestamp" {
		if err := n.Decode(&v); err != nil {
			return fmt.Errorf("line %d: read the scalar: %w", n.Line, err)
		}
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("line %d: write the scalar as json: %w", n.Line, err)
	}
	b.Write(data)
	return nil
}
