package contracttest

import (
	"fmt"
	"net/http"
)

// A listing is one answer of the listing operation.
type listing struct {
	x        *exchange
	problems []Problem
	items    map[string]any // by key
	count    map[string]int // by key
	keyless  int            // items that show no key
	broken   string         // why it cannot be read as a list
	prior    *listing       // of a broken one: the last before it that was none
}

// last is the listing itself, or the last one before it that could be read. It
// is nil if none could.
func (l *listing) last() *listing {
	if l != nil && l.broken != "" {
		return l.prior
	}
	return l
}

// mostAgain is how many lists that failed in passing a run asks for again. All
// that follows waits on a list; a server that keeps failing is not to use up the
// requests there are.
const mostAgain = 3

// list asks for the collection, and again where the server, or a gateway before
// it, only says that it cannot answer now. How it answered first is judged as it
// came (judgeResponse).
func (w *world) list() *listing {
	l := w.look()
	for len(w.lapses) < mostAgain && l.inPassing() && w.s.ready() == nil && !w.s.spent(1+w.costOfRemoval()) {
		w.lapses = append(w.lapses, l.x)
		w.s.notify(l.broken + ": asking again")
		l = w.look()
	}
	return l
}

// inPassing reports whether a listing may fail for a while only.
func (l *listing) inPassing() bool {
	return l.broken != "" && (l.x.answer.err != nil || l.x.answer.status >= http.StatusInternalServerError)
}

func (w *world) look() *listing {
	call := w.s.newCall(w.c.list, Observe, "")
	if w.first == nil { // once the answer is asked for as it is
		call.header = http.Header{"Accept-Encoding": {plainCoding}}
	}
	x := w.s.send(call)
	l := w.read(x)
	if l.broken != "" && w.first == nil && (x.answer.status == http.StatusUnauthorized || x.answer.status == http.StatusForbidden) {
		w.s.fatal = fmt.Errorf("the target answered %d to %s %s: is the token right, and for this data centre?", x.answer.status, x.Method, x.URL)
	}
	if w.first == nil {
		w.first = l
	}
	switch {
	case l.broken != "":
		l.prior = w.latest.last()
	case w.ground == nil:
		if w.ground = l; w.s.write && !w.s.cleaning {
			_ = w.s.note(entry{Collection: w.c.Name, Looked: true, Present: keys(l.items)})
		}
	}
	w.latest, w.fresh = l, w.s.writes
	for _, it := range w.own {
		if v, ok := l.items[it.key]; ok && it.alive {
			it.value, it.shown = v, true
		}
	}
	if w.s.target.Settle == 0 {
		w.settle(l)
	}
	return l
}

// read reads the answer of the listing operation.
func (w *world) read(x *exchange) *listing {
	l := &listing{x: x, items: map[string]any{}, count: map[string]int{}}
	l.problems = w.s.problemsOf(w.c.list, x)
	value, err := x.answer.json()
	array, found := findOne(value, w.c.Items)
	all, isArray := array.([]any)
	switch {
	case x.answer.err != nil:
		l.broken = "gave no whole answer"
	case !x.answer.ok():
		l.broken = fmt.Sprintf("answered %d", x.answer.status)
	case err != nil:
		l.broken = "answered with a body that " + err.Error()
	case !found || !isArray:
		l.broken = "has no array at " + w.c.Items
	}
	for _, v := range all {
		if key, ok := findOne(v, w.c.Key); ok {
			l.items[textOf(key)] = v
			l.count[textOf(key)]++
		} else {
			l.keyless++
		}
	}
	if l.broken != "" {
		l.broken = w.c.list.id + " " + l.broken
	}
	return l
}
