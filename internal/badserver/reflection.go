package badserver

import (
	"slices"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// A change of one request property on its way in: old is what the item shows
// of it now, nil when the item is new. It reports false if there is nothing to do.
type tamper func(given any, isGiven bool, old any) (any, bool)

// tampers are ways to take a property for something else.
func (s *site) tampers(o *operation, name string) map[string]tamper {
	schema := o.body.Properties[name].Value
	instead := func(given, old any) (any, bool) {
		if old != nil {
			return old, text(old) != text(given)
		}
		return s.another(name, given)
	}
	all := map[string]tamper{
		"is ignored": func(given any, isGiven bool, old any) (any, bool) {
			if !isGiven {
				return nil, false
			}
			return instead(given, old)
		},
	}
	if !slices.Contains(o.body.Required, name) && schema.Default != nil {
		all["left out keeps or takes some value"] = func(given any, isGiven bool, old any) (any, bool) {
			if isGiven {
				return nil, false
			}
			return instead(schema.Default, old)
		}
	}
	if !schema.Type.Is(openapi3.TypeArray) {
		return all
	}
	array := func(change func(given []any, old any) (any, bool)) tamper {
		return func(given any, isGiven bool, old any) (any, bool) {
			if list, ok := given.([]any); ok && isGiven {
				return change(list, old)
			}
			return nil, false
		}
	}
	all["counts by its first element only"] = array(func(l []any, _ any) (any, bool) { return l[:min(1, len(l))], len(l) > 1 })
	all["counts by its last element only"] = array(func(l []any, _ any) (any, bool) { return l[max(0, len(l)-1):], len(l) > 1 })
	all["empty keeps or takes some value"] = array(func(l []any, old any) (any, bool) {
		if len(l) > 0 {
			return nil, false
		}
		return instead(l, old)
	})
	all["counts as empty"] = array(func(l []any, _ any) (any, bool) { return []any{}, len(l) > 0 })
	if o.effect.Kind == openapi.Replaces {
		all["is merged with the old value"] = array(func(l []any, old any) (any, bool) {
			before, _ := old.([]any)
			merged := append([]any{}, before...)
			for _, v := range l {
				if !has(before, v) {
					merged = append(merged, v)
				}
			}
			return merged, len(merged) > len(l)
		})
	}
	return all
}

func has(all []any, v any) bool {
	return slices.ContainsFunc(all, func(w any) bool { return text(v) == text(w) })
}

// another is a known-good value of a property other than the given one: of
// arrays one that has something, and nothing in common with it, if there is one.
func (s *site) another(name string, given any) (any, bool) {
	var second any
	for _, v := range s.values[name] {
		l, array := v.([]any)
		switch {
		case text(v) == text(given):
		case !array, len(l) > 0 && !slices.ContainsFunc(l, func(e any) bool { return has(flat(given), e) }):
			return v, true
		case second == nil:
			second = v
		}
	}
	return second, second != nil
}

func flat(v any) []any {
	l, _ := v.([]any)
	return l
}

// old is the value of a property that an item shows, as a request gives it.
func old(o *operation, name, pointer string, item any) any {
	shown := find(item, pointer)
	schema := o.body.Properties[name].Value
	if schema.Type.Is(openapi3.TypeArray) {
		return append([]any{}, shown...)
	}
	if len(shown) == 0 {
		return nil
	}
	if schema.VisitJSON(shown[0]) != nil {
		return text(shown[0])
	}
	return shown[0]
}

// reflections: what an operation was given is not what it shows, or stores.
func (d *document) reflections(o *operation) []Server {
	if o.effect.Kind != openapi.Adds && o.effect.Kind != openapi.Replaces {
		return nil
	}
	var all []Server
	names, pointers := o.reflected()
	for _, name := range names {
		pointer := pointers[name]
		for _, how := range sorted(newSite(d, nil).tampers(o, name)) {
			all = append(all, d.server(o, Reflection, name+" "+how, []string{"reflects"}, tampering(o, name, pointer, how, false)))
			if o.shows() {
				all = append(all, d.server(o, Reflection, name+" "+how+", but the answer shows it", []string{"reflects", "effect"}, tampering(o, name, pointer, how, true)))
			}
		}
		schema := o.body.Properties[name].Value
		for _, form := range forms(schema) {
			all = append(all, d.server(o, Reflection, name+" is ignored as "+form, []string{"reflects"}, tamperingForm(o, name, pointer, form)))
		}
		if !o.shows() {
			continue
		}
		for _, wrong := range []struct {
			name   string
			at     string
			change func(any) (any, bool)
		}{
			{"shows another value", pointer, func(v any) (any, bool) { return different(v), true }},
			{"shows one element too few", beforeStar(pointer), func(v any) (any, bool) { return fewer(v), true }},
			{"shows no element", beforeStar(pointer), to([]any{})},
			{"shows one element too many", beforeStar(pointer), func(v any) (any, bool) { return more(v, afterStar(pointer)), true }},
		} {
			if wrong.at == "" {
				continue
			}
			all = append(all, d.server(o, Reflection, "the answer "+wrong.name+" of "+name, []string{"reflects"}, onSuccess(o, func(a *answer) *answer {
				return a.edited(o.effect.Value+wrong.at, wrong.change)
			})))
		}
	}
	return append(all, d.identities(o)...)
}

func beforeStar(pointer string) string {
	before, _, found := strings.Cut(pointer, "/*")
	if !found {
		return ""
	}
	return before
}

func afterStar(pointer string) string {
	_, after, _ := strings.Cut(pointer, "/*")
	return after
}

// more adds an element to an array that has some: the last one with another value at a pointer.
func more(v any, pointer string) any {
	l := flat(v)
	if len(l) == 0 {
		return v
	}
	another := edit(renumber(l[len(l)-1]), tokens(pointer), every, func(v any) (any, bool) { return different(v), true })
	return append(l, another)
}

func fewer(v any) any {
	l := flat(v)
	return append([]any{}, l[min(1, len(l)):]...)
}

// edited changes the JSON body of an answer at a pointer.
func (a *answer) edited(pointer string, change func(any) (any, bool)) *answer {
	v, ok := decode(a.body)
	if !ok {
		return a
	}
	return a.with(encode(edit(v, tokens(pointer), every, change)))
}

// forms lists the types in which a property may be given, if there are several.
func forms(schema *openapi3.Schema) []string {
	var all []string
	for _, f := range []struct {
		kind string
		of   string
	}{{"number", openapi3.TypeInteger}, {"text", openapi3.TypeString}} {
		for _, s := range append(schema.OneOf, schema.AnyOf...) {
			if s.Value.Type.Is(f.of) {
				all = append(all, f.kind)
			}
		}
	}
	if len(all) < 2 {
		return nil
	}
	return all
}

// tampering changes a property on its way in. With echo the answer is the one
// that a correct server gives.
func tampering(o *operation, name, pointer, how string, echo bool) func(*site) serve {
	return func(s *site) serve {
		change := s.tampers(o, name)[how]
		return func(r *request) *answer {
			body, ok := r.object()
			if r.op != o || !ok || !s.accepts(r) {
				return s.pass(r)
			}
			given, isGiven := body[name]
			v, ok := change(given, isGiven, s.oldOf(o, name, pointer, r))
			if !ok {
				return s.pass(r)
			}
			return s.instead(r, name, v, echo)
		}
	}
}

func tamperingForm(o *operation, name, pointer, form string) func(*site) serve {
	return func(s *site) serve {
		change := s.tampers(o, name)["is ignored"]
		return func(r *request) *answer {
			body, ok := r.object()
			if r.op != o || !ok || kind(body[name]) != form || !s.accepts(r) {
				return s.pass(r)
			}
			v, ok := change(body[name], true, s.oldOf(o, name, pointer, r))
			if !ok {
				return s.pass(r)
			}
			return s.instead(r, name, v, false)
		}
	}
}
