package badserver

import (
	"github.com/getkin/kin-openapi/openapi3"
)

// emptyings: a refused call leaves nothing of an array of the item that it
// names. Where nothing means no limit, that gives more to whoever has it, and
// it shows with an item only that has something.
func (d *document) emptyings(o *operation) []Server {
	c := o.collection
	if c == nil || c.replaces != o || c.list == nil || c.adds == nil {
		return nil
	}
	var all []Server
	names, pointers := o.reflected()
	for _, name := range names {
		schema := o.body.Properties[name].Value
		if !schema.Type.Is(openapi3.TypeArray) || schema.MinItems > 0 {
			continue
		}
		for _, of := range []struct {
			name      string
			authentic bool
		}{{"wrong credentials", false}, {"something wrong in what it says", true}} {
			all = append(all, d.server(o, Applied, "a call refused for "+of.name+" empties "+name+" of its item", []string{"rejected"}, func(s *site) serve {
				var like *request // with good credentials
				return func(r *request) *answer {
					a, authentic := s.pass(r), s.authentic(r)
					if a.ok() && r.op != nil && r.op.collection == c {
						like = r
					}
					if r.op != o || a.ok() || authentic != of.authentic || like == nil {
						return a
					}
					if item := s.item(c, r.key(), like); item != nil {
						body := map[string]any{}
						for property, at := range pointers {
							if v := old(o, property, at, item); v != nil {
								body[property] = v
							}
						}
						body[name] = []any{}
						s.call(o, r.key(), body, like)
					}
					return a
				}
			}))
		}
	}
	return all
}
