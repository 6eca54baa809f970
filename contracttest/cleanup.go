package contracttest

import (
	"context"
	"fmt"
	"time"

	"github.com/custmgr/custmgr/openapi"
)

// cleanUpTime is what an interrupted run may still take to remove what it added.
const cleanUpTime = 30 * time.Second

// cleanUp removes what the run has added and is still there. It returns a
// result without verdict if something is left behind, a failure if the server
// has said of something that it is removed and lists it still, nil if nothing is.
func (s *session) cleanUp() *Result {
	if s.writes == 0 {
		return nil
	}
	started := time.Now()
	seen := true
	var left []string
	var exchanges []Exchange
	var broken []Problem
	check := Check{ID: "cleanup", Title: "what the run has added is removed", Rule: "cleanup", Level: Must}
	s.cleaning = true
	if s.context.Err() != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.context), cleanUpTime)
		defer cancel()
		s.context = ctx
	}
	for _, name := range keys(s.doc.collections) {
		c := s.doc.collections[name]
		w := s.worlds[c]
		if w == nil || c.removes == nil {
			continue
		}
		removed := map[*item]*exchange{}
		for _, it := range w.remains() {
			if s.spent(1) { // more has come up than the bound has kept room for
				left = append(left, fmt.Sprintf("%s %s", c.Name, it.key))
				continue
			}
			e := w.remove(it, Arrange)
			if !e.x.answer.ok() {
				exchanges = append(exchanges, e.x.Exchange)
			} else {
				removed[it] = e.x
			}
		}
		if s.spent(1) {
			seen = false
			continue // what was said to be removed is taken for it
		}
		for _, it := range w.remains() {
			left = append(left, fmt.Sprintf("%s %s", c.Name, it.key))
			if x := removed[it]; x != nil {
				check.Link, check.File, check.Line = c.removes.link, c.removes.file, field(c.removes.spec.Origin, openapi.KeyEffect)
				broken = append(broken, Problem{Level: Must, Expected: "no item whose " + w.c.Key + " is " + it.key + " in the list after it was removed: remove it by hand",
					Actual: fmt.Sprintf("%s answered %d, and the list shows it", c.removes.id, x.Status)})
				exchanges = append(exchanges, as(Act, x), as(Observe, w.latest.x))
			}
		}
		unseen := w.unseen()
		left, seen = append(left, unseen...), seen && len(unseen) == 0
	}
	if len(left) == 0 {
		if seen {
			_ = s.note(entry{Done: true})
		}
		return nil
	}
	r := Result{Check: check, Outcome: Invalid, Reason: "left behind on the target, remove it by hand: " + list(left), Exchanges: exchanges, Started: started}
	if len(broken) > 0 {
		r.fail(broken)
	}
	r.Elapsed = time.Since(started)
	return &r
}

// remains lists the collection and returns the items of ours that it shows,
// whoever says that they were removed, and those that look like ours and came
// up during the run.
func (w *world) remains() []*item {
	if w.ground == nil || !w.s.write {
		return nil
	}
	l := w.latest
	if w.fresh < w.s.writes && !w.s.spent(len(w.alive())+1) {
		l = w.observeAll()
	}
	var all []*item
	for _, it := range w.own {
		if w.shownStill(it, l) || l.broken != "" && it.alive { // a list that cannot be read is no reason to leave them
			all = append(all, it)
		}
	}
	for _, key := range keys(l.items) {
		if !w.wasThere(key) && !w.owns(key) && w.looksOurs(l.items[key]) {
			it := &item{key: key, alive: true, value: l.items[key], shown: true, identity: w.c.identityShown(l.items[key])}
			w.take(it)
			all = append(all, it)
		}
	}
	return all
}

// unseen lists what may be left where no list shows it.
func (w *world) unseen() []string {
	var left []string
	blind := w.latest.last() == nil || w.latest.broken != ""
	for _, it := range w.own {
		if it.alive && !it.foreign && !it.asked && !blind && w.latest.items[it.key] == nil {
			left = append(left, fmt.Sprintf("perhaps %s %s, which no list shows", w.c.Name, it.key))
		}
	}
	if blind { // nobody can tell what came of a call without an answer
		for _, identity := range keys(w.open) {
			left = append(left, fmt.Sprintf("perhaps one of %s made with %s", w.c.Name, excerpt([]byte(identity))))
		}
	}
	for _, key := range w.named {
		if !w.owns(key) && w.latest.items[key] == nil {
			left = append(left, fmt.Sprintf("perhaps %s %s, which %s answered and no list shows", w.c.Name, key, w.c.adds.id))
		}
	}
	if w.nameless > 0 && len(w.c.identity()) == 0 {
		left = append(left, fmt.Sprintf("perhaps %d of %s that %s did not name", w.nameless, w.c.Name, w.c.adds.id))
	}
	return left
}
