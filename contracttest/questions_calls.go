package contracttest

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// askForms tells in which of its documented forms a request property was
// accepted: by the valid calls, or for a form that none of them has carried to
// a success, by a call more that differs from one in that form alone.
func askForms(s *session, c *check, name string) verdict {
	q, why := s.inquire(c.op)
	if why != "" {
		return skipped("%s", why)
	}
	for _, f := range c.op.forms(name) {
		what := string(f)
		if f == formOmitted {
			what = "left out"
		}
		events := s.calls(c.op).events
		i := slices.IndexFunc(events, func(e *event) bool { return e.forms[name] == f && e.x.answer.ok() })
		if i >= 0 {
			q.tell(what, events[i].x)
			continue
		}
		if refused := s.turned[offer{c.op, name, f}]; refused != nil {
			q.tell(what, refused.x)
			continue
		}
		if x, why := q.with(name, f, nil); x != nil {
			q.tell(what, x)
		} else {
			q.leave(what, why)
		}
	}
	return q.verdict()
}

// askOperation tells what answers the situations that an operation's effect
// makes possible, and of which no document tells: the same item added again, a
// value that nobody has, a second removal.
func askOperation(s *session, c *check) verdict {
	if c.op.effect.Kind == openapi.Removes {
		r := s.repeated(c.op)
		if r.x == nil {
			return r.why
		}
		q := &inquiry{s: s, o: c.op}
		q.tell("an item that was removed before", r.x)
		v := q.verdict()
		v.exchanges = r.exchanges()
		return v
	}
	q, why := s.inquire(c.op)
	if why != "" {
		return skipped("%s", why)
	}
	for _, open := range c.op.openings() {
		if open.kept { // nobody asks
			continue
		}
		a := s.ask(q, open)
		if len(a.attempts) == 0 {
			q.leave(open.what, a.why)
			continue
		}
		q.exchanges = append(q.exchanges, a.attempts[0].arranged...)
		q.tell(open.what, a.attempts[0].x)
	}
	return q.verdict()
}
