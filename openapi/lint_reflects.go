package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"
)

// lintReflections checks the x-reflects of every property that the operation's
// request bodies have, against the schemas of the item that its effect is
// about. Without schemas the properties only count as used.
func (l *linter) lintReflections(op operation, items []*openapi3.SchemaRef, collection string) {
	if op.RequestBody == nil || op.RequestBody.Value == nil {
		return
	}
	seen := map[*openapi3.Schema]bool{}
	for _, mt := range op.RequestBody.Value.Content {
		if mt != nil {
			l.lintReflection(op, mt.Schema, items, collection, seen)
		}
	}
}

func (l *linter) lintReflection(op operation, ref *openapi3.SchemaRef, items []*openapi3.SchemaRef, collection string, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	if value, ok := s.Extensions[KeyReflects]; ok {
		l.reflected[s] = true
		line := fieldLine(s.Origin, KeyReflects, l.line(op, "requestBody"))
		pointer, ok := value.(string)
		if !ok || pointer == "" {
			l.add(line, "%s is no JSON pointer: write one like /user/id", KeyReflects)
		} else {
			for _, item := range items {
				if _, err := resolve(item, pointer, true); err != nil {
					l.add(line, "%s %q does not resolve in the item of %s that %s shows: %s", KeyReflects, pointer, collection, op, err)
					break
				}
			}
		}
	}
	for _, child := range s.Properties {
		l.lintReflection(op, child, items, collection, seen)
	}
	l.lintReflection(op, s.Items, items, collection, seen)
	l.lintReflection(op, s.AdditionalProperties.Schema, items, collection, seen)
	for _, part := range parts(s) {
		l.lintReflection(op, part, items, collection, seen)
	}
}
