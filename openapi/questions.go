package openapi

import (
	"cmp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Question is an x-open-question of a document, and where it stands.
type Question struct {
	Text    string
	Pointer string // JSON pointer to the element that it stands on, through no $ref
	Line    int    // of the question; 0 if unknown
	Element any    // a pointer to kin-openapi's struct of the element, as *openapi3.Schema
}

// Questions lists the open questions in the order of the document, each once,
// however often its element is referred to.
func Questions(doc *openapi3.T) []Question {
	var all []Question
	walk(doc, func(e element) {
		if text := OpenQuestionOf(e.extensions); text != "" && !e.reference {
			all = append(all, Question{Text: text, Pointer: e.pointer, Line: fieldLine(e.origin, KeyOpenQuestion, e.line), Element: e.value})
		}
	})
	slices.SortFunc(all, func(a, b Question) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Pointer, b.Pointer)) })
	return all
}
