package badserver

import (
	"maps"
	"net/http"
	"slices"
)

// isTwin reports whether a method is that of PUT and PATCH which the document
// does not have, where it has the other as what replaces an item.
func isTwin(replaces *operation, method string) bool {
	pair := []string{http.MethodPatch, http.MethodPut}
	return replaces != nil && method != replaces.method && slices.Contains(pair, method) && slices.Contains(pair, replaces.method)
}

// A wrongTwin is something else that the undocumented one of the two does.
type wrongTwin struct {
	name string
	does func(s *site, r *request) *answer
}

// notTheTwin lists what it is not to do, documented as the other one is.
func (d *document) notTheTwin(c *collection) []wrongTwin {
	replacing := func(s *site, r *request) *request {
		q := r.clone()
		q.method = c.replaces.method
		q.route(s.doc)
		return s.authorised(q)
	}
	return []wrongTwin{
		{"replaces the item and another one", func(s *site, r *request) *answer {
			q := replacing(s, r)
			for _, key := range s.others(q, q.key(), 1) {
				call(s.good, s.under(q, key))
			}
			return s.pass(q)
		}},
		{"replaces another item", func(s *site, r *request) *answer {
			q := replacing(s, r)
			for _, key := range s.others(q, q.key(), 1) {
				return call(s.good, s.under(q, key))
			}
			return s.pass(q)
		}},
		{"gives the item other values than it was sent", func(s *site, r *request) *answer {
			q := replacing(s, r)
			a := s.pass(q)
			if body, ok := q.object(); ok && s.emptied(q, body) {
				return a
			}
			s.disturb(q.key(), q)
			return a
		}},
	}
}

// emptied takes from an item what a request gave its arrays, and reports whether
// there was any. To give it other values could lead it back to where it was.
func (s *site) emptied(r *request, body map[string]any) bool {
	body, some := maps.Clone(body), false
	for name, v := range body {
		if list, ok := v.([]any); ok && len(list) > 0 && r.op.body.Properties[name].Value.MinItems == 0 {
			body[name], some = []any{}, true
		}
	}
	return some && s.call(r.op.collection.replaces, r.key(), body, r).ok()
}

// routesAsTwin does what the document says of PUT for PATCH, or the other way.
func (d *document) routesAsTwin(s *site, r *request) *answer {
	if r.op != nil || r.path == nil {
		return nil
	}
	for _, o := range d.operations {
		if o.path == r.path.path && o.collection != nil && o == o.collection.replaces && isTwin(o, r.method) {
			q := r.clone()
			q.method = o.method
			q.route(d)
			return s.pass(q)
		}
	}
	return nil
}
