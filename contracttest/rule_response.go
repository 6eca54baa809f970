package contracttest

import (
	"errors"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// responseChecks: a valid call answers as documented. The listing operation is
// judged with an item of ours in the list, so that its items' schema counts.
func responseChecks(d *document, o *operation) []*check {
	if len(o.success()) == 0 {
		return nil
	}
	c := &check{
		Check: Check{Title: sentence("%s answers a valid call as documented", o.id), Line: field(o.spec.Origin, "responses")},
		judge: judgeResponse,
	}
	if o.effect.Kind == openapi.Removes {
		c.late = removing
	}
	return []*check{c}
}

func judgeResponse(s *session, c *check) verdict {
	var exchanges []*exchange
	blocked := ""
	o := c.op
	switch {
	case o.collection != nil && o == o.collection.list:
		w := s.world(o.collection)
		if o.collection.adds != nil && s.write {
			_, blocked = w.arrange()
		}
		if w.latest == nil {
			w.list()
		}
		if len(w.latest.items) > 0 { // else there is nothing to look at in the list, and a pass would say too little
			blocked = ""
		}
		exchanges = append(append([]*exchange{w.first.x}, w.lapses...), w.latest.x)
	case o.effect.Kind != "":
		return judgeCalls(s.calls(o))
	case o.unsafe() && !s.write:
		return skipped("it might change something: allow that with Write (--write)")
	default:
		key := ""
		if o.keyParam != "" { // one that reads an item
			if !s.write {
				return skipped("it needs an item of its own to read: allow adding one with Write (--write)")
			}
			it, why := s.world(o.collection).arrange()
			if it == nil {
				return skipped("%s", why)
			}
			key = it.key
		}
		x := s.newCall(o, Act, key)
		if o.body != nil {
			x.body = bodyOf(s.validBody(nil, o, nil))
		}
		exchanges = []*exchange{s.send(x)}
	}
	exchanges = slices.DeleteFunc(exchanges, func(x *exchange) bool { return errors.Is(x.answer.err, errSpent) })
	var worst verdict
	for _, x := range exchanges {
		if problems := s.problemsOf(o, x); len(problems) > 0 {
			worst = worst.worse(verdict{problems: problems, exchanges: []Exchange{as(Act, x)}})
		}
	}
	if len(worst.problems) > 0 {
		return worst
	}
	if len(exchanges) == 0 || blocked != "" {
		return skipped("%s", orElse(blocked, "no call was sent"))
	}
	return verdict{}
}

// judgeCalls judges the valid calls of an operation with an effect. That a form
// was refused which the document is not sure of is judged with that form.
func judgeCalls(made *calls) verdict {
	answered, worst := false, verdict{}
	for _, e := range made.events {
		if len(e.wrong) > 0 && !errors.Is(e.x.answer.err, errSpent) {
			worst = worst.worse(verdict{problems: e.wrong, exchanges: []Exchange{as(Act, e.x)}})
		}
		answered = answered || e.x.answer.ok()
	}
	if len(worst.problems) > 0 {
		return worst
	}
	if !answered {
		return skipped("%s", orElse(made.blocked, "no call was sent"))
	}
	return verdict{}
}

func as(role Role, x *exchange) Exchange {
	e := x.Exchange
	e.Role = role
	return e
}

// calls returns the valid calls of an operation with an effect.
func (s *session) calls(o *operation) *calls {
	w := s.world(o.collection)
	switch o.effect.Kind {
	case openapi.Adds:
		return w.creations()
	case openapi.Replaces:
		return w.replacements(o)
	}
	return w.removals()
}
