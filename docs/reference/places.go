package reference

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// A kind is a sort of OpenAPI object.
type kind string

const (
	root      kind = "document"
	info      kind = "info"
	server    kind = "server"
	tag       kind = "tag"
	paths     kind = "paths"
	pathItem  kind = "path item"
	operation kind = "operation"
	parameter kind = "parameter"
	body      kind = "request body"
	media     kind = "media type"
	response  kind = "response"
	header    kind = "header"
	example   kind = "example"
	link      kind = "link"
	schema    kind = "schema"
	scheme    kind = "security scheme"
	parts     kind = "components"
)

// A place is what stands under a key of an OpenAPI object: one object of a
// kind, a list of them, or a map from names to them.
type place struct {
	kind  kind
	shape shape
}

type shape int

const (
	one shape = iota
	list
	named
)

// places says what stands where in an OpenAPI 3.0 document, as far as marks of
// ours can stand there. What is not named is data (examples, defaults), in
// which a key that looks like a mark is none.
func places(k kind) map[string]place {
	switch k {
	case root:
		return map[string]place{
			"info": {info, one}, "servers": {server, list}, "tags": {tag, list},
			"paths": {paths, one}, "components": {parts, one},
		}
	case pathItem:
		return map[string]place{
			"servers": {server, list}, "parameters": {parameter, list},
			"get": {operation, one}, "put": {operation, one}, "post": {operation, one}, "delete": {operation, one},
			"options": {operation, one}, "head": {operation, one}, "patch": {operation, one}, "trace": {operation, one},
		}
	case operation:
		return map[string]place{
			"servers": {server, list}, "parameters": {parameter, list},
			"requestBody": {body, one}, "responses": {response, named},
		}
	case parameter, header:
		return map[string]place{"schema": {schema, one}, "examples": {example, named}, "content": {media, named}}
	case body:
		return map[string]place{"content": {media, named}}
	case media:
		return map[string]place{"schema": {schema, one}, "examples": {example, named}}
	case response:
		return map[string]place{"headers": {header, named}, "content": {media, named}, "links": {link, named}}
	case schema:
		return map[string]place{
			"properties": {schema, named}, "additionalProperties": {schema, one}, "items": {schema, one},
			"oneOf": {schema, list}, "anyOf": {schema, list}, "allOf": {schema, list}, "not": {schema, one},
		}
	case parts:
		return map[string]place{
			"schemas": {schema, named}, "responses": {response, named}, "parameters": {parameter, named},
			"examples": {example, named}, "requestBodies": {body, named}, "headers": {header, named},
			"securitySchemes": {scheme, named}, "links": {link, named},
		}
	}
	return nil
}

// An element is one object of the document on the way of a walk.
type element struct {
	node   *yaml.Node
	kind   kind
	name   string // its key, "" in a list
	parent *element
}

// walk visits an element and everything in it, parents first.
func walk(e *element, visit func(*element) error) error {
	if e.node.Kind != yaml.MappingNode || get(e.node, "$ref") != nil {
		return nil
	}
	if err := visit(e); err != nil {
		return err
	}
	known := places(e.kind)
	for i := 0; i+1 < len(e.node.Content); i += 2 {
		key, value := e.node.Content[i].Value, e.node.Content[i+1]
		p, ok := known[key]
		if e.kind == paths {
			p, ok = place{pathItem, one}, len(key) > 0 && key[0] == '/'
		}
		if !ok {
			if mark := strayMark(value); mark != nil && !isData(e.kind, key) {
				return misplaced(mark, key)
			}
			continue
		}
		switch p.shape {
		case one:
			if err := walk(&element{value, p.kind, key, e}, visit); err != nil {
				return err
			}
		case list:
			for _, item := range value.Content {
				if err := walk(&element{item, p.kind, "", e}, visit); err != nil {
					return err
				}
			}
		case named:
			for j := 0; value.Kind == yaml.MappingNode && j+1 < len(value.Content); j += 2 {
				name, item := value.Content[j], value.Content[j+1]
				if isMark(name.Value) && item.Kind == yaml.ScalarNode {
					return misplaced(name, key)
				}
				if err := walk(&element{item, p.kind, name.Value, e}, visit); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// misplaced is the error for a mark that no reader would see.
func misplaced(mark *yaml.Node, where string) error {
	return fmt.Errorf("line %d: %s: stands in %s, where the page has no place to show it: move it to what it is about", mark.Line, mark.Value, where)
}

// isData tells whether a key holds values of the API rather than description.
func isData(k kind, key string) bool {
	switch key {
	case "value":
		return k == example
	case "example":
		return k == schema || k == media || k == parameter || k == header
	case "default", "enum":
		return k == schema
	case "parameters", "requestBody":
		return k == link
	}
	return false
}

// strayMark finds a mark anywhere in a part of the document that no walk enters.
func strayMark(n *yaml.Node) *yaml.Node {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if isMark(c.Value) && n.Content[i+1].Kind == yaml.ScalarNode {
				return c
			}
			continue
		}
		if mark := strayMark(c); mark != nil {
			return mark
		}
	}
	return nil
}
