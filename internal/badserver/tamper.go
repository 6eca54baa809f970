package badserver

import "github.com/custmgr/custmgr/openapi"

// accepts asks the good server whether it would accept a request, and leaves
// no trace of having asked.
func (s *site) accepts(r *request) bool {
	restore := s.good.Snapshot()
	defer restore()
	return call(s.good, r).ok()
}

// oldOf is the value of a property that the item of a request shows now, nil
// for an item that is new.
func (s *site) oldOf(o *operation, name, pointer string, r *request) any {
	if o.effect.Kind != openapi.Replaces {
		return nil
	}
	item := s.item(o.collection, r.key(), r)
	if item == nil {
		return nil
	}
	return old(o, name, pointer, item)
}

// instead lets the good server do with another value of a property what was
// asked. What identifies an item has to be free for that.
func (s *site) instead(r *request, name string, v any, echo bool) *answer {
	body, _ := r.object()
	body[name] = v
	var echoed *answer
	if echo {
		restore := s.good.Snapshot()
		echoed = s.pass(r)
		restore()
	}
	if r.op == r.op.collection.adds {
		body = s.free(r.op, body, r, r)
	}
	a := s.pass(r.with(body))
	if echo && a.ok() {
		return echoed
	}
	if !a.ok() {
		return s.pass(r)
	}
	return a
}

// free gives the properties that identify an item values that no item has, nor
// the request like it that is to be told apart; nil means none.
func (s *site) free(o *operation, body map[string]any, r, unlike *request) map[string]any {
	items := s.items(o.collection, r)
	avoid := map[string]any{}
	if unlike != nil {
		avoid, _ = object(unlike.body)
	}
	for name, pointer := range o.collection.identity() {
		taken := func(v any) bool {
			for _, item := range items {
				if text(first(item, pointer)) == text(v) {
					return true
				}
			}
			return false
		}
		v, given := body[name]
		if given && !taken(v) {
			continue
		}
		for i := len(s.values[name]) - 1; i >= 0; i-- {
			if w := s.values[name][i]; !taken(w) && text(w) != text(avoid[name]) {
				body[name] = w
				break
			}
		}
	}
	return body
}
