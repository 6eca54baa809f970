package openapi

import "github.com/getkin/kin-openapi/openapi3"

// The keys of our own, as they stand in a document.
const (
	KeyCollections  = "x-collections"
	KeyEffect       = "x-effect"
	KeyReflects     = "x-reflects"
	KeyBasis        = "x-basis"
	KeyOpenQuestion = "x-open-question"
	KeyAnswer       = "x-answer"
)

// A Basis says where a fact of the document comes from.
type Basis string

const (
	Page     Basis = "page"     // stated or shown on the page of the endpoints; the default
	Platform Basis = "platform" // documented for the whole API
	Assumed  Basis = "assumed"  // our inference: nobody has documented it
)

// BasisOf reads x-basis from the extensions of an element.
func BasisOf(extensions map[string]any) Basis {
	if s, ok := extensions[KeyBasis].(string); ok {
		return Basis(s)
	}
	return Page
}

// OpenQuestionOf reads x-open-question, "" if there is none.
func OpenQuestionOf(extensions map[string]any) string {
	s, _ := extensions[KeyOpenQuestion].(string)
	return s
}

// AnswerOf reads x-answer from the extensions of an element: what was observed
// where its x-open-question asks, "" if nothing was.
func AnswerOf(extensions map[string]any) string {
	s, _ := extensions[KeyAnswer].(string)
	return s
}

// ReflectsOf reads x-reflects of a request property: a JSON pointer into the
// value of the operation's effect, in which * stands for every element of an
// array. It is "" if there is none.
func ReflectsOf(schema *openapi3.SchemaRef) string {
	if schema == nil || schema.Value == nil {
		return ""
	}
	s, _ := schema.Value.Extensions[KeyReflects].(string)
	return s
}

// A Collection is a set of items that operations add to, change and remove from.
type Collection struct {
	Name  string
	List  string // operationId of the operation that lists it
	Items string // JSON pointer to the array of items in the list's answer
	Key   string // JSON pointer to the identity in an item
}

// Collections reads x-collections.
func Collections(doc *openapi3.T) map[string]Collection {
	all := map[string]Collection{}
	m, _ := doc.Extensions[KeyCollections].(map[string]any)
	for name, v := range m {
		f, _ := v.(map[string]any)
		c := Collection{Name: name}
		c.List, _ = f["list"].(string)
		c.Items, _ = f["items"].(string)
		c.Key, _ = f["key"].(string)
		all[name] = c
	}
	return all
}

// An EffectKind is what a successful call does to a collection.
type EffectKind string

const (
	Adds     EffectKind = "adds"
	Replaces EffectKind = "replaces"
	Removes  EffectKind = "removes"
)

// An Effect is the x-effect of an operation.
type Effect struct {
	Kind       EffectKind // "" if the operation has none
	Collection string     // name in x-collections
	Value      string     // JSON pointer to the item in the answer; "" if the answer does not show it
}

// EffectOf reads x-effect of an operation.
func EffectOf(op *openapi3.Operation) Effect {
	var e Effect
	m, _ := op.Extensions[KeyEffect].(map[string]any)
	for _, kind := range []EffectKind{Adds, Replaces, Removes} {
		if c, ok := m[string(kind)].(string); ok {
			e.Kind, e.Collection = kind, c
		}
	}
	e.Value, _ = m["value"].(string)
	return e
}
