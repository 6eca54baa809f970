package badserver

// settlers is how many items another account adds.
const settlers = 2

// oddAccounts: keys may be counted for each account, so that one key names an
// item in each.
func (d *document) oddAccounts() []Server {
	var all []Server
	for _, c := range d.collections() {
		if c.adds != nil && c.list.scheme != nil {
			all = append(all, d.odd(OddOthers, "another account has items of its own under the keys that new ones get", settled(c, nil, nil)))
			all = append(all, d.odd(OddOthers, "another account has nothing", d.toOthers(c.list, func(a *answer) *answer {
				return a.listing(c, func([]any) []any { return []any{} })
			})))
		}
	}
	return all
}

// settled lets another account add items before its first call, which get the
// keys that the next ones of this account get where keys are counted for each.
// One operation may answer the other account in a way of its own.
func settled(c *collection, answers func(s *site, r *request) *answer, of *operation) func(*site) serve {
	return func(s *site) serve {
		settled := false
		return func(r *request) *answer {
			if r.op == nil || r.op.collection != c || !s.foreign(r) {
				return s.pass(r)
			}
			for i, added := 0, 0; !settled && i < len(c.adds.examples) && added < settlers; i++ {
				if call(s.good, s.as(r, s.request(c.adds, "", c.adds.examples[i], r))).ok() {
					added++
				}
			}
			settled = true
			if r.op == of {
				return answers(s, r)
			}
			return s.pass(r)
		}
	}
}
