package badserver

import (
	"strconv"
	"strings"
)

// oddFrameworks: what web frameworks do of themselves, where a developer who
// keeps to the document may not think of it.
func (d *document) oddFrameworks() []Server {
	var all []Server
	accepting := func(name string, applies func(o *operation) bool, fix func(s *site, r *request) *request) {
		for _, o := range d.operations {
			if applies(o) {
				s := d.odd(OddLenient, name, func(s *site) serve {
					return func(r *request) *answer {
						if r.op != nil && applies(r.op) {
							if fixed := fix(s, r); fixed != nil {
								return s.pass(fixed)
							}
						}
						return s.pass(r)
					}
				})
				all = append(all, warned(s, true))
				return
			}
		}
	}
	accepting("reads the scheme Token as it reads Bearer", (*operation).bearer, func(s *site, r *request) *request {
		if s.token.known() && r.header.Get("Authorization") == "Token "+s.token.text {
			return s.authorised(r)
		}
		return nil
	})
	numbered := func(o *operation) bool {
		return o.keyParam != "" && o.collection != nil && o.keySchema().VisitJSON("1.0") != nil
	}
	accepting("reads a key as a number, with what may stand around one", numbered, func(s *site, r *request) *request {
		number, err := strconv.ParseInt(strings.TrimSpace(r.key()), 10, 64)
		if key := strconv.FormatInt(number, 10); err == nil && key != r.key() && s.authentic(r) {
			return s.under(r, key)
		}
		return nil
	})
	accepting("takes what follows a dot in a key for the format of the answer", numbered, func(s *site, r *request) *request {
		key, _, found := strings.Cut(r.key(), ".")
		if !found || !s.authentic(r) {
			return nil
		}
		return s.under(r, key)
	})
	return all
}
