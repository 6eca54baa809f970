package badserver

import "net/http"

// accountsAtOnce: the account of a request is kept where a request of another
// account, that comes at the same time, finds it.
func (d *document) accountsAtOnce(o *operation) []Server {
	c := o.collection
	if c == nil || o != c.list || c.adds == nil || o.scheme == nil {
		return nil
	}
	var all []Server
	add := func(name string, behave func(k *crowd, r, other *request, second bool) *answer) {
		all = append(all, Server{Name: o.id + ": two accounts at once: " + name, Family: Isolation, Operation: o.id, Rules: []string{o.id + "/concurrent"}, Meets: true,
			Wrap: d.together(func(k *crowd) serve { return k.accounts(o, behave) })})
	}
	add("each is shown what the other has", func(k *crowd, r, other *request, _ bool) *answer { return k.pass(other) })
	add("both are shown what the first has", func(k *crowd, r, other *request, second bool) *answer {
		if second {
			return k.pass(other)
		}
		return k.pass(r)
	})
	add("both are shown what the second has", func(k *crowd, r, other *request, second bool) *answer {
		if second {
			return k.pass(r)
		}
		return k.pass(other)
	})
	add("the second is answered with 500", func(k *crowd, r, _ *request, second bool) *answer {
		if second {
			return o.documented(http.StatusInternalServerError).under(http.StatusInternalServerError)
		}
		return k.pass(r)
	})
	return all
}

// accounts serves two calls of an operation that come at once otherwise, if they
// are of two accounts.
func (k *crowd) accounts(o *operation, behave func(k *crowd, r, other *request, second bool) *answer) serve {
	return func(r *request) *answer {
		if r.op != o {
			return k.pass(r)
		}
		mine, known := k.account(r)
		if !known {
			return k.pass(r)
		}
		other, second := k.meet(r)
		if other == nil {
			return k.pass(r)
		}
		if theirs, _ := k.account(other); theirs == mine {
			return k.pass(r)
		}
		return behave(k, r, other, second)
	}
}

// account says by whose credentials a request comes: the first account's or
// those of another.
func (k *crowd) account(r *request) (first, known bool) {
	k.one.Lock()
	defer k.one.Unlock()
	if k.authentic(r) {
		return true, true
	}
	return false, k.foreign(r)
}
