package contracttest

import (
	"context"
	"fmt"
	"time"
)

// cleanUpTime is what an interrupted run may still take to remove what it added.
const cleanUpTime = 30 * time.Second

// cleanUp removes what the run has added and is still there. It returns a
// result without verdict if something is left behind, nil if nothing is.
func (s *session) cleanUp() *Result {
	if s.writes == 0 {
		return nil
	}
	started := time.Now()
	seen := true
	var left []string
	var exchanges []Exchange
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
		for _, it := range w.remains() {
			if e := w.remove(it, Arrange); !e.x.answer.ok() {
				exchanges = append(exchanges, e.x.Exchange)
			}
		}
		if s.spent(1) {
			seen = false
			continue // nothing is left that was not said to be removed
		}
		for _, it := range w.remains() {
			left = append(left, fmt.Sprintf("%s %s", c.Name, it.key))
		}
		if w.latest == nil || w.latest.broken != "" { // nobody can tell what came of a call without an answer
			seen = false
			for _, identity := range keys(w.open) {
				left = append(left, fmt.Sprintf("perhaps one of %s made with %s", c.Name, identity))
			}
		}
	}
	if len(left) == 0 {
		if seen {
			_ = s.note(entry{Done: true})
		}
		return nil
	}
	return &Result{
		Check:   Check{ID: "cleanup", Title: "what the run has added is removed", Rule: "cleanup", Level: Must},
		Outcome: Invalid, Reason: "left behind on the target, remove it by hand: " + list(left),
		Exchanges: exchanges, Started: started, Elapsed: time.Since(started),
	}
}

// remains lists the collection and returns the items of ours that it shows,
// whoever says that they were removed, and those that look like ours and came
// up during the run.
func (w *world) remains() []*item {
	if w.first == nil || !w.s.write {
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
		if w.first.items[key] == nil && !w.owns(key) && w.looksOurs(l.items[key]) {
			it := &item{key: key, alive: true, value: l.items[key], shown: true}
			w.take(it)
			all = append(all, it)
		}
	}
	return all
}
