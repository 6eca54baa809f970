package contracttest_test

import (
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

// TestAKeyThatIsOursOnceMoreIsNoLingeringItem has so few identities that the
// same ones have to be used again, on servers that give them the same keys.
func TestAKeyThatIsOursOnceMoreIsNoLingeringItem(t *testing.T) {
	t.Parallel()
	s := subjects(t)[0]
	tried := 0
	for _, odd := range badserver.Odd(s.doc) {
		if odd.Family != badserver.OddKeys || !strings.Contains(odd.Name, "again") && !strings.Contains(odd.Name, "is its") {
			continue
		}
		tried++
		for people := 1; people <= 3; people++ {
			if thin(tried+people, 3) {
				continue
			}
			few := s
			few.values = map[string][]any{}
			for name, pool := range s.values {
				few.values[name] = pool
			}
			few.values["team_collaborator_id"] = s.values["team_collaborator_id"][:people]
			for r := range few.suite.Test(t.Context(), contracttest.Target{Token: few.token, OtherToken: few.other, Values: few.values, Handler: odd.Wrap(few.good())}) {
				require.NotEqual(t, contracttest.Fail, r.Outcome, "%s, with %d people: %s", odd.Name, people, r)
				if r.Outcome == contracttest.Answered && r.Check.Operation == "updateCustomerManager" {
					require.NotContains(t, r.Reason, "refused with 404", "%s, with %d people: %s", odd.Name, people, r)
				}
			}
		}
	}
	require.Equal(t, 2, tried)
}
