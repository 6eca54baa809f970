package contracttest

import "fmt"

// How often each of two accounts asks, while the other does.
const together, togetherRemote = 4, 2

// togetherChecks: two accounts that ask for a collection at the same time are
// shown their own. A server that keeps the account of a request where the next
// one finds it shows the wrong one then, and only then.
func togetherChecks(d *document, o *operation) []*check {
	if _, scheme := o.scheme(); scheme == nil || o.collection == nil || o.collection.list != o || o.collection.adds == nil {
		return nil
	}
	return []*check{{
		Check: Check{Line: o.securityLine(d.spec), Link: sectionAccounts, Title: sentence("%s shows each of two accounts its own items, when both ask at the same time", o.id)},
		late:  crowding, judge: judgeTogether,
	}}
}

// judgeTogether only reads with both: a write that went to the wrong account
// could not be taken back.
func judgeTogether(s *session, c *check) verdict {
	if s.target.OtherToken == "" {
		return skipped("%s", noOtherToken)
	}
	w, times := s.world(c.op.collection), together
	if !s.local {
		times = togetherRemote
	}
	if s.short() || s.spent(2*times+4) {
		return s.noRoom()
	}
	if why := w.begin(); why != "" {
		return skipped("%s", why)
	}
	if w.others.before == nil {
		return skipped("%s", orElse(w.others.broken, "the second account's list could not be read before anything was added"))
	}
	if _, why := w.apart(w.others.before); why != "" {
		return skipped("%s", why)
	}
	before := w.observeAll()
	if v := w.others.verdict(); v.problems != nil || before.broken != "" || w.missing(before) != nil {
		return skipped("blocked: the lists of the two accounts are wrong one after the other too")
	}
	if s.target.Settle > 0 && !sleep(s.context, s.target.Settle) { // by then each replica shows what was written
		return verdict{}
	}
	r := &crowd{w: w, c: c}
	work := make([][]*job, 2)
	for i := range work {
		for range times {
			look := s.newCall(c.op, Act, "")
			look.other = i == 1
			work[i] = append(work[i], &job{client: i, call: look})
		}
	}
	r.run(work)
	for _, j := range r.looks {
		r.own(j)
	}
	v := verdict{problems: r.problems}
	for _, j := range r.bad {
		v.exchanges = append(v.exchanges, j.x.Exchange)
	}
	return v
}

// own judges what one of the two accounts is shown while the other asks too.
func (r *crowd) own(j *job) {
	w := r.w
	switch {
	case len(r.problems) > 0:
	case j.list.broken != "":
		r.found(Problem{Level: Must, Expected: "a list, as before", Actual: summary(j.x)}, j)
	case j.call.other:
		if w.watchFor(j.list); w.others.leak != nil {
			r.found(w.others.leak.problems[0], j)
		}
	default:
		if it := w.missing(j.list); it != nil {
			r.found(Problem{Level: Must, Pointer: w.c.Items, Expected: "an item whose " + w.c.Key + " is " + it.key + " in the list, as before",
				Actual: fmt.Sprintf("%d items without it, while another account asked for its own", len(j.list.items))}, j)
		}
	}
}

// missing is an item of ours that a listing does not show, nil if it shows all.
func (w *world) missing(l *listing) *item {
	for _, it := range w.alive() {
		if l.items[it.key] == nil {
			return it
		}
	}
	return nil
}
