package contracttest

import (
	"slices"
	"strings"
)

// judgeAlone judges a call with a mutation of the token, and one that differs in
// the case of its letters alone it sends once more, where that is taken, on a
// connection of its own. A server that keeps the header fields of a connection,
// and compares the next ones with them in any case, has never seen the mutation:
// who sends it there has sent the token before.
func judgeAlone(s *session, c *check) verdict {
	v := judgeMutated(s, c)
	e, _ := s.event(c)
	if e == nil || len(v.problems) == 0 || !e.x.answer.ok() || !safe(e.x.call.method) || !strings.EqualFold(c.refusal.mutate(s.target.Token), s.target.Token) {
		return v
	}
	s.client.CloseIdleConnections()
	alone := s.sendOnce(e.x.call)
	if alone.answer.err != nil || !slices.Contains(c.refusal.want, alone.answer.status) {
		return v
	}
	for i := range v.problems {
		v.problems[i].Level = Should
	}
	v.problems[0].Actual += "; the token had come before on that connection: on one of its own the call is refused"
	v.exchanges = append(v.exchanges, as(Observe, alone))
	return v
}
