package badserver

import "github.com/custmgr/custmgr/openapi"

// staying: an item of which a change was refused once is answered as removed
// from then on, and stays. What a judge says of what it leaves behind belongs to
// no operation.
func (d *document) staying(o *operation) []Server {
	c := o.collection
	if c == nil || c.removes != o || c.replaces == nil || c.list == nil || len(c.replaces.contentErrors()) == 0 {
		return nil
	}
	return []Server{d.server(o, Write, "of an item of which a change was refused is lost", []string{"effect", "/cleanup"}, func(s *site) serve {
		stuck := map[string]bool{}
		return func(r *request) *answer {
			if r.op == o && o.effect.Kind == openapi.Removes && stuck[r.key()] && s.authentic(r) {
				return s.succeeded(o)
			}
			a := s.pass(r)
			if r.op == c.replaces && !a.ok() && s.authentic(r) && s.listed[r.key()] {
				stuck[r.key()] = true
			}
			return a
		}
	})}
}
