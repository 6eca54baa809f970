package contracttest

import (
	"encoding/json"
	"fmt"

	"github.com/custmgr/custmgr/openapi"
)

// An entry is one line of a journal: what a run was about to do, or has done,
// to an account. It tells CleanUp what is the run's own, and what is not.
type entry struct {
	Target     string            `json:"target,omitempty"` // the base URL, in the first line
	Collection string            `json:"collection,omitempty"`
	Looked     bool              `json:"looked,omitempty"`   // Present is what was there
	Present    []string          `json:"present,omitempty"`  // keys that were there before: never the run's own
	Adding     map[string]string `json:"adding,omitempty"`   // the identity in a call that is about to be sent
	Added      string            `json:"added,omitempty"`    // the key of what was added, as the answer says where Adding is the identity
	Settled    map[string]string `json:"settled,omitempty"`  // an identity that no call is under way with: it was refused, or Added is what came of it
	Removing   string            `json:"removing,omitempty"` // the key in a call that is about to be sent
	Done       bool              `json:"done,omitempty"`     // nothing is left: what comes up later is somebody else's
}

// note writes an entry to the target's journal before what it tells of is used.
func (s *session) note(e entry) error {
	if s.target.Journal == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, err = s.target.Journal.Write(append(line, '\n'))
	}
	if err != nil && s.fatal == nil {
		s.fatal = fmt.Errorf("the journal cannot be written, so nothing more is sent: %w", err)
	}
	return err
}

// take takes an item into those of the run.
func (w *world) take(it *item) {
	w.own = append(w.own, it)
	delete(w.open, whole(it.identity))
	_ = w.s.note(entry{Collection: w.c.Name, Added: it.key, Settled: it.identity}) // session.fatal says if it failed
}

// identityOf is the identity in a body.
func (c *collection) identityOf(sent map[string]any) map[string]string {
	identity := map[string]string{}
	for _, name := range c.identity() {
		if v, ok := sent[name]; ok {
			identity[name] = textOf(v)
		}
	}
	return identity
}

// identityShown is the identity that an answer or a list shows of an item.
func (c *collection) identityShown(v any) map[string]string {
	identity := map[string]string{}
	for _, name := range c.identity() {
		if found, ok := findOne(v, openapi.ReflectsOf(c.adds.property(name))); ok {
			identity[name] = textOf(found)
		}
	}
	return identity
}

// carry remembers the identity in a body that is about to be sent.
func (w *world) carry(sent map[string]any) {
	identity := w.c.identityOf(sent)
	for name, text := range identity {
		w.carried[name+"="+text] = true
	}
	if len(identity) == 0 {
		return
	}
	if w.open[whole(identity)]++; w.open[whole(identity)] == 1 {
		_ = w.s.note(entry{Collection: w.c.Name, Adding: identity}) // session.fatal says if it failed
	}
}

// answered takes note of what came of a call, as its answer says. If it is
// nothing, and no other call with the identity is open, then what somebody else
// adds with it after a kill is not the run's.
func (w *world) answered(sent map[string]any, a *answer) {
	identity := w.c.identityOf(sent)
	if a.err != nil || a.status < 400 || a.status > 499 {
		w.accepted[whole(identity)] = true
	}
	switch {
	case a.err != nil:
	case a.status >= 400 && a.status <= 499 && w.open[whole(identity)] > 1:
		w.open[whole(identity)]--
	case a.status >= 400 && a.status <= 499:
		w.settled(identity)
	case a.ok():
		value, _ := a.json()
		shown, _ := findOne(value, w.c.adds.effect.Value)
		key, ok := findOne(shown, w.c.Key)
		before := w.latest.last()
		if ok && (before == nil || before.items[textOf(key)] == nil) && !w.owns(textOf(key)) {
			w.named[textOf(key)] = before == nil
			_ = w.s.note(entry{Collection: w.c.Name, Added: textOf(key), Adding: identity}) // session.fatal says if it failed
		}
	}
}

// settled notes that no call is under way with an identity.
func (w *world) settled(identity map[string]string) {
	if w.open[whole(identity)] > 0 {
		delete(w.open, whole(identity))
		_ = w.s.note(entry{Collection: w.c.Name, Settled: identity})
	}
}

// leaving notes that a call is about to be sent that may remove an item.
func (w *world) leaving(it *item) {
	_ = w.s.note(entry{Collection: w.c.Name, Removing: it.key}) // session.fatal says if it failed
}

// startJournal writes the first line.
func (s *session) startJournal() {
	if s.target.Journal != nil && s.write {
		_ = s.note(entry{Target: s.base.String()})
	}
}
