package openapi

import (
	"cmp"
	"fmt"
	"maps"
	"mime"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A linter checks what OpenAPI leaves open: our own keys, links, and what an
// operation must have to be judged.
type linter struct {
	*findings
	doc         *openapi3.T
	src         *source
	operations  []operation
	collections map[string]collection // the faultless ones
	reflected   map[*openapi3.Schema]bool
}

// An operation of a path, and where it stands.
type operation struct {
	*openapi3.Operation
	item   *openapi3.PathItem
	path   string
	method string // upper case
}

func lint(doc *openapi3.T, src *source, f *findings) {
	l := &linter{findings: f, doc: doc, src: src, reflected: map[*openapi3.Schema]bool{}}
	for path, item := range doc.Paths.Map() {
		if item == nil {
			continue
		}
		for method, op := range item.Operations() {
			l.operations = append(l.operations, operation{op, item, path, method})
		}
	}
	slices.SortFunc(l.operations, func(a, b operation) int {
		return cmp.Or(strings.Compare(a.path, b.path), strings.Compare(a.method, b.method))
	})
	l.lintCollections()
	for _, op := range l.operations {
		l.lintOperation(op)
		l.lintLinks(op)
		l.lintEffect(op)
	}
	l.lintKeys()
}

// lintVersions checks the two versions of a document, and whether it is one
// that this package can judge at all.
func lintVersions(src *source, f *findings) bool {
	if n := src.value("info", "version"); n != nil && n.Value != "" && n.ShortTag() != "!!str" {
		f.add(n.Line, "info.version %s is a YAML %s, not a text: quote it", n.Value, strings.TrimPrefix(n.ShortTag(), "!!"))
	}
	n := src.value("openapi")
	switch {
	case n == nil:
		f.add(1, "the document has no openapi version: begin it with openapi: 3.0.3")
		return false
	case !regexp.MustCompile(`^3\.0\.[0-9]+$`).MatchString(n.Value):
		f.add(n.Line, "openapi version %q is not supported: use 3.0.3", n.Value)
		return false
	}
	return true
}

// String names the operation: by its operationId, else by method and path.
func (op operation) String() string {
	if op.OperationID != "" {
		return op.OperationID
	}
	return op.method + " " + op.path
}

// line returns the line of what the keys below the operation lead to.
func (l *linter) line(op operation, keys ...string) int {
	return l.src.at(append([]string{"paths", op.path, strings.ToLower(op.method)}, keys...)...)
}

func (l *linter) operation(id string) (operation, bool) {
	i := slices.IndexFunc(l.operations, func(op operation) bool { return id != "" && op.OperationID == id })
	if i < 0 {
		return operation{}, false
	}
	return l.operations[i], true
}

func (l *linter) operationIDs() []string {
	var ids []string
	for _, op := range l.operations {
		ids = append(ids, op.OperationID)
	}
	return ids
}

// parameters returns the parameters of the operation and of its path; one of
// the operation hides its namesake of the path.
func (op operation) parameters() []*openapi3.Parameter {
	var all []*openapi3.Parameter
	for _, ref := range slices.Concat(op.Parameters, op.item.Parameters) {
		if ref == nil || ref.Value == nil {
			continue
		}
		same := func(p *openapi3.Parameter) bool { return p.Name == ref.Value.Name && p.In == ref.Value.In }
		if !slices.ContainsFunc(all, same) {
			all = append(all, ref.Value)
		}
	}
	return all
}

// answers returns the 2xx responses by their status.
func (op operation) answers() map[string]*openapi3.Response {
	all := map[string]*openapi3.Response{}
	for status, ref := range op.Responses.Map() {
		if ref != nil && ref.Value != nil && len(status) == 3 && status[0] == '2' {
			all[status] = ref.Value
		}
	}
	return all
}

// answerSchemas returns the schemas of the JSON that the 2xx responses hold.
func (op operation) answerSchemas() (all []*openapi3.SchemaRef) {
	answers := op.answers()
	for _, status := range keysOf(answers) {
		all = append(all, jsonSchemas(answers[status].Content)...)
	}
	return all
}

func jsonSchemas(content openapi3.Content) (all []*openapi3.SchemaRef) {
	for _, name := range keysOf(content) {
		if mt := content[name]; isJSON(name) && mt != nil && mt.Schema != nil {
			all = append(all, mt.Schema)
		}
	}
	return all
}

// isJSON reports whether a media type is application/json or one with +json.
func isJSON(name string) bool {
	t, _, err := mime.ParseMediaType(name)
	return err == nil && (t == "application/json" || strings.HasSuffix(t, "+json"))
}

// nearest ends an error with the name that was probably meant, if any is near.
func nearest(name string, known []string) string {
	best, least := "", len(name)/2+1
	for _, k := range known {
		if d := distance(name, k); k != "" && d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %s?", best)
}

func keysOf[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
