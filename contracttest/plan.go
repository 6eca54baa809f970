package contracttest

import (
	"cmp"
	"fmt"
	"slices"
)

// A bound on requests is spent on what catches most: first the calls that have
// to succeed, as most of what can be wrong shows in them; then, for each
// operation, one call of every kind that has to be refused, as most faults of a
// refusal show in any of its kind; then the others. The curve that this gives
// is measured in docs/quota.md.

const (
	wholeStory = 26 // requests of the valid calls in every form, with their looks
	shortStory = 7  // of one item that is added, replaced and removed
)

// short reports whether the bound leaves room for one item's life only.
func (s *session) short() bool {
	return s.target.MaxRequests > 0 && s.target.MaxRequests < 2*wholeStory
}

// plan chooses the calls that have to be refused for which a bound on requests
// leaves room. Without a bound it is all of them.
func (s *session) plan() {
	s.planned = map[*check]bool{}
	var all []*check
	for _, c := range s.selected {
		if c.refusal != nil && s.refrains(c) == "" {
			all = append(all, c)
		}
	}
	if s.target.MaxRequests == 0 {
		for _, c := range all {
			s.planned[c] = true
		}
		return
	}
	room := s.target.MaxRequests - s.costOfStory()
	seen := map[[2]string]int{}
	round := map[*check]int{}
	for _, c := range all {
		kind, rule := [2]string{"kind " + c.op.id, c.refusal.kind(c)}, [2]string{"rule " + c.op.id, c.Rule}
		round[c] = seen[rule]
		if seen[kind] > 0 || c.refusal.method != "" {
			round[c]++ // after the first of every kind
		}
		seen[kind]++
		seen[rule]++
	}
	slices.SortStableFunc(all, func(a, b *check) int {
		return cmp.Or(cmp.Compare(max(a.late, removing), max(b.late, removing)), cmp.Compare(round[a], round[b]))
	})
	looks, others := map[*operation]bool{}, map[*collection]bool{}
	for _, c := range all {
		cost := 1
		if c.changes() && !looks[c.op] && !s.short() {
			cost++ // the listing after the batch
		}
		if c.refusal.other && !others[c.op.collection] {
			cost++ // what the second account has
		}
		if cost > room {
			continue
		}
		room -= cost
		looks[c.op] = looks[c.op] || c.changes()
		others[c.op.collection] = others[c.op.collection] || c.refusal.other
		s.planned[c] = true
	}
}

// bound names the bound on requests, as every reason does that it is.
func (s *session) bound() string {
	return fmt.Sprintf("the bound of %d requests", s.target.MaxRequests)
}

// noRoom is the verdict on what a short run leaves out.
func (s *session) noRoom() verdict { return skipped("%s leaves no room for it", s.bound()) }

// kind groups the calls whose refusals look alike: by credentials, by content,
// by path.
func (r *refusal) kind(c *check) string {
	switch {
	case r.method != "":
		return "method"
	case c.Rule == "credentials" || c.Rule == "isolation" || c.Rule == "bypass":
		return "credentials"
	case c.Rule == "unknown" || c.op.body == nil:
		return "path"
	}
	return "content"
}

// costOfStory is what the valid calls take, of those that are judged at all.
func (s *session) costOfStory() int {
	if !s.write {
		return 1
	}
	for _, c := range s.selected {
		if c.refusal == nil && c.op.effect.Kind != "" {
			if s.short() {
				return shortStory
			}
			return wholeStory
		}
	}
	return 5 // an item for the refused calls
}
