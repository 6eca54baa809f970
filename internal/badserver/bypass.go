package badserver

import "strings"

// bypasses: what looks at credentials reads paths more strictly than what
// answers, and lets others through.
func (d *document) bypasses(o *operation) []Server {
	if o.scheme == nil {
		return nil
	}
	var all []Server
	for _, v := range []struct {
		name string
		undo func(path string) string
	}{
		{"a slash after it", func(p string) string { return strings.TrimSuffix(p, "/") }},
		{"two slashes before it", func(p string) string { return "/" + strings.TrimLeft(p, "/") }},
		{"its letters in another case", strings.ToLower},
		{"an extension after it", func(p string) string { return strings.TrimSuffix(p, ".json") }},
		{"a parameter after it", func(p string) string { before, _, _ := strings.Cut(p, ";"); return before }},
	} {
		all = append(all, d.server(o, Credentials, "needs none on its path with "+v.name, []string{"bypass"}, func(s *site) serve {
			return func(r *request) *answer {
				plain := v.undo(r.url.Path)
				if plain == r.url.Path || !s.token.known() {
					return s.pass(r)
				}
				c := r.clone()
				c.url.Path, c.url.RawPath = plain, ""
				c.route(d)
				if c.op != o || s.authentic(c) {
					return s.pass(r)
				}
				return s.pass(s.authorised(c))
			}
		}))
	}
	return all
}
