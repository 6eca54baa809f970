package plan

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// A cable passes requests until it is cut: n go through, and of the next one
// either nothing arrives, or no answer comes back. After it nothing goes through.
type cable struct {
	base     http.RoundTripper
	n        int
	arrives  bool // what happens to request n
	severed  func()
	requests int
}

var errCut = errors.New("the cable is cut")

func (c *cable) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests++
	if c.requests <= c.n {
		return c.base.RoundTrip(r)
	}
	if c.requests == c.n+1 {
		c.severed()
		if c.arrives {
			resp, err := c.base.RoundTrip(r)
			if err == nil {
				_ = resp.Body.Close()
			}
			return nil, errCut
		}
	}
	if r.Body != nil {
		_ = r.Body.Close()
	}
	return nil, errCut
}

// before is an account with work of every kind to do, and one manager whom no
// file names; wanted is the file.
func before(t *testing.T) (state sandbox.State, wanted File) {
	state = crew(8)
	state.Managers = []sandbox.Manager{
		{ID: 11, CollaboratorID: 1, RoleID: 2, WorkspaceIDs: []int64{101, 102}}, // narrows
		{ID: 12, CollaboratorID: 2, RoleID: 2, WorkspaceIDs: []int64{101}},      // widens
		{ID: 13, CollaboratorID: 3, RoleID: 2, WorkspaceIDs: []int64{}},         // another role
		{ID: 14, CollaboratorID: 4, RoleID: 2, WorkspaceIDs: []int64{103}},      // stays
		{ID: 18, CollaboratorID: 8, RoleID: 3, WorkspaceIDs: []int64{105}},      // not in the file
	}
	return state, parse(t, head+`
  - {collaborator: 1, role: 2, workspaces: [101]}
  - {collaborator: 2, role: 2, workspaces: [101, 104]}
  - {collaborator: 3, role: 3, workspaces: all}
  - {collaborator: 4, role: 2, workspaces: [103]}
  - {collaborator: 5, role: 2, workspaces: [101]}
  - {collaborator: 6, role: 2, workspaces: [101]}
  - {collaborator: 7, role: 2, workspaces: all}
`)
}

// brokenOff makes one run that ends before its end, one way or another.
type brokenOff struct {
	name    string
	arrives bool
	cancels bool // the context ends too, as by Ctrl-C
}

func TestARunThatIsKilledAnywhereIsGoneOnWith(t *testing.T) {
	for _, how := range []brokenOff{
		{"nothing arrives", false, false},
		{"the answer is lost", true, false},
		{"nothing arrives, and the context ends", false, true},
		{"the answer is lost, and the context ends", true, true},
	} {
		for _, prune := range []bool{false, true} {
			for n := 0; ; n++ {
				complete := false
				t.Run(fmt.Sprintf("%s/prune %t/after %d requests", how.name, prune, n), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { complete = killed(t, how, prune, n) })
				})
				if complete {
					require.Greater(t, n, 5, "the run has been killed at each of its requests")
					break
				}
				require.Less(t, n, 30)
			}
		}
	}
}

// killed cuts a run off after n requests and makes another; it reports whether
// the first one had come to its end before.
func killed(t *testing.T, how brokenOff, prune bool, n int) (complete bool) {
	state, wanted := before(t)
	server := sandbox.New(sandbox.WithSeed(state))
	account := listed(t, connect(t, server, nil))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cut := &cable{n: n, arrives: how.arrives, severed: func() {
		if how.cancels {
			cancel()
		}
	}}
	first := Make(wanted, account, prune).Apply(ctx, connect(t, server, func(base http.RoundTripper) http.RoundTripper {
		cut.base = base
		return cut
	}), new(Meter))
	complete = cut.requests <= n
	require.Equal(t, complete, first.OK(), "%+v", first)
	require.Equal(t, first.Total, first.Deleted+first.Updated+first.Created+len(first.Failures)+first.Untried, "each change is accounted for: %+v", first)
	if how.cancels && !complete {
		require.ErrorIs(t, first.Stopped, context.Canceled)
	}

	c := connect(t, server, nil)
	second := planned(t, c, wanted, prune).Apply(t.Context(), c, new(Meter))
	require.True(t, second.OK(), "%+v", second)
	require.Empty(t, planned(t, c, wanted, prune).Changes)

	after := world(server).Snapshot().Managers
	outside := slices.IndexFunc(after, func(m sandbox.Manager) bool { return m.CollaboratorID == 8 })
	if prune {
		require.Equal(t, -1, outside)
	} else {
		require.Equal(t, state.Managers[4], after[outside], "who is not in the file is left alone")
	}
	require.Len(t, after, map[bool]int{true: 7, false: 8}[prune])
	// The sandbox itself refuses a collaborator's second create, with 422: none was sent.
	creates := map[string]int{}
	for _, r := range world(server).Requests() {
		if r.Method == http.MethodPost {
			creates[r.Body]++
			require.Equal(t, http.StatusOK, r.Status, r.Body)
		}
		if !prune {
			require.NotEqual(t, http.MethodDelete, r.Method)
		}
	}
	require.Len(t, creates, 3)
	for body, times := range creates {
		require.Equal(t, 1, times, "created twice: %s", body)
	}
	return complete
}
