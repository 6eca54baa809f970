package openapi

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// lintEffect checks the x-effect of an operation and the x-reflects of its
// request.
func (l *linter) lintEffect(op operation) {
	value, ok := op.Extensions[KeyEffect]
	if !ok {
		return
	}
	fields, ok := value.(map[string]any)
	if !ok {
		l.add(l.line(op, KeyEffect), "%s of %s is no mapping: write {adds|replaces|removes: COLLECTION, value: POINTER}", KeyEffect, op)
		l.lintReflections(op, nil, "")
		return
	}
	kind := l.effectKind(op, fields)
	if kind == "" {
		l.lintReflections(op, nil, "")
		return
	}
	c, items := l.effectValue(op, kind, fields)
	if kind != Adds && !slices.ContainsFunc(op.parameters(), func(p *openapi3.Parameter) bool { return p.In == openapi3.ParameterInPath }) {
		l.add(l.line(op, KeyEffect, string(kind)), "%s: %s %s an item of %s without a path parameter that says which", KeyEffect, op, kind, c)
	}
	l.lintReflections(op, items, c)
}

// effectKind returns the one kind of an effect, "" if it is not clear.
func (l *linter) effectKind(op operation, fields map[string]any) EffectKind {
	kinds := []string{string(Adds), string(Replaces), string(Removes)}
	var found []string
	for _, field := range keysOf(fields) {
		switch {
		case slices.Contains(kinds, field):
			found = append(found, field)
		case field != "value":
			l.add(l.line(op, KeyEffect, field), "%s of %s has an unknown key %q%s", KeyEffect, op, field, nearest(field, append(kinds, "value")))
		}
	}
	if len(found) == 1 {
		return EffectKind(found[0])
	}
	has := "none"
	if len(found) > 1 {
		has = strings.Join(found, " and ")
	}
	l.add(l.line(op, KeyEffect), "%s of %s has %s: it needs one of %s", KeyEffect, op, has, strings.Join(kinds, ", "))
	return ""
}

// effectValue returns the name of the effect's collection, and the schemas of
// the item as the answer shows it; if it does not, as the list shows it. It
// returns no schemas if these are not known for a mistake that it has added.
func (l *linter) effectValue(op operation, kind EffectKind, fields map[string]any) (string, []*openapi3.SchemaRef) {
	name, ok := fields[string(kind)].(string)
	c, known := l.collections[name]
	all, _ := l.doc.Extensions[KeyCollections].(map[string]any)
	if !ok {
		l.add(l.line(op, KeyEffect, string(kind)), "%s: %s of %s is no text: name a collection of %s", KeyEffect, kind, op, KeyCollections)
	} else if !known && all[name] == nil {
		l.add(l.line(op, KeyEffect, string(kind)), "%s: %s %s %q, which is no collection of %s%s",
			KeyEffect, op, kind, name, KeyCollections, nearest(name, keysOf(all)))
	}
	value, shown := fields["value"]
	if !shown {
		return name, c.items
	}
	line := l.line(op, KeyEffect, "value")
	pointer, ok := value.(string)
	if !ok || pointer == "" {
		l.add(line, "%s: value of %s is no JSON pointer: write one like /result, or leave it out if the answer does not show the item", KeyEffect, op)
		return name, nil
	}
	answers := op.answerSchemas()
	if len(answers) == 0 {
		l.add(line, "%s: value %q of %s points into its answer, which is no JSON with a schema", KeyEffect, pointer, op)
	}
	var items []*openapi3.SchemaRef
	for _, answer := range answers {
		found, err := resolve(answer, pointer, false)
		if err != nil {
			l.add(line, "%s: value %q of %s does not resolve in its answer: %s", KeyEffect, pointer, op, err)
			return name, nil
		}
		items = append(items, found...)
	}
	for _, item := range items {
		if _, err := resolve(item, c.Key, false); known && err != nil {
			l.add(line, "%s: value %q of %s lacks the key %q of %s: %s", KeyEffect, pointer, op, c.Key, name, err)
			break
		}
	}
	return name, items
}
