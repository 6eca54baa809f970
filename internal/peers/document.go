package main

import (
	"fmt"

	"github.com/custmgr/custmgr/openapi"
	"go.yaml.in/yaml/v3"
)

// The document that a tool is given is the real one with as little changed as
// it takes for the tool to work with it. An edit is one such change.
type edit func(root *yaml.Node) error

// edited returns the document with changes, as YAML in the same order.
func edited(edits ...edit) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(openapi.YAML(), &doc); err != nil {
		return nil, err
	}
	for _, e := range edits {
		if err := e(doc.Content[0]); err != nil {
			return nil, err
		}
	}
	return yaml.Marshal(&doc)
}

// served says that url is the only server.
func served(url string) edit {
	return func(root *yaml.Node) error { return put(root, "servers", []any{map[string]any{"url": url}}) }
}

// exampled gives every operation on an item its own example of the path
// parameter: the one that the document names after what the operation does. Where
// named, it stands under the name that the document gives the examples of requests
// and answers, which is how Specmatic pairs them; else as the one `example`, the
// only form that Dredd reads.
func exampled(named string) edit {
	return func(root *yaml.Node) error {
		for _, path := range values(child(root, "paths")) {
			shared := child(path, "parameters")
			if shared == nil {
				continue
			}
			for method, does := range map[string]string{"put": "update", "delete": "delete"} {
				operation := child(path, method)
				if operation == nil {
					continue
				}
				own, err := parameters(shared, does, named)
				if err != nil {
					return err
				}
				if err := put(operation, "parameters", own); err != nil {
					return err
				}
			}
			drop(path, "parameters")
		}
		return nil
	}
}

// parameters returns path parameters with one of their examples.
func parameters(shared *yaml.Node, example, named string) ([]map[string]any, error) {
	var own []map[string]any
	if err := shared.Decode(&own); err != nil {
		return nil, err
	}
	for _, p := range own {
		value := dig(p, "examples", example, "value")
		if value == nil {
			return nil, fmt.Errorf("path parameter %v has no example %q", p["name"], example)
		}
		delete(p, "examples")
		if named == "" {
			p["example"] = value
		} else {
			p["examples"] = map[string]any{named: map[string]any{"value": value}}
		}
	}
	return own, nil
}

// charset writes the media type of every answer as the servers write it.
func charset(root *yaml.Node) error {
	renameMedia(child(root, "paths"), false)
	renameMedia(child(root, "components"), false)
	return nil
}

// renameMedia renames the keys application/json of all content but a request's.
func renameMedia(n *yaml.Node, request bool) {
	for i := 0; n != nil && i < len(n.Content); i++ {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			key := n.Content[i]
			if key.Value == "application/json" && !request {
				key.Value = "application/json; charset=utf-8"
			}
			renameMedia(n.Content[i+1], request || key.Value == "requestBody")
			i++
			continue
		}
		renameMedia(n.Content[i], request)
	}
}

// child returns the value of a key of a mapping, nil if it has none.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// values returns the values of a mapping.
func values(n *yaml.Node) (all []*yaml.Node) {
	for i := 1; n != nil && i < len(n.Content); i += 2 {
		all = append(all, n.Content[i])
	}
	return all
}

func drop(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = append(n.Content[:i], n.Content[i+2:]...)
			return
		}
	}
}

// put sets a key of a mapping.
func put(n *yaml.Node, key string, value any) error {
	var made yaml.Node
	if err := made.Encode(value); err != nil {
		return err
	}
	if old := child(n, key); old != nil {
		*old = made
		return nil
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, &made)
	return nil
}
