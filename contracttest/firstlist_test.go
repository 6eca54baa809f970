package contracttest_test

import (
	"fmt"
	"net/http"
	"strings"
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

func TestAListThatFailsInPassingCostsARunNoneOfItsChecks(t *testing.T) {
	run := func(t *testing.T, g *rig, far bool) (map[string]contracttest.Result, int) {
		target, again := contracttest.Target{Handler: g}, 0
		if far {
			target = remote(g)
			target.Write = true
		}
		target.Values = sandbox.Values()
		target.Notify = func(text string) {
			if strings.Contains(text, "answered 503: asking again") {
				again++
			}
		}
		return judge(t, target), again
	}
	for _, far := range []bool{false, true} {
		well := newRig()
		whole, again := run(t, well, far)
		require.Zero(t, again)
		step := 7
		if raceDetector {
			step = 40
		}
		for at := 1; at <= well.lists; at += step {
			for _, long := range []int{1, 3} {
				t.Run(fmt.Sprintf("%d from list %d on, on another machine %t", long, at, far), func(t *testing.T) {
					g := newRig()
					g.before = func(w http.ResponseWriter, r *http.Request) bool {
						return isList(r) && g.lists >= at && g.lists < at+long && unavailable(w)
					}
					all, again := run(t, g, far)
					for id, r := range all {
						// What a list answers is judged as it came; what clients do at
						// the same time is judged by what all of them see.
						if id == "listCustomerManagers/response" || strings.Contains(id, "/concurrent") {
							continue
						}
						require.Equal(t, whole[id].Outcome, r.Outcome, "%s: %s", id, r)
					}
					require.LessOrEqual(t, again, 3)
				})
			}
		}
	}
}

func TestAListThatKeepsFailingIsNotAskedForAgainAndAgain(t *testing.T) {
	g := newRig()
	g.before = func(w http.ResponseWriter, r *http.Request) bool { return isList(r) && unavailable(w) }
	away(t, g)
	require.LessOrEqual(t, g.lists, 12)
}
