package contracttest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

// TestARefusedCallThatTakesEffectIsNamedAlone: of all the refused calls that one
// look serves, the failure shows those without which it does not come.
func TestARefusedCallThatTakesEffectIsNamedAlone(t *testing.T) {
	every := 4
	if raceDetector {
		every = 125
	}
	for _, s := range subjects(t) {
		t.Run(s.name, func(t *testing.T) {
			tried := 0
			for i, server := range badserver.Bad(s.doc) {
				if server.Family != badserver.Applied || !strings.HasSuffix(server.Name, " is refused and takes effect") || i%every != 0 {
					continue
				}
				tried++
				good := s.good()
				var failed []contracttest.Result
				target := contracttest.Target{Handler: server.Wrap(good), Token: s.token, OtherToken: s.other, Values: s.values, Skip: concurrently}
				for r := range s.suite.Test(t.Context(), target) {
					require.NotEqual(t, "cleanup", r.Check.ID, "%s: %s", server.Name, r)
					if r.Check.Rule == "rejected" && r.Outcome == contracttest.Fail {
						failed = append(failed, r)
					}
				}
				require.NotEmpty(t, failed, server.Name)
				for _, r := range failed {
					acts := slices.DeleteFunc(slices.Clone(r.Exchanges), func(e contracttest.Exchange) bool { return e.Role != contracttest.Act })
					require.Len(t, acts, 1, "%s: %s", server.Name, r)
				}
			}
			require.Positive(t, tried)
		})
	}
}
