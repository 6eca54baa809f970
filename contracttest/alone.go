package contracttest

import "slices"

// judgeAlone judges a call with a mutation of the token, and where that is taken
// sends it once more on a connection of its own. A server that keeps the header
// fields of a connection, and compares the next ones with them in any case, has
// never seen the mutation: who sends it there has sent the token before.
func judgeAlone(s *session, c *check) verdict {
	v := judgeMutated(s, c)
	e, _ := s.event(c)
	if e == nil || len(v.problems) == 0 || !e.x.answer.ok() || !safe(e.x.call.method) {
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
