package contracttest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// A document is what the rules read from an OpenAPI document.
type document struct {
	spec        *openapi3.T
	operations  []*operation // in the order of the document
	collections map[string]*collection
	matchers    map[*openapi3.Schema]*matcher // of the answers' bodies; nil for a schema that has none
	schemes     openapi3.SecuritySchemes
}

// A collection knows the operations that list and change it.
type collection struct {
	openapi.Collection
	list                    *operation
	adds, replaces, removes *operation // the first of each kind, nil if there is none
	parts                   []string   // what shownBy lists
}

// An operation is one method on one path.
type operation struct {
	id, method, path string
	spec             *openapi3.Operation
	item             *openapi3.PathItem
	link, file       string
	line             int
	security         openapi3.SecurityRequirements
	schemes          openapi3.SecuritySchemes

	params   []*openapi3.Parameter // in the path
	keyParam string                // the path parameter that names an item; "" if there is none
	body     *openapi3.SchemaRef   // of the JSON request body; nil if there is none
	examples []map[string]any      // request bodies, in the order of their names' lines
	samples  []map[string]any      // those of them that are not assumed
	media    string                // media type of the request body

	effect     openapi.Effect
	collection *collection // that it lists or changes; nil if none
	formed     sync.Map    // the forms of each property of the body
}

func newDocument(spec *openapi3.T) (*document, error) {
	if spec == nil || spec.Paths == nil {
		return nil, errors.New("contracttest: the document has no paths")
	}
	d := &document{spec: spec, collections: map[string]*collection{}}
	if spec.Components != nil {
		d.schemes = spec.Components.SecuritySchemes
	}
	for name, c := range openapi.Collections(spec) {
		d.collections[name] = &collection{Collection: c}
	}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			d.operations = append(d.operations, d.operation(path, method, item, op))
		}
	}
	slices.SortFunc(d.operations, func(a, b *operation) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.id, b.id))
	})
	for _, o := range d.operations {
		if err := d.connect(o); err != nil {
			return nil, err
		}
	}
	for _, c := range d.collections {
		c.parts = c.promised()
	}
	d.nameKeys()
	d.compileAnswers()
	return d, nil
}

// compileAnswers makes the matchers of the JSON bodies that answers may have.
func (d *document) compileAnswers() {
	d.matchers = map[*openapi3.Schema]*matcher{}
	for _, o := range d.operations {
		for _, r := range o.spec.Responses.Map() {
			for media, content := range r.Value.Content {
				if isJSON(media) && content.Schema != nil {
					d.matchers[content.Schema.Value] = compile(content.Schema.Value)
				}
			}
		}
	}
}

func (d *document) matcher(schema *openapi3.SchemaRef) *matcher { return d.matchers[schema.Value] }

func (d *document) operation(path, method string, item *openapi3.PathItem, op *openapi3.Operation) *operation {
	o := &operation{id: op.OperationID, method: method, path: path, spec: op, item: item, effect: openapi.EffectOf(op), schemes: d.schemes}
	if o.id == "" {
		o.id = strings.ToLower(method) + path
	}
	if op.ExternalDocs != nil {
		o.link = op.ExternalDocs.URL
	}
	o.file, o.line = where(op.Origin)
	o.security = d.spec.Security
	if op.Security != nil {
		o.security = *op.Security
	}
	for _, p := range append(slices.Clone(item.Parameters), op.Parameters...) {
		if p.Value != nil && p.Value.In == openapi3.ParameterInPath {
			o.params = append(o.params, p.Value)
		}
	}
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		for media, content := range op.RequestBody.Value.Content {
			if isJSON(media) && content.Schema != nil {
				o.media, o.body, o.examples, o.samples = media, content.Schema, bodyExamples(content), samples(content)
			}
		}
	}
	return o
}

// bodyExamples returns the example objects of a request body in document order.
func bodyExamples(content *openapi3.MediaType) []map[string]any {
	var all []map[string]any
	add := func(v any) {
		if m, ok := v.(map[string]any); ok {
			all = append(all, m)
		}
	}
	add(content.Example)
	for _, ref := range inOrder(content.Examples, func(e *openapi3.ExampleRef) *openapi3.Origin { return e.Origin }) {
		if e := content.Examples[ref]; e.Value != nil {
			add(e.Value.Value)
		}
	}
	return all
}

// inOrder returns the keys of a map in the order of the document, as far as it is known.
func inOrder[V any](m map[string]V, origin func(V) *openapi3.Origin) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		_, la := where(origin(m[a]))
		_, lb := where(origin(m[b]))
		return cmp.Or(cmp.Compare(la, lb), cmp.Compare(a, b))
	})
}

func where(origin *openapi3.Origin) (file string, line int) {
	if origin == nil || origin.Key == nil {
		return "", 0
	}
	return origin.Key.File, origin.Key.Line
}

// field returns the line of a key of an element, else that of the element.
func field(origin *openapi3.Origin, name string) int {
	if origin != nil {
		if l, ok := origin.Fields.Lookup(name); ok {
			return l.Line
		}
	}
	_, line := where(origin)
	return line
}

// connect finds the collection that an operation lists or changes.
func (d *document) connect(o *operation) error {
	for _, c := range d.collections {
		if c.List == o.id {
			c.list, o.collection = o, c
		}
	}
	if o.effect.Kind == "" {
		return nil
	}
	c, ok := d.collections[o.effect.Collection]
	if !ok {
		return fmt.Errorf("contracttest: %s:%d: %s has an effect on %q, which is no collection of the document", o.file, o.line, o.id, o.effect.Collection)
	}
	o.collection = c
	slot := map[openapi.EffectKind]**operation{openapi.Adds: &c.adds, openapi.Replaces: &c.replaces, openapi.Removes: &c.removes}[o.effect.Kind]
	if *slot == nil {
		*slot = o
	}
	return nil
}

// nameKeys finds the path parameter that names an item: the one that a link of
// the adding operation fills with the key, else for operations that replace or
// remove the last one of the path.
func (d *document) nameKeys() {
	for _, o := range d.operations {
		if len(o.params) == 0 {
			continue
		}
		if c, name := d.linkedKey(o); name != "" && (o.collection == nil || o.collection == c) {
			o.collection, o.keyParam = c, name
		} else if o.effect.Kind == openapi.Replaces || o.effect.Kind == openapi.Removes {
			o.keyParam = slices.MaxFunc(o.params, func(a, b *openapi3.Parameter) int {
				return cmp.Compare(strings.Index(o.path, "{"+a.Name+"}"), strings.Index(o.path, "{"+b.Name+"}"))
			}).Name
		}
	}
}

// linkedKey finds the parameter of an operation that a link fills with the key
// of what was added to a collection.
func (d *document) linkedKey(o *operation) (*collection, string) {
	for _, name := range keys(d.collections) {
		c := d.collections[name]
		if c.adds == nil {
			continue
		}
		expression := "$response.body#" + c.adds.effect.Value + c.Key
		for _, r := range c.adds.spec.Responses.Map() {
			for _, link := range r.Value.Links {
				if link.Value == nil || link.Value.OperationID != o.id {
					continue
				}
				for parameter, v := range link.Value.Parameters {
					if v == expression {
						return c, parameter
					}
				}
			}
		}
	}
	return nil, ""
}

// properties returns the names of the request properties in document order.
func (o *operation) properties() []string {
	if o.body == nil || o.body.Value == nil {
		return nil
	}
	return inOrder(o.body.Value.Properties, func(s *openapi3.SchemaRef) *openapi3.Origin {
		if s.Origin != nil {
			return s.Origin
		}
		return s.Value.Origin
	})
}

func (o *operation) property(name string) *openapi3.SchemaRef { return o.body.Value.Properties[name] }

func (o *operation) requires(name string) bool {
	return slices.Contains(o.body.Value.Required, name)
}

// propertyLine is the line that declares a request property.
func (o *operation) propertyLine(name string) int {
	p := o.property(name)
	if _, line := where(p.Origin); line > 0 {
		return line
	}
	_, line := where(p.Value.Origin)
	return line
}

// statuses lists the documented statuses from low to high; ranges such as 4XX
// and default are not among them.
func (o *operation) statuses() []int {
	var all []int
	for text := range o.spec.Responses.Map() {
		if n, err := strconv.Atoi(text); err == nil {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all
}

// response returns the documented response to a status, nil if there is none.
func (o *operation) response(status int) *openapi3.Response {
	ref := o.spec.Responses.Status(status)
	if ref == nil {
		ref = o.spec.Responses.Default()
	}
	if ref == nil {
		return nil
	}
	return ref.Value
}

// success returns the documented 2xx statuses.
func (o *operation) success() []int {
	return slices.DeleteFunc(o.statuses(), func(n int) bool { return n < 200 || n > 299 })
}

// identity returns the request properties of the adding operation that the
// replacing one cannot change: what they hold identifies an item, so no two
// items of ours are made with the same.
func (c *collection) identity() []string {
	var names []string
	if c.adds == nil {
		return nil
	}
	for _, name := range c.adds.properties() {
		if openapi.ReflectsOf(c.adds.property(name)) == "" {
			continue
		}
		if c.replaces == nil || c.replaces.body == nil || c.replaces.body.Value.Properties[name] == nil {
			names = append(names, name)
		}
	}
	return names
}

// unsafe reports whether calling the operation may change something.
func (o *operation) unsafe() bool { return o.method != "GET" && o.method != "HEAD" }
