package contracttest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// An ORM that loads what belongs to its rows with a second query, as most do
// for lists, shows such parts while somebody writes.
func TestAServerThatReadsAnItemInPartsIsWarnedOfAndNotRefused(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	tried := 0
	for _, s := range badserver.Bad(doc) {
		if !strings.Contains(s.Name, "and otherwise what was") || !s.Meets {
			continue
		}
		tried++
		t.Run(s.Name, func(t *testing.T) {
			warned := 0
			for seed := range uint64(30) {
				synctest.Test(t, func(t *testing.T) {
					r, _ := only(t, s.Wrap(sandboxed{sandbox.New()}), "concurrent", seed)
					require.False(t, r.Broken(false), "seed %d: %s", seed, r)
					if r.Outcome == contracttest.Fail {
						require.Contains(t, r.String(), "unless a list reads an item in parts while it is changed")
						warned++
					}
				})
			}
			require.GreaterOrEqual(t, warned, 15)
		})
	}
	require.NotZero(t, tried)
}
