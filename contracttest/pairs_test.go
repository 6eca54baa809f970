package contracttest_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
)

// sampledPairs is how many pairs of bad servers are tried for a document.
const sampledPairs = 200

// mayMask reports whether two faults may hide each other: the text of the one
// stands where the other has null.
func mayMask(outer, inner badserver.Server) bool {
	return outer.Family == badserver.Leak && strings.HasSuffix(inner.Name, " null")
}

// A pairTrial is the verdict on a server with two faults.
type pairTrial struct {
	trial
	outer, inner bool // whether the fault was seen by a rule that is meant to see it
}

// tryPairs holds that of two faults at least one is seen.
func (s subject) tryPairs(t *testing.T) []pairTrial {
	bad, n := badserver.Bad(s.doc), sampledPairs
	if raceDetector {
		n /= 100
	}
	by := rand.New(rand.NewPCG(7, 7))
	var faults [][2]badserver.Server
	var servers []badserver.Server
	for len(servers) < n {
		outer, inner := bad[by.IntN(len(bad))], bad[by.IntN(len(bad))]
		if outer.Family != inner.Family && !outer.Meets && !inner.Network && !inner.Meets {
			faults = append(faults, [2]badserver.Server{outer, inner})
			servers = append(servers, badserver.Both(outer, inner))
		}
	}
	var all []pairTrial
	for i, trial := range s.try(t, servers) {
		outer, _ := catchers(faults[i][0], trial.results)
		inner, _ := catchers(faults[i][1], trial.results)
		all = append(all, pairTrial{trial, len(outer) > 0, len(inner) > 0})
		if !trial.seen() && !mayMask(faults[i][0], faults[i][1]) {
			t.Errorf("%s: %s: neither of the two is seen", s.name, trial.server.Name)
		}
	}
	return all
}

// seen reports whether a run shows that something is wrong: a broken promise,
// or a warning if neither of two faults is worth more.
func (trial trial) seen() bool {
	for _, r := range trial.results {
		if r.Broken(false) || trial.server.Warned && r.Outcome == contracttest.Fail {
			return true
		}
	}
	return false
}
