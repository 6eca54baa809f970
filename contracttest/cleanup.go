package contracttest

import (
	"context"
	"fmt"
	"slices"
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
	check := Check{ID: "cleanup", Title: "what the run has added is removed", Rule: "cleanup", Level: Must}
	r, sw := Result{Check: check, Outcome: Invalid, Started: time.Now()}, &sweep{seen: true}
	s.cleaning = true
	if s.context.Err() != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.context), cleanUpTime)
		defer cancel()
		s.context = ctx
	}
	for _, name := range keys(s.doc.collections) {
		if w := s.worlds[s.doc.collections[name]]; w != nil && w.c.removes != nil {
			w.sweep(sw)
		}
	}
	switch {
	case len(sw.left) == 0 && sw.seen:
		_ = s.note(entry{Done: true})
		return nil
	case len(sw.left) == 0:
		return nil
	}
	r.Reason, r.Exchanges = "left behind on the target, remove it by hand: "+list(sw.left), sw.exchanges
	if len(sw.broken) > 0 {
		r.Check.Link, r.Check.File, r.Check.Line = sw.by.link, sw.by.file, field(sw.by.spec.Origin, openapi.KeyEffect)
		r.fail(sw.broken)
	}
	r.Elapsed = time.Since(r.Started)
	return &r
}

// A sweep is what has come of removing what the run has added.
type sweep struct {
	left      []string
	seen      bool       // that nothing else is left
	broken    []Problem  // what was said to be removed, and is listed still
	by        *operation // that said so
	exchanges []Exchange
}

// sweep removes what of ours is there, and looks at what is left.
func (w *world) sweep(sw *sweep) {
	name, o := w.c.Name, w.c.removes
	var asked []*event
	of := func(it *item) *event {
		if i := slices.IndexFunc(asked, func(e *event) bool { return e.item == it }); i >= 0 {
			return asked[i]
		}
		return nil
	}
	kept := false
	for range 2 { // once more for what the first look did not show
		for _, it := range w.remains() {
			if of(it) == nil && !w.s.spent(1) { // else more has come up than the bound has kept room for
				kept = kept || it.removed // it was said to be removed before, and is there
				asked = append(asked, w.remove(it, Arrange))
			}
		}
	}
	blind := w.fresh < w.s.writes && w.s.spent(1) // no request is left to look
	for _, it := range w.remains() {
		e := of(it)
		if e == nil || !blind {
			sw.left = append(sw.left, name+" "+it.key)
		}
		switch {
		case e == nil || blind:
		case !e.x.answer.ok():
			sw.exchanges = append(sw.exchanges, e.x.Exchange)
		default:
			sw.broken, sw.by = append(sw.broken, Problem{Level: Must, Expected: "no item whose " + w.c.Key + " is " + it.key + " in the list after it was removed: remove it by hand",
				Actual: fmt.Sprintf("%s answered %d, and the list shows it", o.id, e.x.Status)}), o
			sw.exchanges = append(sw.exchanges, as(Act, e.x), as(Observe, w.latest.x))
		}
	}
	for _, e := range asked {
		switch {
		case !blind:
		case !e.x.answer.ok():
			sw.left, sw.exchanges = append(sw.left, name+" "+e.item.key), append(sw.exchanges, e.x.Exchange)
		case kept: // else what is said to be removed is taken for it
			sw.left = append(sw.left, fmt.Sprintf("perhaps %s %s, at which no request is left to look", name, e.item.key))
		}
	}
	unseen := w.unseen()
	sw.left, sw.seen = append(sw.left, unseen...), sw.seen && len(unseen) == 0 && !blind
}

// remains lists the collection and returns the items of ours that it shows,
// whoever says that they were removed, and those that look like ours and came
// up during the run.
func (w *world) remains() []*item {
	if w.ground == nil || !w.s.write {
		return nil
	}
	l := w.latest
	if (w.fresh < w.s.writes || l.broken != "") && !w.s.spent(len(w.alive())+1) {
		l = w.observeAll()
	}
	var all []*item
	for _, it := range w.own {
		if w.shownStill(it, l) && !(it.alive && w.strange(it)) || l.broken != "" && it.alive { // a list that cannot be read is no reason to leave them
			all = append(all, it)
		}
	}
	for _, key := range keys(l.items) {
		if !w.wasThere(key) && !w.owns(key) && w.looksOurs(l.items[key]) && !w.doubts(key, l.items[key]) {
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
		switch {
		case !it.alive || it.foreign || it.asked || blind:
		case w.strange(it) && w.latest.items[it.key] != nil:
			left = append(left, fmt.Sprintf("perhaps %s %s, which shows another than it was made with, and may be somebody else's", w.c.Name, it.key))
		case w.latest.items[it.key] == nil:
			left = append(left, fmt.Sprintf("perhaps %s %s, which no list shows", w.c.Name, it.key))
		}
	}
	if blind { // nobody can tell what came of a call without an answer
		for _, identity := range keys(w.open) {
			left = append(left, fmt.Sprintf("perhaps one of %s made with %s", w.c.Name, excerpt([]byte(identity))))
		}
	}
	for _, key := range keys(w.named) {
		switch early := w.named[key]; {
		case early:
			left = append(left, fmt.Sprintf("perhaps %s %s, which %s answered before a list could be read", w.c.Name, key, w.c.adds.id))
		case !w.owns(key) && w.latest.items[key] == nil:
			left = append(left, fmt.Sprintf("perhaps %s %s, which %s answered and no list has shown", w.c.Name, key, w.c.adds.id))
		}
	}
	for _, key := range keys(w.doubtful) {
		if w.latest.items[key] != nil {
			left = append(left, fmt.Sprintf("perhaps %s %s, which shows what calls that were refused were to add, and may be somebody else's", w.c.Name, key))
		}
	}
	return left
}
