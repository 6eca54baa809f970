package contracttest

import (
	"fmt"
	"strings"
)

// judge looks for an order of the calls to each item.
func (r *crowd) judge() {
	for _, j := range r.looks {
		if j.list.broken != "" {
			r.found(Problem{Level: Must, Expected: "a list that can be read, while others write", Actual: j.list.broken}, j)
			return
		}
		for _, u := range r.subjects {
			if n := j.list.count[u.event.item.key]; n > 1 {
				r.found(Problem{Level: Must, Expected: "each item once", Actual: fmt.Sprintf("%d items whose %s is %s", n, r.w.c.Key, u.event.item.key)}, j)
				return
			}
		}
	}
	all, legal := r.wrong()
	if all == nil {
		return
	}
	s, whole := r.w.s, all
	all = all.fewest(legal)
	var jobs []*job
	for _, h := range all {
		jobs = append(jobs, h.job)
	}
	problem := Problem{Level: Must, Actual: "there is none: " + all.String(),
		Expected: fmt.Sprintf("an order of these %d calls that explains what each list shows of one item", len(all))}
	if whole.legalInParts() {
		problem.Level = Should
		problem.Actual = "there is none, unless a list reads an item in parts while it is changed: " + all.String()
	}
	if s.target.Artifact != nil {
		if page, err := whole.timeline(); err == nil {
			name := strings.ReplaceAll(r.c.ID, "/", "-") + ".html"
			s.target.Artifact(name, []byte(s.hide(string(page))))
			problem.Actual += "; see " + name
		}
	}
	r.found(problem, jobs...)
}

// wrong returns the first history that no order explains, and what legal means
// of it; nil if all are legal. One that is right in parts comes last.
func (r *crowd) wrong() (wrong history, legal func(history) bool) {
	for _, u := range r.subjects {
		var all history
		for _, j := range u.writes {
			all = append(all, happening{job: j, write: j.move})
		}
		for _, j := range r.looks {
			all = append(all, happening{job: j, shown: r.w.shownIn(j.list, u.event), parts: r.w.c.shownBy()})
		}
		switch {
		case all.legal():
		case !all.legalInParts():
			return all, history.legalInParts
		case wrong == nil:
			wrong, legal = all, history.legal
		}
	}
	return wrong, legal
}
