package contracttest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/custmgr/custmgr/openapi"
)

// A world is what a session knows of one collection of the target: what the
// lists showed, and the items that it has added itself.
type world struct {
	s      *session
	c      *collection
	first  *listing
	ground *listing // the first that could be read: what it shows was there before anything was added
	latest *listing
	last   *listing      // at the end of the run
	lapses []*exchange   // the lists that were asked for again
	fresh  int           // how many calls that may change something had gone out before latest
	before map[*item]any // what the list had shown of our items before that
	own    []*item

	carried  map[string]bool // the identities that calls of this run carried
	accepted map[string]bool // those of them that were not refused
	open     map[string]int  // how many calls with an identity there are of which nobody knows yet what they did
	named    map[string]bool // keys of what calls say to have added; true where no list could be read before
	doubtful map[string]bool // keys of what has come up with the identity of refused calls
	others   *others         // what another account has of its own; nil if nobody asks
}

// An item is one that this run has added.
type item struct {
	key      string
	identity map[string]string // what it was made with, by identity property
	alive    bool
	removed  bool      // by this run, as the server says
	asked    bool      // a call to remove it has gone out, whatever came of it
	left     int       // how many calls that may change something had gone out when it was removed
	value    any       // as last seen; nil if never
	shown    bool      // a list has shown it since it was added
	gone     bool      // a list has shown it gone since it was removed
	back     bool      // and a later one has shown it again
	touched  bool      // a call that had to be refused was accepted for it, and of one that was removed after that
	settled  any       // as the last look at its end showed it
	written  bool      // a call may have changed it since
	foreign  bool      // it is somebody else's: the answer to a call of ours had its key
	origin   *exchange // the call that added it; nil if no answer showed its key
}

func (s *session) world(c *collection) *world {
	if s.worlds[c] == nil {
		s.worlds[c] = &world{s: s, c: c, carried: map[string]bool{}, accepted: map[string]bool{}, open: map[string]int{}, named: map[string]bool{}, doubtful: map[string]bool{}}
	}
	return s.worlds[c]
}

// settle takes a listing for how our items are. One before a write has had its
// time may show any of them as it was.
func (w *world) settle(l *listing) {
	if l.broken != "" {
		return
	}
	for _, it := range w.own {
		switch {
		case it.alive:
			it.settled, it.written = l.items[it.key], false
		case it.removed:
			// Without an identity nobody knows an item that was changed since.
			shown := w.shownStill(it, l) || it.touched && len(w.c.identity()) == 0 && l.items[it.key] != nil
			it.gone, it.back = it.gone || !shown, it.back || it.gone && shown
		}
	}
}

// observe lists until settled says that the writes before show, or until the
// time that a write may take is over.
func (w *world) observe(settled func(*listing) bool) *listing {
	deadline := time.Now().Add(w.s.target.Settle)
	pause := 50 * time.Millisecond
	for {
		l := w.list()
		left := time.Until(deadline) // the last look is taken at the very end
		if left <= 0 || settled(l) && w.consistent(l) || w.s.ready() != nil && !w.s.cleaning || !sleep(w.s.context, min(pause, left)) {
			w.settle(l)
			return l
		}
		pause = min(2*pause, 2*time.Second)
	}
}

// consistent reports whether a listing shows the items of ours that exist, those
// that no call has changed as they were, and none that was removed.
func (w *world) consistent(l *listing) bool {
	return !slices.ContainsFunc(w.own, func(it *item) bool {
		shown := l.items[it.key]
		return it.removed && w.shownStill(it, l) || it.alive && it.shown && shown == nil ||
			it.alive && it.settled != nil && !it.written && !w.c.alike(it.settled, shown)
	})
}

// shows reports whether a listing shows the item that a call has answered.
func (w *world) shows(l *listing, e *event) bool {
	answered, _ := e.answered()
	key, ok := findOne(answered, w.c.Key)
	return ok && l.items[textOf(key)] != nil
}

// observeAll lists until the list shows what has been done so far.
func (w *world) observeAll() *listing {
	return w.observe(func(*listing) bool {
		// Nobody knows how one would show that was accepted and ought not to be.
		return !slices.ContainsFunc(w.own, func(it *item) bool { return it.alive && it.written })
	})
}

// costOfRemoval is how many requests it takes to remove what was added, and to
// look before and after.
func (w *world) costOfRemoval() int {
	n := 0
	for _, it := range w.own {
		if it.alive {
			n++
		}
	}
	if n > 0 {
		n++ // to see that they are gone
	}
	return n
}

// alive returns the items of this run that exist and are shown in the list.
func (w *world) alive() []*item {
	return slices.DeleteFunc(slices.Clone(w.own), func(it *item) bool { return !it.alive || !it.shown || w.strange(it) })
}

// freeIdentities counts how many more items could be made, and returns the
// identity values of the next one. Without identity properties there is no end.
func (w *world) freeIdentities() (free int, next map[string]any) {
	names := w.c.identity()
	if len(names) == 0 {
		return 1 << 20, map[string]any{}
	}
	next = map[string]any{}
	for _, name := range names {
		pointer := openapi.ReflectsOf(w.c.adds.property(name))
		pool := slices.DeleteFunc(w.s.pool(name), func(v any) bool { return w.inUse(name, pointer, textOf(v)) })
		if len(pool) > free {
			free = len(pool)
		}
		if len(pool) > 0 {
			next[name] = pool[0]
		} else if all := w.s.pool(name); len(all) > 0 {
			next[name] = all[0]
		}
	}
	return free, next
}

// inUse reports whether an item in the list, or one of ours, has the identity.
func (w *world) inUse(name, pointer, text string) bool {
	for _, it := range w.own {
		if it.alive && it.identity[name] == text {
			return true
		}
	}
	if l := w.latest.last(); l != nil {
		for _, v := range l.items {
			if found, ok := findOne(v, pointer); ok && textOf(found) == text && !w.dead(v) {
				return true
			}
		}
	}
	return false
}

// dead reports whether a listed item is one that this run has removed since, and
// not somebody else's that got its key.
func (w *world) dead(v any) bool {
	key, _ := findOne(v, w.c.Key)
	return slices.ContainsFunc(w.own, func(it *item) bool {
		return it.key == textOf(key) && !it.alive && (len(it.identity) == 0 || w.made(asSent(it), v))
	})
}

// newCall makes a call with good credentials. Key fills the path parameter
// that names an item; the others get known-good values.
func (s *session) newCall(o *operation, role Role, key string) *call {
	return &call{op: o, role: role, method: o.method, path: s.path(o.path, o.keyParam, key), send: o.credentials()}
}

func (s *session) path(path, keyParam, key string) string {
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		name, after, _ := strings.Cut(rest, "}")
		value := key
		if name != keyParam {
			value = ""
			if pool := s.pool(name); len(pool) > 0 {
				value = textOf(pool[0])
			}
		}
		path = before + url.PathEscape(value) + after
	}
	return path
}

// bodyOf makes the JSON body of a call.
func bodyOf(values map[string]any) []byte {
	b, err := json.Marshal(values)
	if err != nil {
		panic(err) // values come from JSON or YAML
	}
	return b
}

// problemsOf judges an answer to a call that has to succeed.
func (s *session) problemsOf(o *operation, x *exchange) []Problem {
	a := x.answer
	if a.err != nil {
		return []Problem{{Level: Must, Expected: "a whole answer", Actual: a.err.Error(), Link: sectionWhole}}
	}
	problems := s.conform(o, a)
	if !a.ok() && o.response(a.status) != nil {
		problems = append([]Problem{{Level: Must, Expected: "success: " + list(o.success()), Actual: fmt.Sprintf("%d %s", a.status, excerpt(a.body)), Line: field(o.spec.Origin, "responses")}}, problems...)
	}
	return problems
}

func hasMust(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Level == Must })
}
