package contracttest_test

import (
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

func TestAnOddServerKeepsItsContract(t *testing.T) {
	effective := map[string]bool{}
	for _, s := range subjects(t) {
		odd := badserver.Odd(s.doc)
		require.GreaterOrEqual(t, len(odd), 15)
		for _, trial := range s.try(t, odd) {
			name := trial.server.Name
			effective[name] = effective[name] || !trial.sameAsGood
			for _, r := range trial.results {
				require.False(t, r.Broken(false), "%s: %s is refused, and keeps its contract: %s", s.name, name, r)
				require.NotEqual(t, contracttest.Invalid, r.Outcome, "%s: %s gets no verdict: %s", s.name, name, r)
				require.NotEqual(t, contracttest.Skip, r.Outcome, "%s: a check is skipped for %s: %s", s.name, name, r)
			}
			if !trial.sameAsGood {
				require.Equal(t, trial.server.Warned, len(trial.all) > 0, "%s: %s is warned of by %s", s.name, name, ids(trial.all))
			}
		}
	}
	for name, so := range effective {
		require.True(t, so, "the odd server that %s answers every request like the good one", name)
	}
}

func TestTheCorrectServersPassEveryCheck(t *testing.T) {
	for _, s := range subjects(t) {
		results, _ := s.judge(t, correct)
		require.Len(t, results, len(s.promises()))
		for _, r := range results {
			require.Equal(t, contracttest.Pass, r.Outcome, r)
		}
	}
}
