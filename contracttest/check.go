package contracttest

import (
	"fmt"
	"strings"
	"time"
)

// A check is a promise together with the way to judge it.
type check struct {
	Check
	op      *operation
	late    phase
	refusal *refusal // the call that has to be refused; nil for the other checks
	judge   func(s *session, c *check) verdict
}

// A phase is when in a run a check is judged; within one, the order is that of
// the document and of the rules.
type phase int

const (
	early      phase = iota // what has to succeed, and what has to be refused
	removing                // what removes items, as others need them
	lasting                 // whether all that still holds
	tolerating              // what may be accepted
	looking                 // what the refused and the tolerated calls have changed
	playing                 // random calls, which leave nothing of ours where it was
	crowding                // calls at the same time
	asking                  // what nobody has documented, when all that is judged is over
	ending                  // what any answer of the run may have shown
)

// A verdict is what a judge says: problems, or why there is no verdict.
type verdict struct {
	problems  []Problem
	exchanges []Exchange
	skip      string
	invalid   string
	answer    string // to an open question
}

// worse is the verdict on a broken Must, if one of the two is: no warning of one
// call hides what is wrong with the next. Of two alike it is the first.
func (v verdict) worse(next verdict) verdict {
	if len(v.problems) == 0 || !hasMust(v.problems) && hasMust(next.problems) {
		return next
	}
	return v
}

func skipped(format string, args ...any) verdict { return verdict{skip: fmt.Sprintf(format, args...)} }

// result judges one check.
func (s *session) result(c *check) Result {
	r := Result{Check: c.Check, Started: time.Now()}
	v := s.verdict(c)
	r.Elapsed = time.Since(r.Started)
	r.Problems, r.Exchanges = s.secrets().cleanProblems(v.problems), s.withOrigins(v.exchanges)
	switch {
	case v.answer != "":
		r.Outcome, r.Reason = Answered, s.hide(v.answer)
	case v.invalid != "":
		r.Outcome, r.Reason = Invalid, s.hide(v.invalid)
		if c.Rule == QuestionRule { // a question is no reason to doubt the verdict
			r.Outcome = Skip
		}
	case v.skip != "":
		r.Outcome, r.Reason = Skip, s.hide(v.skip)
	default:
		if r.fail(v.problems); r.Outcome == Pass {
			r.Exchanges = nil
		}
	}
	if s.target.Coverage != nil {
		s.target.Coverage.result(c, r)
	}
	return known(r, s.target.Known)
}

// known turns an expected failure into a skip, and an expected failure that
// did not happen into a failure.
func known(r Result, expected map[string]string) Result {
	why, ok := expected[r.Check.ID]
	switch {
	case ok && r.Outcome == Fail:
		r.Outcome, r.Reason = Skip, "known to fail: "+why
	case ok && r.Outcome == Pass:
		r.Outcome, r.Level = Fail, Must
		r.Problems = []Problem{{Level: Must, Expected: "a failure, as it is known to fail: " + why, Actual: "it passes: remove it from the known failures", File: r.Check.File, Line: r.Check.Line}}
	}
	return r
}

func (s *session) verdict(c *check) verdict {
	if err := s.ready(); err != nil {
		return verdict{invalid: err.Error()}
	}
	v := c.judge(s, c)
	if err := s.ready(); err != nil {
		return verdict{invalid: err.Error()}
	}
	for _, e := range v.exchanges {
		if e.Error == errSpent.Error() {
			return skipped("%s is reached", s.bound())
		}
		if why, lost := e.lost(); lost && why.outcome == Skip {
			return skipped("%s", why.reason)
		} else if lost {
			return verdict{invalid: why.reason}
		}
	}
	return v
}

// String explains a result whole, as t.Error and the terminal print it.
func (r Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", r.Check.ID, r.Outcome)
	if r.Outcome == Fail {
		fmt.Fprintf(&b, " (%s)", r.Level)
	}
	fmt.Fprintf(&b, ": %s", r.Check.Title)
	if r.Reason != "" {
		fmt.Fprintf(&b, "\n    reason    %s", r.Reason)
	}
	for _, p := range r.Problems {
		if p.Pointer != "" {
			fmt.Fprintf(&b, "\n    at        %s", p.Pointer)
		}
		fmt.Fprintf(&b, "\n    expected  %s\n    actual    %s", p.Expected, p.Actual)
		if p.Line > 0 {
			fmt.Fprintf(&b, "\n    document  %s:%d", p.File, p.Line)
		}
		if p.Link != "" {
			fmt.Fprintf(&b, "\n    by        %s", p.Link)
		}
	}
	if r.Outcome == Fail && r.Check.Link != "" {
		fmt.Fprintf(&b, "\n    see       %s", r.Check.Link)
	}
	for _, e := range r.Exchanges {
		fmt.Fprintf(&b, "\n    %-9s %s", e.Role, e.Curl())
	}
	return b.String()
}
