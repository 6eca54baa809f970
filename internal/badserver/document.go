package badserver

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// A document is what bad servers are derived from.
type document struct {
	spec       *openapi3.T
	operations []*operation // by path and method
	mux        *http.ServeMux
	byPattern  map[string]*operation
	patience   time.Duration // that requests have which wait for others
}

// An operation is one method on one path.
type operation struct {
	id, method, path string
	spec             *openapi3.Operation
	item             *openapi3.PathItem
	body             *openapi3.Schema // of the JSON request body; nil if there is none
	examples         []map[string]any // request bodies
	effect           openapi.Effect
	collection       *collection // that it lists or changes; nil if none
	keyParam         string      // the path parameter that names an item; "" if none
	scheme           *openapi3.SecurityScheme
	schemeName       string
}

// A collection is a set of items with the operations on it.
type collection struct {
	openapi.Collection
	list, adds, replaces, removes *operation // nil if there is none
}

func read(spec *openapi3.T) *document {
	d := &document{spec: spec, mux: http.NewServeMux(), byPattern: map[string]*operation{}, patience: patience}
	collections := map[string]*collection{}
	for name, c := range openapi.Collections(spec) {
		collections[name] = &collection{Collection: c}
	}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			d.operations = append(d.operations, readOperation(spec, path, method, item, op))
		}
	}
	slices.SortFunc(d.operations, func(a, b *operation) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
	})
	for _, o := range d.operations {
		d.byPattern[o.method+" "+o.path] = o
		d.mux.Handle(o.method+" "+o.path, http.NotFoundHandler())
		if d.byPattern[o.path] == nil { // any method: the path without an operation
			d.byPattern[o.path] = &operation{path: o.path, item: o.item}
			d.mux.Handle(o.path, http.NotFoundHandler())
		}
		for _, c := range collections {
			if c.List == o.id {
				c.list, o.collection = o, c
			}
		}
		if c := collections[o.effect.Collection]; c != nil {
			o.collection = c
			switch {
			case o.effect.Kind == openapi.Adds && c.adds == nil:
				c.adds = o
			case o.effect.Kind == openapi.Replaces && c.replaces == nil:
				c.replaces = o
			case o.effect.Kind == openapi.Removes && c.removes == nil:
				c.removes = o
			}
		}
	}
	return d
}

func readOperation(spec *openapi3.T, path, method string, item *openapi3.PathItem, op *openapi3.Operation) *operation {
	o := &operation{id: op.OperationID, method: method, path: path, spec: op, item: item, effect: openapi.EffectOf(op)}
	if o.effect.Kind == openapi.Replaces || o.effect.Kind == openapi.Removes {
		if at := strings.LastIndex(path, "{"); at >= 0 {
			o.keyParam, _, _ = strings.Cut(path[at+1:], "}")
		}
	}
	if op.RequestBody != nil {
		for _, content := range op.RequestBody.Value.Content {
			if content.Schema == nil || content.Schema.Value.Properties == nil {
				continue
			}
			o.body = content.Schema.Value
			for _, name := range sorted(content.Examples) {
				if m, ok := renumber(content.Examples[name].Value.Value).(map[string]any); ok {
					o.examples = append(o.examples, m)
				}
			}
		}
	}
	security := spec.Security
	if op.Security != nil {
		security = *op.Security
	}
	for _, requirement := range security {
		for _, name := range sorted(requirement) {
			if o.scheme == nil {
				o.scheme, o.schemeName = spec.Components.SecuritySchemes[name].Value, name
			}
		}
	}
	return o
}

// response returns what is documented under a status, nil if nothing is.
func (o *operation) response(status int) *openapi3.Response {
	if ref := o.spec.Responses.Status(status); ref != nil {
		return ref.Value
	}
	return nil
}

// success returns the first documented 2xx status, and its response.
func (o *operation) success() (int, *openapi3.Response) {
	for _, name := range sorted(o.spec.Responses.Map()) {
		if n, err := strconv.Atoi(name); err == nil && n >= 200 && n <= 299 {
			return n, o.response(n)
		}
	}
	return 0, nil
}

// content returns the schema and an example of a JSON response, nil if it has none.
func content(r *openapi3.Response) (schema *openapi3.Schema, example any) {
	if r == nil {
		return nil, nil
	}
	for _, media := range r.Content {
		if media.Schema == nil {
			continue
		}
		example = media.Example
		for _, name := range sorted(media.Examples) {
			if example == nil {
				example = media.Examples[name].Value.Value
			}
		}
		return media.Schema.Value, renumber(example)
	}
	return nil, nil
}

// shows reports whether the answer to the operation shows the item that it is about.
func (o *operation) shows() bool {
	_, r := o.success()
	schema, _ := content(r)
	return schema != nil && (o.effect.Kind == openapi.Adds || o.effect.Kind == openapi.Replaces)
}

func (o *operation) unsafe() bool { return o.method != http.MethodGet && o.method != http.MethodHead }

// reflected lists the request properties that answers show, sorted, and where.
func (o *operation) reflected() (names []string, pointers map[string]string) {
	pointers = map[string]string{}
	if o.body != nil {
		for _, name := range sorted(o.body.Properties) {
			if p := openapi.ReflectsOf(o.body.Properties[name]); p != "" {
				names, pointers[name] = append(names, name), p
			}
		}
	}
	return names, pointers
}

// identity maps the properties that are set when an item is added and cannot
// be replaced to where an item shows them.
func (c *collection) identity() map[string]string {
	all := map[string]string{}
	if c.adds == nil {
		return all
	}
	names, pointers := c.adds.reflected()
	for _, name := range names {
		if c.replaces == nil || c.replaces.body == nil || c.replaces.body.Properties[name] == nil {
			all[name] = pointers[name]
		}
	}
	return all
}

// assumed reports whether an element rests on an assumption.
func assumed(extensions map[string]any) bool { return openapi.BasisOf(extensions) == openapi.Assumed }

// open reports whether an element is an open question.
func open(extensions map[string]any) bool { return openapi.OpenQuestionOf(extensions) != "" }

func sorted[V any](m map[string]V) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// sortedValues lists the values of a map by their keys.
func sortedValues(m map[string]string) []string {
	var all []string
	for _, k := range sorted(m) {
		all = append(all, m[k])
	}
	return all
}
