// Package report keeps the results of a run as lines of JSON and prints them.
//
// A run is written as it goes with a [Writer], read back with [Read], and
// printed with [Text]. Every printed form is a pure function of a [Run], so
// that it can be made again, byte for byte, from the results that were kept.
package report

import (
	"time"

	"github.com/custmgr/custmgr/contracttest"
)

// A Run is the results of judging one target once.
type Run struct {
	Suite           string    // what judged, with its version, as in "custmgr v0.1.0"
	Document        string    // path of the document
	DocumentVersion string    // its info.version
	Target          string    // what was judged: a base URL, or words
	Seed            uint64    // of what was random; 0 if nothing was
	Strict          bool      // a failed Should breaks the contract too
	Settings        Settings  // what else decided which requests were sent
	Started         time.Time // of the run
	Results         []contracttest.Result

	Complete bool                 // the run came to its end; what follows is not kept of one that did not
	Requests int                  // sent, those that arranged and cleaned up included
	Elapsed  time.Duration        // of the run
	Coverage []contracttest.Point // what of the document the run exercised; nil if nobody counted
}

// Settings are what it takes to make the same run again, beside the target, the
// token and the seed.
type Settings struct {
	Values      []string      `json:"values,omitempty"` // each NAME=V[,V...], as --value takes it
	Write       bool          `json:"write,omitempty"`
	Only        string        `json:"only,omitempty"`
	Skip        string        `json:"skip,omitempty"`
	MaxRequests int           `json:"max_requests,omitempty"`
	Settle      time.Duration `json:"settle_ns,omitempty"`
}

// A Count is how many results of a run had each outcome.
type Count struct {
	Passed, Failed, Warned, Skipped, Invalid int
}

// Judged is the number of checks with a verdict.
func (c Count) Judged() int { return c.Passed + c.Failed + c.Warned }

// Total is the number of checks of the run so far.
func (c Count) Total() int { return c.Judged() + c.Skipped + c.Invalid }

// Count counts the results, but for those of open questions. A failure that does
// not break the contract is a warning.
func (r Run) Count() Count {
	var c Count
	judged, _ := split(r.Results)
	for _, result := range judged {
		c.add(result, r.Strict)
	}
	return c
}

func (c *Count) add(result contracttest.Result, strict bool) {
	switch {
	case result.Broken(strict):
		c.Failed++
	case result.Outcome == contracttest.Fail:
		c.Warned++
	case result.Outcome == contracttest.Pass:
		c.Passed++
	case result.Outcome == contracttest.Skip:
		c.Skipped++
	default:
		c.Invalid++
	}
}
