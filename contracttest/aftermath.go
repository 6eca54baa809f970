package contracttest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/openapi"
)

// CleanUp finishes what a run with Target.Journal left behind because it was
// killed: it removes what the journal says the run has added, and nothing else,
// and returns the keys of what it removed. The target must be that of the run:
// JournalTarget tells its URL. If journal is an io.Writer too, as a file is that
// was opened for both, the end is noted in it, so that a second CleanUp leaves
// alone what others add after the first.
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
	defer run.client.CloseIdleConnections()
	if !sameBase(entries[0].Target, run.base) {
		return nil, fmt.Errorf("contracttest: the journal is of a run against %s, not %s", entries[0].Target, run.base)
	}
	if entries[len(entries)-1].Done {
		return nil, nil
	}
	run.cleaning, run.write = true, true
	if to, ok := journal.(io.Writer); ok {
		_, _ = to.Write([]byte("\n")) // the run may have been killed within its last line; whether one can write is seen at the end
		run.target.Journal = to
	}
	var problems []error
	for _, name := range keys(s.doc.collections) {
		keys, err := run.cleanUpFrom(s.doc.collections[name], entries)
		removed = append(removed, keys...)
		problems = append(problems, err)
	}
	err = errors.Join(problems...)
	if err == nil {
		err = run.note(entry{Done: true})
	}
	return removed, err
}

// JournalTarget returns the base URL that the run of a journal was against.
func JournalTarget(journal io.Reader) (base string, err error) {
	entries, err := readJournal(journal)
	if err != nil {
		return "", err
	}
	return entries[0].Target, nil
}

// sameBase reports whether a journal's URL is the target's, but for a slash at
// its end.
func sameBase(noted string, base *url.URL) bool {
	return strings.TrimSuffix(noted, "/") == strings.TrimSuffix(base.String(), "/")
}

func readJournal(r io.Reader) ([]entry, error) {
	var all []entry
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			if n > 1 { // the run was killed while it wrote this line, of something not yet done
				continue
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

// An estate is what a journal says of one collection.
type estate struct {
	looked  bool
	present []string                     // keys of what was there before the run
	ours    map[string]map[string]string // the identities of what the run has added, by key
	gone    map[string]bool              // keys of which a removal was sent
	open    []map[string]string          // identities in calls of which nobody knows what they did
}

func estateOf(c *collection, entries []entry) estate {
	all := estate{ours: map[string]map[string]string{}, gone: map[string]bool{}}
	for _, e := range entries {
		if e.Collection != c.Name {
			continue
		}
		all.looked = all.looked || e.Looked
		all.present = append(all.present, e.Present...)
		if e.Added != "" {
			all.ours[e.Added] = e.Settled
			if len(e.Adding) > 0 {
				all.ours[e.Added] = e.Adding
			}
			delete(all.gone, e.Added)
		}
		if e.Removing != "" {
			all.gone[e.Removing] = true
		}
		if len(e.Adding) > 0 {
			all.open = append(all.open, e.Adding)
		}
		all.open = slices.DeleteFunc(all.open, func(open map[string]string) bool { return whole(open) == whole(e.Settled) })
	}
	return all
}

// owns reports whether an item in the list is the run's. The key alone is no proof
// where it has an identity, nor of one of which a removal was sent: it may have
// been given out anew.
func (all estate) owns(c *collection, key string, v any) bool {
	identity, ours := all.ours[key]
	return ours && (len(identity) == 0 && !all.gone[key] || c.has(v, identity)) ||
		slices.ContainsFunc(all.open, func(open map[string]string) bool { return c.has(v, open) })
}

// has reports whether an item shows an identity.
func (c *collection) has(v any, identity map[string]string) bool {
	for name, text := range identity {
		found, ok := findOne(v, openapi.ReflectsOf(c.adds.property(name)))
		if !ok || textOf(found) != text {
			return false
		}
	}
	return len(identity) > 0
}

// cleanUpFrom removes what a journal says of one collection.
func (s *session) cleanUpFrom(c *collection, entries []entry) ([]string, error) {
	w, all := s.world(c), estateOf(c, entries)
	if c.removes == nil || len(all.ours)+len(all.open) == 0 {
		return nil, nil
	}
	l := w.observe(func(l *listing) bool {
		return !slices.ContainsFunc(keys(all.ours), func(key string) bool { return l.items[key] == nil && !all.gone[key] })
	})
	if l.broken != "" {
		return nil, fmt.Errorf("contracttest: cannot clean up: %s", orElse(fatalText(s), l.broken))
	}
	var removed, missing []string
	var problems []error
	if !all.looked {
		for _, key := range keys(l.items) {
			if all.owns(c, key, l.items[key]) {
				problems = append(problems, fmt.Errorf("contracttest: %s %s may be the run's or may have been there before, as the run could not read the list: look at it, and remove it by hand", c.Name, key))
			}
		}
		return nil, errors.Join(problems...)
	}
	for _, key := range keys(all.ours) {
		if l.items[key] == nil && !all.gone[key] {
			missing = append(missing, key)
		}
	}
	for _, key := range keys(l.items) {
		if slices.Contains(all.present, key) {
			if identity, ours := all.ours[key]; ours && (!all.gone[key] || c.has(l.items[key], identity)) {
				problems = append(problems, fmt.Errorf("contracttest: %s %s may be the run's, or may have been there before: look at it, and remove it by hand if it is the run's", c.Name, key))
			}
			continue
		}
		if identity, ours := all.ours[key]; ours && all.gone[key] && len(identity) == 0 {
			problems = append(problems, fmt.Errorf("contracttest: %s %s may be the run's, which was ended as it removed it, or somebody else's under the same key: look at it, and remove it by hand", c.Name, key))
			continue
		}
		if !all.owns(c, key, l.items[key]) {
			if identity, ours := all.ours[key]; ours && !all.gone[key] {
				problems = append(problems, fmt.Errorf("contracttest: %s %s has the key of what the run has added with %s, and shows another: look at it, and remove it by hand if it is the run's", c.Name, key, whole(identity)))
			}
			continue
		}
		for _, open := range all.open {
			if c.has(l.items[key], open) { // that is it: who adds another with it is somebody else
				_ = s.note(entry{Collection: c.Name, Added: key, Settled: open}) // the end of the clean-up says if it failed
			}
		}
		if e := w.remove(&item{key: key, alive: true}, Arrange); !e.x.answer.ok() {
			problems = append(problems, fmt.Errorf("contracttest: %s %s is left: %s answered %s", c.Name, key, c.removes.id, summary(e.x)))
			continue
		}
		removed, all.gone[key] = append(removed, key), true
	}
	if len(removed) == 0 && len(missing) > 0 {
		problems = append(problems, fmt.Errorf("contracttest: the list shows nothing of what the run has added, %s %s: the token is of another account than the run's, or somebody has removed it already", c.Name, list(missing)))
	}
	left := func(l *listing, key string) bool { // and not somebody else's under its key
		v := l.items[key]
		return v != nil && (all.owns(c, key, v) || len(w.c.identity()) == 0)
	}
	l = w.observe(func(l *listing) bool {
		return !slices.ContainsFunc(removed, func(key string) bool { return left(l, key) })
	})
	if len(removed) > 0 && l.broken != "" {
		problems = append(problems, fmt.Errorf("contracttest: whether %s %s is removed nobody can tell: %s", c.Name, list(removed), l.broken))
	}
	for _, key := range removed {
		if left(l, key) {
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
