package contracttest

import "fmt"

// narrowRequestsRemote bounds what it may take to find one call in a batch, where
// requests are dear: mostly enough to halve the longest batch until one is left.
const narrowRequestsRemote = 150

// around is how many requests go before and after a batch, at most.
const around = 6

// halving is what it takes to halve a batch until one is left, with three tries at
// each size: what goes before and after a batch is sent with each.
func halving(batch int) int {
	all := 0
	for half := (batch + 1) / 2; batch > 1; batch, half = half, (half+1)/2 {
		all += 3 * (half + around)
	}
	return all
}

// narrowed finds the fewest of a batch of refused calls that change something.
// One look serves the whole batch, so that a server which keeps its contract is
// asked little; one that does not is asked again, each time after all of ours was
// removed, and an item made anew where it takes one. What it reports was seen.
func (r *refusals) narrowed(s *session, o *operation, found *look) verdict {
	most := max(shrinkRequests, halving(len(found.checks)))
	if !s.local {
		most = narrowRequestsRemote
	}
	w, end := s.world(o.collection), s.sent+most
	best, in, note := found, r, ""
	failing := func(checks []*check) []*check {
		if cost := len(checks) + around; s.sent+cost > end || s.ready() != nil || s.spent(cost) {
			return nil
		}
		w.remains() // those that a refused call has added are ours too
		if _, why := w.clear(); why != "" {
			return nil
		}
		again := &refusals{again: true, events: map[*check]*refused{}, unsent: map[*check]string{}, before: map[string]any{}}
		if why := s.arrangeFor(w, o, again); why != "" {
			return nil
		}
		seen := again.batch(s, w, o, checks)
		switch {
		case seen == nil || seen.broken != "":
			return nil
		case len(seen.changed) == 0 && in == r:
			note = ", and no part of them that was sent again: it takes several, or depends on what came before, or on chance"
			return nil
		case len(seen.changed) == 0:
			return nil
		}
		best, in, note = seen, again, ""
		return checks
	}
	var suspects []*check
	for _, c := range found.checks {
		if e := r.events[c]; e != nil && !e.x.answer.ok() {
			suspects = append(suspects, c)
		}
	}
	fewest(suspects, func(all []*check) []*check { return all }, failing)
	v := verdict{problems: best.changed}
	for _, c := range best.checks {
		if e := in.events[c]; e != nil && !e.x.answer.ok() {
			v.exchanges = append(v.exchanges, e.x.Exchange)
		}
	}
	if n := len(v.exchanges); n > 1 {
		v.problems[0].Actual += fmt.Sprintf("; the fewest calls found that fail: %d%s", n, note)
	}
	v.exchanges = append(v.exchanges, as(Observe, best.x))
	return v
}
