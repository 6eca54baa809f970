package contracttest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestWhatWasThereIsNobodysOfTheRunThoughItsFirstListsCannotBeRead(t *testing.T) {
	values := sandbox.Values()
	for _, lists := range []int{0, 1, 2, 3, 5, 10_000} {
		for _, far := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d lists fail, on another machine %t", lists, far), func(t *testing.T) {
				g, earlier := newRig(), 0
				for _, collaborator := range values["team_collaborator_id"][:2] {
					g.add(collaborator.(int64))
				}
				before := g.World(sandbox.Token).Snapshot().Managers
				g.before = func(w http.ResponseWriter, r *http.Request) bool {
					if r.Method == http.MethodPost && g.lists <= lists {
						earlier++
					}
					return isList(r) && g.lists <= lists && unavailable(w)
				}
				var all map[string]contracttest.Result
				if far {
					all = away(t, g)
					require.Zero(t, earlier, "nothing is sent that may add something before a list could be read")
				} else {
					all = judge(t, contracttest.Target{Handler: g, Values: values})
				}
				require.Empty(t, g.wrong)
				require.Equal(t, before, g.World(sandbox.Token).Snapshot().Managers)
				if lists == 0 {
					require.Zero(t, count(all, contracttest.Fail))
				}
			})
		}
	}
}
