package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"go.yaml.in/yaml/v3"
)

// basisText says in words where a fact comes from.
func basisText(b openapi.Basis) string {
	switch b {
	case openapi.Page:
		return "shown on the vendor's page of these endpoints (page)"
	case openapi.Platform:
		return "documented for the whole API (platform)"
	case openapi.Assumed:
		return "our inference, documented nowhere (assumed)"
	}
	return "" // annotate refuses it
}

// A question is an x-open-question and the element it is about.
type question struct{ about, text string }

func isMark(key string) bool { return key == openapi.KeyBasis || key == openapi.KeyOpenQuestion }

// annotate turns the keys of our own, which no renderer shows, into text of the
// descriptions, which every renderer shows, and returns the open questions in
// the order of the document. The tree is changed in place; the keys stay.
//
// A basis is written at operations, responses, named examples and security
// schemes always, elsewhere where the document states one. An element without
// one has that of the element it stands in.
func annotate(doc *yaml.Node) ([]question, error) {
	var questions []question
	err := walk(&element{node: doc, kind: root}, func(e *element) error {
		for i := 0; i+1 < len(e.node.Content); i += 2 {
			key := e.node.Content[i]
			if isMark(key.Value) && !describable(e.kind) {
				return misplaced(key, "the "+string(e.kind))
			}
		}
		basis := basisOf(e)
		if basisText(basis) == "" {
			return fmt.Errorf("line %d: %s: %q is none of page, platform, assumed", get(e.node, openapi.KeyBasis).Line, openapi.KeyBasis, basis)
		}
		if q := text(e.node, openapi.KeyOpenQuestion); q != "" {
			questions = append(questions, question{about(e), q})
		}
		describe(e, notes(e, basis))
		return nil
	})
	return questions, err
}

// describable tells whether the page shows the description of an element of a
// kind. A path item's is shown at each of its operations.
func describable(k kind) bool {
	switch k {
	case root, paths, media, parts, link:
		return false
	}
	return true
}

// basisOf is the basis that an element states, or else that of its parents.
func basisOf(e *element) openapi.Basis {
	for ; e != nil; e = e.parent {
		if s := text(e.node, openapi.KeyBasis); s != "" {
			return openapi.Basis(s)
		}
	}
	return openapi.Page
}

// notes are the paragraphs that an element's description gains.
func notes(e *element, basis openapi.Basis) []string {
	var out []string
	origin := "Basis: " + basisText(basis) + "."
	stated := get(e.node, openapi.KeyBasis) != nil
	switch e.kind {
	case operation:
		out = append(out, effectNotes(e)...)
		if docs := get(e.node, "externalDocs"); docs != nil {
			origin = fmt.Sprintf("Basis: %s, see [%s](%s).", basisText(basis), text(docs, "description"), text(docs, "url"))
		}
		stated = true
	case response:
		out = append(out, linkNotes(e)...)
		stated = true
	case schema:
		out = append(out, schemaNotes(e)...)
	case example, scheme:
		stated = true
	case pathItem: // a page shows no description of a path; its operations show what it states
		return nil
	}
	if stated {
		out = append(out, origin)
	}
	if q := text(e.node, openapi.KeyOpenQuestion); q != "" {
		out = append(out, questionNote(q))
	}
	if e.kind == operation {
		if q := text(e.parent.node, openapi.KeyOpenQuestion); q != "" {
			out = append(out, questionNote(q))
		}
	}
	return out
}

func questionNote(q string) string { return "**Open question:** " + q }

// effectNotes say what a call does to a collection.
func effectNotes(e *element) []string {
	effect := get(e.node, openapi.KeyEffect)
	var out []string
	for _, kind := range []openapi.EffectKind{openapi.Adds, openapi.Replaces, openapi.Removes} {
		if name := text(effect, string(kind)); name != "" {
			out = append(out, fmt.Sprintf("Effect: %s an item of the collection `%s`.", kind, name))
		}
	}
	return out
}

// schemaNotes say where an answer shows the value. A branch of a choice that
// says nothing of itself gets a line, lest a renderer repeat its parent's.
func schemaNotes(e *element) []string {
	var out []string
	if at := text(e.node, openapi.KeyReflects); at != "" {
		out = append(out, fmt.Sprintf("The answer shows it at `%s`.", at))
	}
	if t := text(e.node, "type"); e.name == "" && t != "" && get(e.node, "description") == nil {
		out = append(out, "Given as `"+t+"`.")
	}
	return out
}

// linkNotes say which operations the answer leads to.
func linkNotes(e *element) []string {
	links := get(e.node, "links")
	if links == nil || links.Kind != yaml.MappingNode {
		return nil
	}
	var out []string
	for i := 1; i < len(links.Content); i += 2 {
		var with []string
		if p := get(links.Content[i], "parameters"); p != nil {
			for j := 0; j+1 < len(p.Content); j += 2 {
				with = append(with, fmt.Sprintf("%s = `%s`", p.Content[j].Value, p.Content[j+1].Value))
			}
		}
		out = append(out, fmt.Sprintf("Leads to %s with %s.", text(links.Content[i], "operationId"), strings.Join(with, ", ")))
	}
	return out
}

// describe appends paragraphs to an element's description. What a renderer
// shows of a server is one line, and of an example its summary.
func describe(e *element, notes []string) {
	if len(notes) == 0 {
		return
	}
	separator := "\n\n"
	switch e.kind {
	case example:
		summary := text(e.node, "summary")
		if summary == "" {
			summary = e.name
		}
		put(e.node, "summary", str(summary+" ("+string(basisOf(e))+")"))
	case server:
		separator = ". "
	}
	if d := strings.TrimSpace(text(e.node, "description")); d != "" {
		notes = append([]string{d}, notes...)
	}
	put(e.node, "description", str(strings.Join(notes, separator)))
}

// about names an element for a reader: an operation by its id, everything else
// by its way from the nearest named thing.
func about(e *element) string {
	var names []string
	for ; e != nil; e = e.parent {
		if id := text(e.node, "operationId"); id != "" && e.kind == operation {
			names = append(names, id)
			break
		}
		if e.name != "" && e.kind != parts && e.kind != paths {
			names = append(names, e.name)
		}
	}
	slices.Reverse(names)
	return strings.Join(names, ", ")
}
