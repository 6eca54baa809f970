package contracttest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestWhatIsAddedBeforeAListCouldBeReadIsNamed(t *testing.T) {
	named := 0
	for _, replaces := range []bool{false, true} { // takes PUT and PATCH for POST, or POST without credentials
		for _, lists := range []int{1, 2, 3, 5} {
			g := newRig()
			g.before = func(w http.ResponseWriter, r *http.Request) bool {
				if !replaces && r.Method == http.MethodPost && r.Header.Get("Authorization") == "" {
					r.Header.Set("Authorization", "Bearer "+sandbox.Token)
				}
				if replaces && (r.Method == http.MethodPut || r.Method == http.MethodPatch) && r.URL.Path == managersPath {
					r.Method = http.MethodPost
				}
				return isList(r) && g.lists <= lists && unavailable(w)
			}
			said := judge(t, contracttest.Target{Handler: g, Values: sandbox.Values()})["cleanup"].String()
			left := g.left()
			named += len(left)
			require.Empty(t, unnamed(said, left), said)
		}
	}
	require.Positive(t, named)
}

func TestARemovalThatFailsWithinABoundIsNamed(t *testing.T) {
	left := 0
	for most := 3; most <= 60; most++ {
		for fails := 1; fails <= 3; fails++ {
			g := newRig()
			g.before = func(w http.ResponseWriter, r *http.Request) bool {
				return r.Method == http.MethodDelete && g.n > most-fails-1 && unavailable(w)
			}
			said := judge(t, contracttest.Target{Handler: g, Values: sandbox.Values(), MaxRequests: most})["cleanup"].String()
			left += len(g.left())
			require.Empty(t, unnamed(said, g.left()), "%d requests, %d removals fail: %s", most, fails, said)
		}
	}
	require.Positive(t, left)
}

func TestARemovalAtTheSameTimeAsOthersWhoseAnswerWasLostLeavesNothing(t *testing.T) {
	g := newRig()
	g.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodDelete || g.deletes != 1 {
			return false
		}
		g.Server.ServeHTTP(httptest.NewRecorder(), r)
		return unavailable(w)
	}
	all := judge(t, contracttest.Target{Handler: g, Values: sandbox.Values(), Only: regexp.MustCompile("/concurrent$")})
	require.Empty(t, g.left())
	require.NotContains(t, all, "cleanup")
}

func TestWhatACallAddsWithinWhichTheRunIsInterruptedIsRemoved(t *testing.T) {
	for post := 1; post <= 4; post++ {
		g := newRig()
		ctx, cancel := context.WithCancel(t.Context())
		g.after = func(r *http.Request, _ *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && g.posts == post {
				cancel()
				<-r.Context().Done() // the client has hung up
			}
		}
		live := httptest.NewServer(g)
		for r := range contracttest.Test(ctx, contracttest.Target{URL: live.URL, Token: sandbox.Token, Values: sandbox.Values()}) {
			require.NotEqual(t, "cleanup", r.Check.ID, r)
		}
		live.Close()
		require.Empty(t, g.left(), post)
	}
}
