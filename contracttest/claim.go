package contracttest

import "slices"

const unclear = "what was added has the key of an item that was there before, and nobody can tell which of the two it is"

// claim takes the item that a call has answered into our own. If its key was
// that of somebody else's item at the last look, then either that one has been
// removed meanwhile and its key is handed out again, or the key is the wrong
// one. To treat it as ours would change or remove what is not ours, so the list
// has to show first that it is what the call has made.
func (w *world) claim(e *event) {
	before := e.before.last()
	if before == nil { // nobody knows what was there
		e.item, e.whose = nil, true
		return
	}
	was, theirs := before.items[e.item.key]
	if !theirs || w.owns(e.item.key) {
		w.take(e.item)
		return
	}
	ours := func(l *listing) bool {
		now := l.items[e.item.key]
		return l.count[e.item.key] == 1 && (w.made(e.sent, now) || len(w.c.identity()) == 0 && w.c.alike(e.item.value, now))
	}
	if len(w.c.identity()) == 0 && w.c.alike(was, e.item.value) || w.s.spent(1) {
		e.item, e.whose = nil, true
		return
	}
	switch l := w.observe(ours); {
	case l.broken != "":
		e.item, e.whose = nil, true
	case ours(l):
		w.take(e.item)
	default:
		e.item.foreign, e.item.alive = true, false
	}
}

// shownIn is what a listing shows of the item that a call has added, nil if it
// shows nothing of it: under its key there may still be somebody else's item
// that was removed just before.
func (w *world) shownIn(l *listing, e *event) any {
	shown := l.items[e.item.key]
	was, theirs := e.before.items[e.item.key]
	identified := len(w.c.identity()) > 0
	if identified && !w.made(e.sent, shown) || !identified && theirs && w.c.alike(was, shown) {
		return nil
	}
	return shown
}

// notNew is the problem of a key that another item has.
func (w *world) notNew(it *item) []Problem {
	switch {
	case it.foreign:
		return []Problem{{Level: Must, Expected: "a new " + w.c.Key, Actual: it.key + ", which was that of another item at the last look"}}
	case slices.ContainsFunc(w.own, func(other *item) bool { return other != it && other.key == it.key && other.alive && !it.removed }):
		return []Problem{{Level: Must, Expected: "a new " + w.c.Key, Actual: it.key + ", which another item that was added has"}}
	}
	return nil
}
