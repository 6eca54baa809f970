package contracttest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// An entry is one line of a journal: what a run was about to do, or has done,
// to an account. It tells CleanUp what is the run's own, and what is not.
type entry struct {
	Target     string            `json:"target,omitempty"` // the base URL, in the first line
	Collection string            `json:"collection,omitempty"`
	Looked     bool              `json:"looked,omitempty"`  // Present is what was there
	Present    []string          `json:"present,omitempty"` // keys that were there before: never the run's own
	Adding     map[string]string `json:"adding,omitempty"`  // the identity in a call that is about to be sent
	Added      string            `json:"added,omitempty"`   // the key of what was added
	Removed    string            `json:"removed,omitempty"` // the key of what was removed
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
	_ = w.s.note(entry{Collection: w.c.Name, Added: it.key}) // session.fatal says if it failed
}

// CleanUp finishes what a run with Target.Journal left behind because it was
// killed: it removes what the journal says the run has added, and nothing else,
// and returns the keys of what it removed. The target must be that of the run.
func CleanUp(ctx context.Context, target Target, journal io.Reader) (removed []string, err error) {
	return mustSuite().CleanUp(ctx, target, journal)
}

// CleanUp is like the function CleanUp, for the suite's document.
func (s *Suite) CleanUp(ctx context.Context, target Target, journal io.Reader) (removed []string, err error) {
	entries, err := readJournal(journal)
	if err != nil {
		return nil, err
	}
	target.Only, target.Skip, target.Known, target.Journal, target.Coverage, target.MaxRequests = nil, nil, nil, nil, nil, 0
	target.OtherToken = "" // nothing of the second account was changed
	run, err := s.session(ctx, target)
	if err != nil {
		return nil, err
	}
	if entries[0].Target != run.base.String() {
		return nil, fmt.Errorf("contracttest: the journal is of a run against %s, not %s", entries[0].Target, run.base)
	}
	run.cleaning, run.write = true, true
	var problems []error
	for _, name := range keys(s.doc.collections) {
		keys, err := run.cleanUpFrom(s.doc.collections[name], entries)
		removed = append(removed, keys...)
		problems = append(problems, err)
	}
	return removed, errors.Join(problems...)
}

func readJournal(r io.Reader) ([]entry, error) {
	var all []entry
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			if n > 1 { // the run was killed while it wrote its last line, of something not yet done
				break
			}
			return nil, fmt.Errorf("contracttest: journal line %d: %w", n, err)
		}
		all = append(all, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("contracttest: journal: %w", err)
	}
	if len(all) == 0 || all[0].Target == "" {
		return nil, errors.New("contracttest: this is no journal of a run: its first line names no target")
	}
	return all, nil
}

// cleanUpFrom removes what a journal says of one collection.
func (s *session) cleanUpFrom(c *collection, entries []entry) ([]string, error) {
	w := s.world(c)
	var present []string
	added := map[string]bool{} // and not removed since: a key may be given to somebody else then
	looked := false
	for _, e := range entries {
		if e.Collection != c.Name {
			continue
		}
		looked = looked || e.Looked
		present = append(present, e.Present...)
		if e.Added != "" {
			added[e.Added] = true
		}
		delete(added, e.Removed)
		for name, text := range e.Adding {
			w.carried[name+"="+text] = true
		}
	}
	if !looked || c.removes == nil || len(added)+len(w.carried) == 0 {
		return nil, nil
	}
	l := w.list()
	if l.broken != "" {
		return nil, fmt.Errorf("contracttest: cannot clean up: %s", orElse(fatalText(s), l.broken))
	}
	var removed []string
	var problems []error
	for _, key := range keys(l.items) {
		if slices.Contains(present, key) || !added[key] && !w.looksOurs(l.items[key]) {
			continue
		}
		if e := w.remove(&item{key: key, alive: true}, Arrange); !e.x.answer.ok() {
			problems = append(problems, fmt.Errorf("contracttest: %s %s is left: %s answered %s", c.Name, key, c.removes.id, summary(e.x)))
			continue
		}
		removed = append(removed, key)
	}
	l = w.observe(func(l *listing) bool {
		return !slices.ContainsFunc(removed, func(key string) bool { return l.items[key] != nil })
	})
	for _, key := range removed {
		if l.items[key] != nil {
			problems = append(problems, fmt.Errorf("contracttest: %s %s is left, although %s answered that it is removed", c.Name, key, c.removes.id))
		}
	}
	return removed, errors.Join(problems...)
}

func fatalText(s *session) string {
	if err := s.ready(); err != nil {
		return err.Error()
	}
	return ""
}

// startJournal writes the first line.
func (s *session) startJournal() {
	if s.target.Journal != nil && s.write {
		_ = s.note(entry{Target: s.base.String()})
	}
}
