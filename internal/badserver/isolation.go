package badserver

// isolation: the credentials of one account reach what another has.
func (d *document) isolation(o *operation) []Server {
	c := o.collection
	if o.scheme == nil || c == nil || c.list == nil || c.adds == nil {
		return nil
	}
	var all []Server
	add := func(name string, rules []string, answers func(s *site, r *request) *answer) {
		all = append(all, d.server(o, Isolation, name, rules, func(s *site) serve {
			return func(r *request) *answer {
				if r.op != o || !s.foreign(r) {
					return s.pass(r)
				}
				return answers(s, r)
			}
		}))
	}
	seen := []string{"isolation"}
	if o == c.list {
		add("shows another account the items of this one", seen, func(s *site, r *request) *answer { return s.pass(s.authorised(r)) })
		add("shows another account the items of this one as well", seen, func(s *site, r *request) *answer {
			theirs := s.pass(r)
			return theirs.listing(c, func(items []any) []any { return append(items, itemsIn(c, s.pass(s.authorised(r)))...) })
		})
		add("shows another account the newest item of this one", seen, func(s *site, r *request) *answer {
			ours := itemsIn(c, s.pass(s.authorised(r)))
			return s.pass(r).listing(c, func(items []any) []any { return append(items, ours[max(0, len(ours)-1):]...) })
		})
		all = append(all, d.server(o, Isolation, "shows another account, which has items under the same keys, the newest item of this one", seen, settled(c, func(s *site, r *request) *answer {
			ours := itemsIn(c, s.pass(s.authorised(r)))
			return s.pass(r).listing(c, func(items []any) []any { return append(items, ours[max(0, len(ours)-1):]...) })
		}, o)))
		all = append(all, d.othersLists(o)...)
		all = append(all, d.server(o, Isolation, "is kept in a cache for all accounts until the next write", seen, cachedForAll(c)))
		return all
	}
	if o.keyParam == "" {
		return all
	}
	all = append(all, d.othersForms(o)...)
	add("does what another account asks to the items of this one", seen, func(s *site, r *request) *answer { return s.pass(s.authorised(r)) })
	all = append(all, d.server(o, Isolation, "does what another account asks to the items of this one, if it has none under the key itself", seen, settled(c, func(s *site, r *request) *answer {
		if a := s.pass(r); a.ok() {
			return a
		}
		return s.pass(s.authorised(r))
	}, o)))
	add("tells another account that it was done", seen, func(s *site, _ *request) *answer { return s.succeeded(o) })
	add("does what another account asks to the items of this one, and refuses it", seen, func(s *site, r *request) *answer {
		a := s.pass(r)
		call(s.good, s.authorised(r))
		return a
	})
	add("answers another account with 500", seen, func(s *site, r *request) *answer { return o.documented(500).under(500) })
	add("hangs up on another account", seen, func(*site, *request) *answer { return hungUp() })
	return all
}

// foreign reports whether a request carries the good credentials of another
// account than the first that was seen.
func (s *site) foreign(r *request) bool {
	list := r.op.collection.list
	if !s.token.known() || list.scheme == nil || s.authentic(r) {
		return false
	}
	if token, ok := given(r.op.scheme, r); !ok || token == "" {
		return false
	}
	return call(s.good, s.as(r, s.request(list, "", nil, r))).ok()
}

// as gives a request the credentials of another one.
func (s *site) as(r, asked *request) *request {
	theirs := s.credentials(r)
	for name := range s.token.header {
		asked.header.Del(name)
	}
	for name, v := range theirs.header {
		asked.header[name] = v
	}
	query := asked.url.Query()
	for name := range s.token.query {
		query.Del(name)
	}
	for name, v := range theirs.query {
		query[name] = v
	}
	asked.url.RawQuery = query.Encode()
	return asked
}

// cachedForAll keeps the answer of a list by its address alone.
func cachedForAll(c *collection) func(*site) serve {
	return func(s *site) serve {
		var kept *answer
		return func(r *request) *answer {
			a := s.pass(r)
			switch {
			case r.op == c.list && a.ok() && s.foreign(r):
				if kept != nil {
					return kept
				}
			case r.op == c.list && a.ok():
				kept = a
			case a.ok() && r.op != nil && r.op.unsafe():
				kept = nil
			}
			return a
		}
	}
}
