package contracttest

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
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
	if c.op == q.w.c.adds && len(q.w.c.identity()) > 0 {
		const what = "the same item again"
		if x, why := q.twice(); x != nil {
			q.tell(what, x)
		} else {
			q.leave(what, why)
		}
	}
	for _, name := range c.op.properties() {
		pointer := reflects(c.op.property(name))
		if pointer == "" {
			continue
		}
		what := "unknown " + name
		if c.op.property(name).Value.Type.Is(openapi3.TypeArray) {
			what = "unknown element of " + name
		}
		f, value, ok := q.unknown(name, pointer)
		if !ok {
			q.leave(what, "its schema leaves no such value")
		} else if x, why := q.with(name, f, value); x != nil {
			q.tell(what, x)
		} else {
			q.leave(what, why)
		}
	}
	return q.verdict()
}
