package badserver

import (
	"net/http"
	"strings"
)

// paddedKeys: what stands before or after a key is dropped, as by a server that
// reads a number or trims, so that one item has keys that its document forbids.
func (o *operation) paddedKeys() []flaw {
	if o.keyParam == "" || o.collection == nil || o.response(http.StatusNotFound) == nil && o.response(http.StatusBadRequest) == nil {
		return nil
	}
	schema := o.keySchema()
	var all []flaw
	for _, p := range []struct {
		name string
		read func(key string) string
	}{
		{"a key with a zero before it", func(key string) string { return strings.TrimLeft(key, "0") }},
		{"a key with a plus before it", func(key string) string { return strings.TrimPrefix(key, "+") }},
		{"a key with a space before it", func(key string) string { return strings.TrimLeft(key, " ") }},
		{"a key with a space after it", func(key string) string { return strings.TrimRight(key, " ") }},
	} {
		all = append(all, flaw{name: p.name, family: Input, rules: []string{"unknown"}, hangs: true, accept: warnedOf, fix: func(s *site, r *request) *request {
			key := r.key()
			read := p.read(key)
			if read == key || schema.VisitJSON(key) == nil || !s.authentic(r) || s.item(o.collection, read, r) == nil {
				return nil
			}
			return s.under(r, read)
		}})
	}
	return all
}
