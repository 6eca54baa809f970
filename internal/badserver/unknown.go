package badserver

import (
	"errors"
	"slices"
	"strconv"

	"github.com/custmgr/custmgr/openapi"
)

// known lists the values of a property that the good server has accepted, of
// arrays those of their elements.
func (s *site) known(name string) []any {
	var all []any
	for _, v := range s.values[name] {
		if l, ok := v.([]any); ok {
			all = append(all, l...)
		} else {
			all = append(all, v)
		}
	}
	return all
}

// substitutes maps what nobody has of a property to known values.
func (s *site) substitutes(r *request, name string) map[string]any {
	body, ok := s.wellFormed(r)
	if !ok || body[name] == nil {
		return nil
	}
	values, array := body[name].([]any)
	if !array {
		values = []any{body[name]}
	}
	known, all, used := s.known(name), map[string]any{}, slices.Clone(values)
	for _, v := range values {
		if _, err := strconv.ParseInt(text(v), 10, 64); errors.Is(err, strconv.ErrRange) { // which nothing can have
			return nil
		}
		if has(known, v) || all[text(v)] != nil {
			continue
		}
		for _, w := range known {
			if !has(used, w) {
				all[text(v)], used = w, append(used, w)
				break
			}
		}
	}
	return all
}

// withKnown puts known values in the place of what nobody has of a property.
func (s *site) withKnown(r *request, name string) *request {
	body, _ := r.object()
	substitutes := s.substitutes(r, name)
	known := func(v any) any {
		if w, ok := substitutes[text(v)]; ok {
			return w
		}
		return v
	}
	if l, ok := body[name].([]any); ok {
		for i := range l {
			l[i] = known(l[i])
		}
	} else if body[name] = known(body[name]); r.op.effect.Kind == openapi.Adds && r.op.collection.identity()[name] != "" {
		body = s.free(r.op, body, r, nil)
	}
	return r.with(body)
}

// unknown reports whether a request gives a property that nobody has, and for
// nothing else would be refused or is an item again.
func (s *site) unknown(r *request, name string) bool {
	return len(s.substitutes(r, name)) > 0 && (s.taken(r) != "" || !s.accepts(r) && s.accepts(s.withKnown(r, name)))
}

// showing puts what was sent back into an answer that shows the substitutes.
func (a *answer) showing(r *request, pointer string, substitutes map[string]any) *answer {
	if !a.ok() || !r.op.shows() {
		return a
	}
	return a.edited(r.op.effect.Value, func(item any) (any, bool) { return unsubstituted(item, pointer, substitutes), true })
}

func unsubstituted(item any, pointer string, substitutes map[string]any) any {
	return edit(item, tokens(pointer), every, func(v any) (any, bool) {
		for sent, known := range substitutes {
			if text(known) == text(v) {
				return like(v, sent), true
			}
		}
		return v, true
	})
}
