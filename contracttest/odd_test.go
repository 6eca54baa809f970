package contracttest_test

import (
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

// tryOdd holds that no odd server is refused, and that one is warned of if and
// only if it does what a judge may point at.
func (s subject) tryOdd(t *testing.T) []trial {
	var servers []badserver.Server
	for _, server := range sample(badserver.Odd(s.doc)) {
		servers = append(servers, server)
		if drawn := strings.Contains(server.Name, ", seed "); !drawn {
			for range *seeds - 1 {
				server.Seed++
				servers = append(servers, server)
			}
		}
	}
	trials := s.try(t, servers)
	for _, trial := range trials {
		name := s.name + ": the odd server that " + trial.server.Name
		for _, r := range trial.results {
			switch {
			case r.Broken(false):
				t.Errorf("%s is refused, and keeps its contract: %s", name, r)
			case r.Outcome == contracttest.Invalid || r.Outcome == contracttest.Skip:
				t.Errorf("%s is not judged whole: %s", name, r)
			}
		}
		if !trial.sameAsGood && trial.server.Warned != (len(trial.all) > 0) {
			t.Errorf("%s has to be warned of: %t, but %s", name, trial.server.Warned, ids(trial.all))
		}
	}
	return trials
}

// requireEffective holds that each odd server does something odd over a server
// of one of the documents.
func requireEffective(t *testing.T, subjects []*subjectTrials) {
	effective := map[string]bool{}
	for _, s := range subjects {
		for _, trial := range s.odd {
			effective[trial.server.Name] = effective[trial.server.Name] || !trial.sameAsGood
		}
	}
	for name, so := range effective {
		require.True(t, so, "the odd server that %s answers every request like the good one", name)
	}
}
