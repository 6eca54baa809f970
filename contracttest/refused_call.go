package contracttest

import (
	"net/http"
	"slices"
	"strings"
)

// refuse sends one call that has to be refused.
func (s *session) refuse(w *world, o *operation, c *check) (*refused, string) {
	e, body := &refused{}, &payload{}
	key := ""
	if w != nil && (o.keyParam != "" || strings.Contains(o.path, "{")) && w.c.adds != nil && s.write {
		it, why := w.arrange()
		switch {
		case c.refusal.other:
			it, why = w.unlike()
		case it != nil && o == w.c.removes: // what is lost by it is an item that no check has changed
			it = w.alive()[len(w.alive())-1]
		}
		if it == nil && o.keyParam != "" {
			return nil, why
		}
		if it != nil {
			e.item, body.item, key = it, it, it.key
		}
	}
	if why := s.unnamed(o, c, e.item); why != "" {
		return nil, why
	}
	call := s.newCall(o, Act, key)
	if c.refusal.method != "" {
		call.method = c.refusal.method
	}
	if c.refusal.key != nil {
		call.path = s.path(o.path, o.keyParam, c.refusal.strange(key))
	}
	template := o.template(c.refusal.method)
	if template != nil && template.body != nil {
		body.values = s.validBody(w, template, e.item)
	}
	if c.refusal.spoil != nil {
		c.refusal.spoil(s, call, body)
	}
	switch {
	case body.isRaw:
		call.body = body.raw
	case body.values != nil:
		call.body = bodyOf(body.values)
	}
	e.sent = body.values
	if w != nil && template == w.c.adds {
		w.carry(e.sent)
	}
	if e.item != nil && call.method == http.MethodDelete { // it may be done all the same
		w.leaving(e.item)
	}
	e.x = s.send(call)
	if a := e.x.answer; e.item != nil && call.method == http.MethodDelete && len(e.item.identity) == 0 && a.err == nil && a.status >= 400 && a.status <= 499 {
		_ = s.note(entry{Collection: w.c.Name, Added: e.item.key}) // nothing but its key tells it from others
	}
	if w != nil && template == w.c.adds {
		w.answered(e.sent, e.x.answer)
	}
	return e, ""
}

// template is the operation whose body a call carries: its own, or for an
// undocumented method with a body that of another one on the path.
func (o *operation) template(method string) *operation {
	if method == "" {
		return o
	}
	if method == http.MethodGet || method == http.MethodDelete || o.collection == nil {
		return nil
	}
	for _, other := range []*operation{o.collection.replaces, o.collection.adds} {
		if other != nil && other.path == o.path {
			return other
		}
	}
	return nil
}

// validBody makes a body that would be accepted, and would change something.
func (s *session) validBody(w *world, o *operation, it *item) map[string]any {
	e := &event{op: o, forms: map[string]form{}, sent: map[string]any{}}
	var identity map[string]any
	if w != nil && w.latest != nil && o == w.c.adds {
		_, identity = w.freeIdentities()
	}
	for _, name := range o.properties() {
		pool := s.pool(name)
		if v, ok := identity[name]; ok {
			pool = []any{v}
		}
		schema := o.property(name)
		e.set(name, s.proven(o, name), 0, func(f form) (any, bool) {
			for n := range pool {
				v, ok := inForm(f, schema.Value, pool, n)
				if ok && (it == nil || !slices.Equal(textSet(flatten([]any{v})), textSet(find(it.value, reflects(schema))))) {
					return v, true
				}
			}
			return inForm(f, schema.Value, pool, 0)
		})
	}
	return e.sent
}
