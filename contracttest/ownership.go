package contracttest

// An account is nobody's alone. A call that changes something names an item
// that this run has added, and what an answer or a list says does not make one
// of somebody else's ours.

// alien reports whether the key in the answer to a call that adds is that of an
// item which was there before the call, and is not ours.
func (w *world) alien(key string, before *listing) bool {
	if before == nil || before.broken != "" {
		before = w.first
	}
	return before.items[key] != nil && !w.owns(key)
}

// shownStill reports whether a listing shows an item of ours. One that was
// removed has to look as it did if it is to be removed once more: a server may
// have given its key to an item of somebody else's meanwhile.
func (w *world) shownStill(it *item, l *listing) bool {
	shown := l.items[it.key]
	switch {
	case shown == nil:
		return false
	case !it.removed:
		return true
	case l == w.latest && w.fresh < it.left:
		return false // it was looked at before
	case len(it.identity) > 0:
		return w.made(asSent(it), shown)
	case len(w.c.identity()) > 0:
		return w.looksOurs(shown)
	}
	return !it.gone || sameValue(it.value, shown)
}
