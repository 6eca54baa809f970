package badserver

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// A flaw is something wrong with a request for which it has to be refused.
type flaw struct {
	name   string
	family string
	rules  []string
	warned bool

	// fix returns the request without the flaw, nil if it does not have it.
	fix func(s *site, r *request) *request

	// blank means that no fixed request means the same: to accept the flaw is
	// to answer as if something had been done.
	blank bool

	accept acceptance
	hangs  bool // it is also one that servers hang up on
}

// An acceptance says what it is to accept a flaw.
type acceptance int

const (
	forbidden acceptance = iota // a broken promise
	warnedOf                    // something to warn of
	allowed                     // nothing wrong
	usual                       // what most servers do
)

// flaws: a request with a flaw is accepted, crashes the server, or is refused
// and takes effect all the same; and one that has just none is refused.
func (d *document) flaws(o *operation) []Server {
	var all []Server
	flaws := append(d.wrongCredentials(o), o.wrongBodies()...)
	flaws = append(append(flaws, o.wrongKeys()...), o.paddedKeys()...)
	for _, f := range slices.Concat(flaws, o.bounds(), o.coercions()) {
		if f.accept < allowed {
			all = append(all, warned(d.server(o, f.family, "accepts "+f.name, f.rules, accepting(o, f)), f.warned || f.accept == warnedOf))
		}
		all = append(all, warned(d.server(o, f.family, f.name+" is answered with 500", f.rules, failing(o, f, func() *answer { return o.documented(500).under(500) })), f.warned))
		if f.hangs {
			all = append(all, warned(d.server(o, f.family, "hangs up on "+f.name, f.rules, failing(o, f, hungUp)), f.warned))
		}
		if o.unsafe() && !f.blank && o.effect.Kind != "" && o.collection.tells(o) {
			all = append(all, d.server(o, Applied, f.name+" is refused and takes effect", []string{"rejected"}, applying(o, f)))
		}
	}
	return append(all, d.legals(o)...)
}

func accepting(o *operation, f flaw) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op != o {
				return s.pass(r)
			}
			fixed := f.fix(s, r)
			switch {
			case fixed == nil:
				return s.pass(r)
			case f.blank:
				return s.succeeded(o)
			}
			return s.pass(fixed)
		}
	}
}

func failing(o *operation, f flaw, how func() *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op == o && f.fix(s, r) != nil {
				restore := s.good.Snapshot()
				s.pass(r)
				restore()
				return how()
			}
			return s.pass(r)
		}
	}
}

func applying(o *operation, f flaw) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op != o {
				return s.pass(r)
			}
			fixed := f.fix(s, r)
			if fixed != nil && f.accept >= allowed { // the good server may accept it
				call(s.good, fixed)
				return o.documented(o.contentErrors()[0])
			}
			a := s.pass(r)
			if fixed != nil && !a.ok() {
				call(s.good, fixed)
			}
			return a
		}
	}
}

// tells reports whether a judge that must not blame a server for what others
// do could tell that an operation took effect: an item that was added can be
// told from those of others only by an identity.
func (c *collection) tells(o *operation) bool {
	return o.effect.Kind != openapi.Adds || len(c.identity()) > 0
}

// valid returns the request with a body that the good server would accept.
func (s *site) valid(r *request, body map[string]any) *request {
	if body == nil {
		return nil
	}
	copied, _ := object(encode(body))
	if r.op.effect.Kind == openapi.Adds {
		copied = s.free(r.op, copied, r, nil)
	}
	return r.with(copied)
}
