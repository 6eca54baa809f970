package contracttest

import (
	"errors"
	"slices"
	"strings"
)

// mostApart is how many items are added to get one whose key the second account
// does not have: keys may be counted for each account, and it may have a few.
const mostApart = 3

const sharedKeys = "the second account has items of its own under the keys of ours"

// The others are what a run knows of the second account. Keys may be counted for
// each account, so that one of ours may name an item of the second account's own
// there: no call with its credentials names such a key, and that its list shows
// one accuses nobody.
type others struct {
	before map[string]bool // the keys that its list showed before the run added anything; nil if nobody could look
	seen   map[string]bool // those that any of its lists has shown
	known  int             // how many items of ours there were when it was last looked at
	broken string          // why its list cannot be read: then nothing is written
	wrong  *overheard      // the first answer of its list that the document does not allow
	leak   *overheard      // the first one that showed an item of ours
	alike  bool            // there is no item of ours that it has nothing like, and no more are added
}

// twoAccounts refuses a second token that is the first one: all that it reaches
// would be held against the server.
func (t Target) twoAccounts() error {
	if other := strings.TrimSpace(t.OtherToken); other != "" && other == strings.TrimSpace(t.Token) {
		return errors.New("contracttest: target has the same token as Token and OtherToken: give that of another account, or none")
	}
	return nil
}

// meetOthers looks at the second account before anything is added, if a check is
// going to look for ours there.
func (w *world) meetOthers() {
	if w.others != nil || w.s.target.OtherToken == "" || w.s.short() || !slices.ContainsFunc(w.s.selected, func(c *check) bool {
		return c.op == w.c.list && (c.Rule == "isolation" || c.Rule == "concurrent")
	}) {
		return
	}
	l := w.othersList()
	if w.others.broken != "" {
		return
	}
	w.others.before = map[string]bool{}
	for key := range l.items {
		w.others.before[key] = true
	}
}

// othersList lists the collection as the second account.
func (w *world) othersList() *listing {
	if w.others == nil {
		w.others = &others{seen: map[string]bool{}}
	}
	call := w.s.newCall(w.c.list, Act, "")
	call.other = true
	l := w.read(w.s.send(call))
	w.hear(l)
	if w.others.broken = ""; l.broken != "" {
		w.others.broken = "the second account's list cannot be read: " + l.broken
		return l
	}
	if l.keyless > 0 {
		w.others.broken = "the second account's list shows items without " + w.c.Key
		return l
	}
	w.watchFor(l)
	for key := range l.items {
		w.others.seen[key] = true
	}
	w.others.known = len(w.own)
	return l
}

// apart returns an item of ours whose key is none of theirs, adding some if there
// is none yet. It says why there is none, if so.
func (w *world) apart(theirs map[string]bool) (*item, string) {
	for n := 0; ; n++ {
		if w.others.broken != "" {
			return nil, w.others.broken
		}
		if it, why := w.arrange(); it == nil {
			return nil, why
		}
		for _, it := range w.alive() {
			if !theirs[it.key] {
				return it, ""
			}
		}
		free, _ := w.freeIdentities()
		if w.others.alike = w.others.alike || n == mostApart || free <= 1 || w.s.short(); w.others.alike {
			return nil, sharedKeys
		}
		e, why := w.create(0, Arrange, w.s.proven)
		if e == nil {
			return nil, why
		}
		w.close([]*event{e})
	}
}

// unlike returns an item of ours whose key no list of the second account has
// shown, not since the item is there either: one that a call as it may name.
func (w *world) unlike() (*item, string) {
	if it, why := w.arrange(); it == nil {
		return nil, why
	}
	for range 1 + mostApart {
		if w.others == nil || w.others.known < len(w.own) {
			if w.s.spent(2) {
				return nil, w.s.noRoom().skip
			}
			w.othersList()
		}
		it, why := w.apart(w.others.seen)
		if it == nil || w.others.known == len(w.own) {
			return it, why
		}
	}
	return nil, sharedKeys
}
