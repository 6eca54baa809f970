package contracttest_test

import (
	"math/rand/v2"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/assert"
)

// sampledPairs is how many pairs of bad servers are tried for a document.
const sampledPairs = 200

// masked are the pairs of which neither fault is seen any more, and why.
var masked = map[string]string{}

// pairs draws pairs of bad servers of different families: the same ones each time.
func pairs(bad []badserver.Server, n int) []badserver.Server {
	by := rand.New(rand.NewPCG(7, 7))
	var all []badserver.Server
	for len(all) < n {
		outer, inner := bad[by.IntN(len(bad))], bad[by.IntN(len(bad))]
		if outer.Family != inner.Family && !inner.Network && !inner.Meets {
			all = append(all, badserver.Both(outer, inner))
		}
	}
	return all
}

// seen reports whether a run against a pair shows that something is wrong: a
// broken promise, or a warning if neither of the two is worth more.
func (trial trial) seen() bool {
	for _, r := range trial.results {
		if r.Broken(false) || trial.server.Warned && r.Outcome == contracttest.Fail {
			return true
		}
	}
	return false
}

func TestTwoFaultsDoNotHideEachOther(t *testing.T) {
	for _, s := range subjects(t) {
		n := sampledPairs
		if raceDetector {
			n /= 20
		}
		for _, trial := range s.try(t, pairs(badserver.Bad(s.doc), n)) {
			_, known := masked[trial.server.Name]
			assert.False(t, trial.sameAsGood && !known, "%s: %s: answers every request like the good one", s.name, trial.server.Name)
			assert.Equal(t, known, !trial.seen(), "%s: %s: hidden, or no longer", s.name, trial.server.Name)
		}
	}
}
