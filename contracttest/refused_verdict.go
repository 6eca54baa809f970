package contracttest

import (
	"fmt"
	"slices"
)

// judgeRefused judges a call that has to be refused.
func judgeRefused(s *session, c *check) verdict {
	e, without := s.event(c)
	if e == nil {
		return without
	}
	return verdict{problems: s.refusedProblems(c, e), exchanges: []Exchange{e.x.Exchange}}
}

// event is the check's call that has to be refused; nil if there is none, with
// the verdict that there is then.
func (s *session) event(c *check) (*refused, verdict) {
	if why := s.refrains(c); why != "" {
		return nil, skipped("%s", why)
	}
	r := s.refusals(c.op)
	if c.late == tolerating {
		r = s.tolerances(c.op)
	}
	e := r.events[c]
	switch {
	case e != nil:
		return e, verdict{}
	case r.unsent[c] != "":
		return nil, skipped("%s", r.unsent[c])
	case r.blocked != "":
		return nil, skipped("%s", r.blocked)
	case s.target.MaxRequests > 0:
		return nil, skipped("%s is reached", s.bound())
	}
	return nil, verdict{invalid: "the call was not sent"}
}

func (s *session) refusedProblems(c *check, e *refused) []Problem {
	a := e.x.answer
	problem := Problem{Level: Must, Expected: "a refusal: " + list(c.refusal.want), Actual: summary(e.x), Line: c.Line}
	switch {
	case a.err != nil:
		return []Problem{{Level: Must, Expected: "a whole answer", Actual: a.err.Error(), Link: sectionWhole}}
	case c.refusal.gateway && a.status >= 400 && a.status <= 499 && !isJSON(a.header.Get("Content-Type")):
		problem.Level, problem.Expected, problem.Actual = Should, "a refusal by the API itself", fmt.Sprintf("%d with %s, as of a gateway", a.status, orElse(a.header.Get("Content-Type"), "no Content-Type"))
	case c.refusal.standard.excuses(s.target.Token, a) && c.op.response(a.status) != nil:
		problem.Level, problem.Link = Should, c.refusal.section
		return append(s.conform(c.op, a), problem)
	case slices.Contains(c.refusal.want, a.status) && c.op.response(a.status) != nil:
		return s.conform(c.op, a)
	case a.ok() && c.refusal.level == tolerated:
		return s.conform(c.op, a)
	case a.ok() && c.refusal.level != "":
		problem.Level = c.refusal.level
	case a.status >= 400 && a.status <= 499 && c.op.response(a.status) == nil:
		problem.Level = Should // it is refused, if under a number that nobody documents
	case c.refusal.level == Should && slices.Contains(c.op.contentErrors(), a.status):
		problem.Level = Should // it was taken as it may be, and something else stood in its way
	}
	return []Problem{problem}
}
