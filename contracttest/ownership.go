package contracttest

import (
	"slices"
	"strings"

	"github.com/custmgr/custmgr/openapi"
)

// An account is nobody's alone. A call that changes something names an item
// that this run has added, and what an answer or a list says does not make one
// of somebody else's ours.

// wasThere reports whether something was there before anything was added, as far
// as anybody can tell.
func (w *world) wasThere(key string) bool { return w.ground == nil || w.ground.items[key] != nil }

// blind says why nobody could see what a call adds, "" if the list shows it.
// What has to be refused all the same is then sent on the loopback only, and what
// may be accepted is not sent.
func (w *world) blind() string {
	if w.latest == nil {
		return ""
	}
	return w.latest.broken
}

// strange reports whether an item of ours shows another identity. On another
// machine it is let alone then: somebody may have removed ours, and its key may
// have been handed out anew.
func (w *world) strange(it *item) bool {
	return !w.s.local && it.shown && len(it.identity) > 0 && !w.made(asSent(it), it.value)
}

// doubts reports whether what has come up with the identity of calls of ours may
// be somebody else's, as each of them was refused. On another machine nothing of
// the kind is touched.
func (w *world) doubts(key string, v any) bool {
	identity := whole(w.c.identityShown(v))
	if w.s.local || w.accepted[identity] || w.open[identity] > 0 {
		return false
	}
	w.doubtful[key] = true
	return true
}

// answers reports whether the answer to a call that added an item names it, where
// items carry no identity by which it could be told, or one that a server has
// read out of a text with more in it.
func (w *world) answers(e *event, key string) bool {
	answered, _ := e.answered()
	named, ok := findOne(answered, w.c.Key)
	return ok && e.x.answer.ok() && textOf(named) == key && w.readOutOf(e.sent, answered)
}

// readOutOf reports whether each identity that an item shows stands in the one
// that was sent.
func (w *world) readOutOf(sent map[string]any, v any) bool {
	return !slices.ContainsFunc(w.c.identity(), func(name string) bool {
		shown, ok := findOne(v, openapi.ReflectsOf(w.c.adds.property(name)))
		return !ok || textOf(shown) == "" || !strings.Contains(textOf(sent[name]), textOf(shown))
	})
}

// shownStill reports whether a listing shows an item of ours. One that was
// removed has to look as it did: a server may have given its key to an item of
// somebody else's meanwhile, or to another one of ours.
func (w *world) shownStill(it *item, l *listing) bool {
	shown := l.items[it.key]
	switch {
	case shown == nil:
		return false
	case !it.removed:
		return true
	case l == w.latest && w.fresh < it.left:
		return false // it was looked at before
	case slices.ContainsFunc(w.own, func(other *item) bool { return other.alive && other.key == it.key }):
		return false
	case len(it.identity) > 0:
		return w.made(asSent(it), shown)
	case len(w.c.identity()) > 0:
		return w.looksOurs(shown)
	}
	return !it.gone || sameValue(it.value, shown)
}

// restock adds an item for one of ours that a call took although it had to be
// refused, if hardly any is left: what comes later needs some to look at.
func (w *world) restock(r *refusals) {
	free, _ := w.freeIdentities()
	if len(w.alive()) > 1 || free <= 1 || w.s.short() {
		return
	}
	if e, _ := w.create(0, Arrange, w.s.proven); e != nil {
		w.close([]*event{e})
		if e.item != nil && e.item.shown {
			r.before[e.item.key] = e.item.value
		}
	}
}
