package contracttest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// away makes a run against a rig as if it stood on another machine.
func away(t *testing.T, g *rig) map[string]contracttest.Result {
	target := remote(g)
	target.Values, target.Write = sandbox.Values(), true
	return judge(t, target)
}

func TestWhatAColleagueMakesOfACollaboratorThatTheRunMayChooseIsLeftAloneOnAnotherMachine(t *testing.T) {
	for name, g := range map[string]*rig{
		"after the first list": newRig(),
		"and the first list does not show it yet": func() *rig {
			g := newRig()
			g.after = func(*http.Request, *httptest.ResponseRecorder) {
				if g.n == 1 {
					g.add(5252)
				}
			}
			return g
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			if g.after == nil {
				g.before = func(_ http.ResponseWriter, r *http.Request) bool {
					if r.Method == http.MethodPost && g.posts == 1 {
						g.add(5252)
					}
					return false
				}
			}
			said := away(t, g)["cleanup"].String()
			require.Empty(t, g.wrong)
			require.Empty(t, g.left())
			require.Contains(t, said, "may be somebody else's")
		})
	}
}

func TestWhoeverGetsTheKeyOfAnItemThatAColleagueRemovedIsLeftAloneOnAnotherMachine(t *testing.T) {
	g := newRig()
	shown := 0 // how many lists there were when it happened
	g.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if left := g.left(); g.n >= 60 && shown == 0 && len(left) > 0 {
			g.inherit(left[0])
			g.wrong, shown = nil, g.lists
		}
		if g.lists == shown {
			g.wrong = nil // nobody can know until the next list
		}
		return false
	}
	away(t, g)
	require.Positive(t, shown)
	require.LessOrEqual(t, len(g.wrong), 1, "%v", g.wrong) // one call may have been on its way
}

func TestWhoeverGetsTheKeyOfARemovedItemWhileTheListFailsIsLeftAlone(t *testing.T) {
	whole := newRig()
	away(t, whole)
	for at := 1; at <= whole.deletes; at++ {
		if thin(at, 9) {
			continue
		}
		for _, long := range []int{1, 3} {
			g, until := newRig(), 0
			g.before = func(w http.ResponseWriter, r *http.Request) bool {
				return isList(r) && g.lists <= until && unavailable(w)
			}
			g.after = func(r *http.Request, a *httptest.ResponseRecorder) {
				if r.Method == http.MethodDelete && g.deletes == at && a.Code == http.StatusOK {
					until = g.lists + long
					g.inherit(strings.TrimPrefix(r.URL.Path, managersPath+"/"))
				}
			}
			away(t, g)
			require.Empty(t, g.wrong, fmt.Sprintf("after removal %d %d lists fail", at, long))
		}
	}
}
