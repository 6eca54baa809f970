package contracttest

import "github.com/custmgr/custmgr/openapi"

// unsettledChecks: an operation of which the document asks what it answers may
// answer what it likes, and then does that: all of what was asked for, or
// nothing. The calls are those that ask the question, and one that nobody asks
// about, with what identifies an item.
func unsettledChecks(d *document, o *operation) []*check {
	if openapi.OpenQuestionOf(o.spec.Extensions) == "" || o.effect.Kind != openapi.Adds && o.effect.Kind != openapi.Replaces ||
		o.collection.list == nil || o.collection.adds == nil || o.effect.Kind == openapi.Adds && o != o.collection.adds {
		return nil
	}
	var all []*check
	for _, open := range o.openings() {
		level, line := levelOf(o.spec.Extensions), field(o.spec.Origin, openapi.KeyOpenQuestion)
		title := sentence("%s does %s whole, or refuses it and changes nothing", o.id, open.what)
		if open.kept {
			level, line = Should, field(o.spec.Origin, openapi.KeyEffect)
			title = sentence("%s leaves the %s of an item as it is, if it is sent too", o.id, list(o.collection.identity()))
		}
		all = append(all, &check{
			Check: Check{ID: "/" + open.id, Level: level, Line: line, Title: title},
			late:  asking,
			judge: func(s *session, c *check) verdict { return judgeUnsettled(s, c, open) },
		})
	}
	return all
}

func judgeUnsettled(s *session, c *check, open opening) verdict {
	q, why := s.inquire(c.op)
	if why != "" {
		return skipped("%s", why)
	}
	a := s.ask(q, open)
	if len(a.attempts) == 0 {
		return skipped("%s", a.why)
	}
	var worst verdict
	for _, p := range a.attempts {
		problems := p.problems(q.w)
		if len(problems) == 0 {
			continue
		}
		exchanges := append(p.arranged, as(Act, p.x))
		if p.look != nil && p.x.answer.err == nil {
			exchanges = append(exchanges, as(Observe, p.look.x))
		}
		worst = worst.worse(verdict{problems: problems, exchanges: exchanges})
	}
	return worst
}
