package badserver

import (
	"net/http"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// wrongKeys are the ways in which a path can name no item.
func (o *operation) wrongKeys() []flaw {
	if o.keyParam == "" || o.collection == nil || o.response(http.StatusNotFound) == nil && o.response(http.StatusBadRequest) == nil {
		return nil
	}
	schema := o.keySchema()
	var all []flaw
	add := func(name string, warned, blank bool, item func(s *site, r *request, key string) (instead string, is bool)) {
		all = append(all, flaw{name: name, family: Input, rules: []string{"unknown"}, warned: warned, blank: blank, fix: func(s *site, r *request) *request {
			key := r.key()
			if !s.authentic(r) || s.item(o.collection, key, r) != nil {
				return nil
			}
			if instead, is := item(s, r, key); is {
				return s.under(r, instead)
			}
			return nil
		}})
	}
	legal := func(key string) bool { return schema.VisitJSON(key) == nil }
	add("a key that no item has", false, true, func(s *site, _ *request, key string) (string, bool) {
		return key, legal(key) && !s.listed[key]
	})
	add("a key that begins like one", false, false, func(s *site, r *request, key string) (string, bool) {
		begin := strings.TrimRight(key, "abcdefghijklmnopqrstuvwxyz")
		return begin, begin != key && !legal(key) && s.item(o.collection, begin, r) != nil
	})
	add("a key with a fraction", false, false, func(s *site, r *request, key string) (string, bool) {
		begin, _, found := strings.Cut(key, ".")
		return begin, found && !legal(key) && s.item(o.collection, begin, r) != nil
	})
	all[len(all)-1].accept = warnedOf // some frameworks take what follows a dot for a format
	add("a key as far as its digits go", false, false, func(s *site, r *request, key string) (string, bool) {
		begin := s.beginning(o.collection, key, r)
		return begin, begin != "" && !legal(key) && !strings.ContainsAny(key[len(begin):][:1], "0123456789")
	})
	add("what is no key", false, true, func(_ *site, _ *request, key string) (string, bool) {
		return key, !legal(key) && strings.ContainsAny(key, " ")
	})
	if o.collection.removes != nil {
		asked := o.effect.Kind == openapi.Removes && open(o.spec.Extensions)
		add("the key of an item that was removed", asked, true, func(s *site, _ *request, key string) (string, bool) {
			return key, s.listed[key]
		})
	}
	return all
}

func (o *operation) keySchema() *openapi3.Schema {
	for _, p := range append(o.item.Parameters[:len(o.item.Parameters):len(o.item.Parameters)], o.spec.Parameters...) {
		if p.Value.Name == o.keyParam && p.Value.Schema != nil {
			return p.Value.Schema.Value
		}
	}
	return openapi3.NewSchema()
}
