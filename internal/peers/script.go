package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/custmgr/custmgr/openapi"
)

// A call is one request of the script that is sent through Prism.
type call struct {
	name, method, path, body, token string
	status                          int // of the answer that it has to get
}

// script makes the calls from the document's examples: of each operation the
// first, or all of them with refusals and a list after every write.
func script(whole bool) []call {
	const collection = "/api/customer_managers"
	const update, remove = collection + "/1234", collection + "/1236" // the path parameter's examples
	list := call{name: "list", method: "GET", path: collection, token: token, status: 200}
	calls := []call{list}
	add := func(c call) {
		if calls = append(calls, c); whole && c.method != "GET" {
			after := list
			after.name += " after " + c.name
			calls = append(calls, after)
		}
	}
	for _, e := range examples(collection, "post", whole) {
		add(call{name: "create " + e.name, method: "POST", path: collection, body: e.body, token: token, status: 200})
	}
	for _, e := range examples(collection+"/{id}", "put", whole) {
		add(call{name: "update " + e.name, method: "PUT", path: update, body: e.body, token: token, status: 200})
	}
	if whole {
		create := examples(collection, "post", false)[0].body
		change := examples(collection+"/{id}", "put", false)[0].body
		const unknown = collection + "/999999999"
		for _, c := range []call{
			{name: "list without credentials", method: "GET", path: collection, status: 401},
			{name: "create without credentials", method: "POST", path: collection, body: create, status: 401},
			{name: "update without credentials", method: "PUT", path: update, body: change, status: 401},
			{name: "delete without credentials", method: "DELETE", path: remove, status: 401},
			{name: "update an unknown manager", method: "PUT", path: unknown, body: change, token: token, status: 404},
			{name: "delete an unknown manager", method: "DELETE", path: unknown, token: token, status: 404},
			{name: "create without a role", method: "POST", path: collection, body: `{"team_collaborator_id":8103}`, token: token, status: 400},
			{name: "update without a role", method: "PUT", path: update, body: `{}`, token: token, status: 400},
			{name: "create with an unknown role", method: "POST", path: collection, body: `{"team_collaborator_id":8103,"role_id":999999999}`, token: token, status: 422},
			{name: "update with an unknown role", method: "PUT", path: update, body: `{"role_id":999999999}`, token: token, status: 422},
		} {
			add(c)
		}
	}
	add(call{name: "delete", method: "DELETE", path: remove, token: token, status: 200})
	return calls
}

type example struct{ name, body string }

// examples returns the request examples of an operation, the one named page
// first, as JSON.
func examples(path, method string, all bool) []example {
	var doc struct {
		Paths map[string]map[string]any `yaml:"paths"`
	}
	if err := yaml.Unmarshal(openapi.YAML(), &doc); err != nil {
		panic(err) // it is embedded, and its own tests read it
	}
	operation, _ := doc.Paths[path][method].(map[string]any)
	found, _ := dig(operation, "requestBody", "content", "application/json", "examples").(map[string]any)
	var list []example
	for _, name := range slices.Sorted(maps.Keys(found)) {
		body, err := json.Marshal(dig(found, name, "value"))
		if err != nil {
			panic(fmt.Sprintf("the example %s of %s %s is no JSON: %v", name, method, path, err))
		}
		one := example{name, string(body)}
		if name == "page" {
			list = slices.Insert(list, 0, one)
		} else {
			list = append(list, one)
		}
	}
	if !all && len(list) > 1 {
		list = list[:1]
	}
	return list
}

// dig walks down a value by keys; nil if one is missing.
func dig(value any, keys ...string) any {
	for _, key := range keys {
		m, _ := value.(map[string]any)
		value = m[key]
	}
	return value
}
