package openapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// lintKeys checks every x- key of the document: that it is one of ours, that
// it stands where it is read, and that x-basis, x-open-question and x-answer
// have a value with a meaning.
func (l *linter) lintKeys() {
	walk(l.doc, func(e element) {
		for name, value := range e.extensions {
			if strings.HasPrefix(name, "x-") {
				l.lintKey(e, name, value, fieldLine(e.origin, name, e.line))
			}
		}
	})
}

func (l *linter) lintKey(e element, name string, value any, line int) {
	ours := []string{KeyAnswer, KeyBasis, KeyCollections, KeyEffect, KeyOpenQuestion, KeyReflects}
	if !slices.Contains(ours, name) {
		l.add(line, "unknown key %s%s", name, cmp.Or(nearest(name, ours), ": the known ones are "+strings.Join(ours, ", ")))
		return
	}
	if e.reference {
		l.add(line, "%s beside a $ref is not read: write it where the reference leads", name)
		return
	}
	switch name {
	case KeyBasis:
		known := []string{string(Page), string(Platform), string(Assumed)}
		if text, ok := value.(string); !ok {
			l.add(line, "%s is no text: write one of %s", name, strings.Join(known, ", "))
		} else if !slices.Contains(known, text) {
			l.add(line, "%s is %q, not one of %s%s", name, text, strings.Join(known, ", "), nearest(text, known))
		}
	case KeyOpenQuestion:
		if text, _ := value.(string); strings.TrimSpace(text) == "" {
			l.add(line, "%s is no text: ask a question", name)
		}
	case KeyAnswer:
		if text, _ := value.(string); strings.TrimSpace(text) == "" {
			l.add(line, "%s is no text: say what was observed", name)
		} else if _, asked := e.extensions[KeyOpenQuestion]; !asked {
			l.add(line, "%s stands beside no %s", name, KeyOpenQuestion)
		}
	case KeyCollections:
		if e.value != any(l.doc) {
			l.add(line, "%s stands at the root of a document only", name)
		}
	case KeyEffect:
		if !slices.ContainsFunc(l.operations, func(op operation) bool { return e.value == any(op.Operation) }) {
			l.add(line, "%s stands on the operation of a path only", name)
		}
	case KeyReflects:
		if schema, ok := e.value.(*openapi3.Schema); !ok || !l.reflected[schema] {
			l.add(line, "%s stands on no request property of an operation with %s", name, KeyEffect)
		}
	}
}
