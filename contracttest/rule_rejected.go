package contracttest

import (
	"fmt"

	"github.com/custmgr/custmgr/openapi"
)

// rejectedChecks: all the refused calls of an operation together change nothing.
func rejectedChecks(d *document, o *operation) []*check {
	if o.effect.Kind == "" || o.collection.list == nil || o.collection.adds == nil {
		return nil
	}
	return []*check{{
		Check: Check{Level: levelOf(o.spec.Extensions), Line: field(o.spec.Origin, openapi.KeyEffect), Title: sentence("a refused %s changes nothing", o.id)},
		late:  looking,
		judge: judgeRejected,
	}}
}

func judgeRejected(s *session, c *check) verdict {
	if !s.write {
		return skipped("it might change something: allow that with Write (--write)")
	}
	r := s.tolerances(c.op)
	if s.short() {
		return s.noRoom()
	}
	looked := false
	if made := s.valid[c.op]; made != nil {
		for _, e := range made.events {
			if problems := s.world(c.op.collection).changedBy(e); len(problems) > 0 {
				return verdict{problems: problems, exchanges: []Exchange{as(Act, e.x), as(Observe, e.after.x)}}
			}
		}
	}
	for _, look := range r.looks {
		switch {
		case look == nil:
			continue
		case look.broken != "":
			return skipped("blocked: %s", look.broken)
		}
		looked = true
		if len(look.changed) == 0 {
			continue
		}
		return r.narrowed(s, c.op, look)
	}
	if !looked {
		return skipped("%s", orElse(r.blocked, "no call of it was refused in this run"))
	}
	return verdict{}
}

// changed says what the refused calls have changed: items of ours that are
// gone or other than before, and new ones made with what the calls carried.
func (r *refusals) changed(s *session, o *operation, l *listing, checks []*check) []Problem {
	if l == nil || l.broken != "" || o.collection == nil {
		return nil
	}
	w := s.world(o.collection)
	var problems []Problem
	for _, key := range keys(r.before) {
		switch now, ok := l.items[key]; {
		case !ok:
			problems = append(problems, Problem{Level: Must, Expected: "the item whose " + w.c.Key + " is " + key + " as before", Actual: "it is gone"})
		case !r.asReplaced(w, key, now, checks):
			problems = append(problems, w.c.departsFrom(r.before[key], now, "the list")...)
		}
	}
	for _, key := range keys(l.items) {
		if w.wasThere(key) || r.before[key] != nil || w.owns(key) {
			continue
		}
		for _, e := range r.events {
			if o == w.c.adds && w.made(e.sent, l.items[key]) || (o == w.c.list || r.again) && w.looksOurs(l.items[key]) {
				problems = append(problems, Problem{Level: Must, Expected: "no new item", Actual: fmt.Sprintf("a new one: %s", show(l.items[key]))})
				break
			}
		}
	}
	return problems
}

// looksOurs reports whether an item that nobody has answered to us carries an
// identity that calls of this run carried.
func (w *world) looksOurs(v any) bool {
	names := w.c.identity()
	for _, name := range names {
		found, ok := findOne(v, openapi.ReflectsOf(w.c.adds.property(name)))
		if !ok || !w.carried[name+"="+textOf(found)] {
			return false
		}
	}
	return len(names) > 0
}
