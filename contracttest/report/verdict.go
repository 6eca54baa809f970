package report

import "fmt"

// A Verdict is what a whole run says of the contract.
type Verdict string

const (
	Kept   Verdict = "kept"   // every check was judged or skipped for a reason, and none broke it
	Broken Verdict = "broken" // at least one check broke it, even if the run was cut short
	None   Verdict = "none"   // nothing was judged, or something that should have been was not
)

// Verdict judges the run.
func (r Run) Verdict() Verdict { return r.Count().verdict(r.Complete) }

func (c Count) verdict(complete bool) Verdict {
	switch {
	case c.Failed > 0:
		return Broken
	case !complete || c.Invalid > 0 || c.Judged() == 0:
		return None
	}
	return Kept
}

// ExitCode is the exit code of a command that judged the run: 0 if the contract
// is kept, 1 if it is broken, 3 if there is no verdict.
func (v Verdict) ExitCode() int {
	switch v {
	case Kept:
		return 0
	case Broken:
		return 1
	}
	return 3
}

// closing says the verdict in words, after the counts.
func (r Run) closing() string {
	c, verdict := r.Count(), r.Verdict()
	judged := fmt.Sprintf("%d of %d checks judged", c.Judged(), c.Total())
	switch {
	case verdict == Broken && r.Complete:
		return "the contract is broken"
	case verdict == Broken:
		return "the contract is broken; the run was cut short"
	case verdict == Kept && c.Skipped == 0:
		return "the contract is kept"
	case verdict == Kept:
		return "the contract is kept, and partly judged: " + judged
	case c.Judged() == 0 && !r.Complete:
		return "no verdict: the run was cut short before anything was judged"
	case c.Judged() == 0:
		return "no verdict: nothing could be judged"
	case !r.Complete:
		return "no verdict: the run was cut short, the contract is partly judged: " + judged
	}
	return "no verdict: the contract is partly judged: " + judged
}
