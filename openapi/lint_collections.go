package openapi

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A collection that can be listed, with what its items look like.
type collection struct {
	Collection
	items []*openapi3.SchemaRef
}

// lintCollections checks x-collections and keeps the faultless ones.
func (l *linter) lintCollections() {
	l.collections = map[string]collection{}
	value, ok := l.doc.Extensions[KeyCollections]
	if !ok {
		return
	}
	all, ok := value.(map[string]any)
	if !ok {
		l.add(l.src.at(KeyCollections), "%s is no mapping: write NAME: {list: OPERATION, items: POINTER, key: POINTER}", KeyCollections)
		return
	}
	read := Collections(l.doc)
	for name, fields := range all {
		if l.lintFields(KeyCollections, name, fields, l.src.at(KeyCollections, name)) {
			l.lintCollection(read[name])
		}
	}
}

// lintFields checks that a collection has its three fields, texts, and no other.
func (l *linter) lintFields(key, name string, value any, line int) bool {
	known := []string{"list", "items", "key"}
	fields, ok := value.(map[string]any)
	if !ok {
		l.add(line, "%s: %s is no mapping: write {list: OPERATION, items: POINTER, key: POINTER}", key, name)
		return false
	}
	good := true
	for field := range fields {
		if !slices.Contains(known, field) {
			l.add(l.src.at(key, name, field), "%s: %s has an unknown key %q%s", key, name, field, nearest(field, known))
			good = false
		}
	}
	for _, field := range known {
		if v, ok := fields[field]; !ok {
			l.add(line, "%s: %s lacks %q", key, name, field)
			good = false
		} else if _, ok := v.(string); !ok {
			l.add(l.src.at(key, name, field), "%s: %s of %s is no text", key, field, name)
			good = false
		}
	}
	return good
}

func (l *linter) lintCollection(c Collection) {
	at := func(field string) int { return l.src.at(KeyCollections, c.Name, field) }
	op, ok := l.operation(c.List)
	if !ok {
		l.add(at("list"), "%s: %s is listed by %q, which is no operation%s", KeyCollections, c.Name, c.List, nearest(c.List, l.operationIDs()))
		return
	}
	answers := op.answerSchemas()
	if len(answers) == 0 {
		l.add(at("list"), "%s: %s is listed by %s, which answers no JSON with a schema", KeyCollections, c.Name, op)
		return
	}
	checked := collection{Collection: c}
	for _, answer := range answers {
		found, err := resolve(answer, c.Items, false)
		if err != nil {
			l.add(at("items"), "%s: items %q of %s does not resolve in the answer of %s: %s", KeyCollections, c.Items, c.Name, op, err)
			return
		}
		items := elements(found)
		if len(items) == 0 {
			l.add(at("items"), "%s: items %q of %s is no array in the answer of %s", KeyCollections, c.Items, c.Name, op)
			return
		}
		checked.items = append(checked.items, items...)
	}
	for _, item := range checked.items {
		if _, err := resolve(item, c.Key, false); err != nil {
			l.add(at("key"), "%s: key %q of %s does not resolve in an item: %s", KeyCollections, c.Key, c.Name, err)
			return
		}
	}
	l.collections[c.Name] = checked
}
