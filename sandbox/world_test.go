package sandbox

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func as(token string) string { return "Authorization: Bearer " + token }

func TestTokensDoNotSeeEachOther(t *testing.T) {
	b := newBench(t)
	require.Equal(t, http.StatusOK, b.call("DELETE", managersPath+"/1234", "", as("sandbox-a")).Status)
	require.JSONEq(t, seedList, b.call("GET", managersPath, "", as("sandbox-b")).Body)
	require.JSONEq(t, seedList, b.call("GET", managersPath, "", as("sandbox-A")).Body, "tokens are exact")
	require.Len(t, b.World("sandbox-a").Snapshot().Managers, 1)
	require.NoError(t, b.World("sandbox-a").Reset())
	require.JSONEq(t, seedList, b.call("GET", managersPath, "", as("sandbox-a")).Body)
}

func TestTheWorldThatWasLeftAloneTheLongestStartsAgain(t *testing.T) {
	b := newBench(t)
	shrink := func(i int) {
		require.Equal(t, http.StatusOK, b.call("DELETE", managersPath+"/1234", "", as(fmt.Sprint("sandbox", i))).Status)
	}
	managers := func(i int) int { return len(b.World(fmt.Sprint("sandbox", i)).Snapshot().Managers) }
	for i := range MaxWorlds {
		shrink(i)
	}
	require.Equal(t, 1, managers(0), "at the cap all are kept, and this one was just looked at")
	shrink(MaxWorlds)
	require.Equal(t, 1, managers(0))
	require.Equal(t, 2, managers(1), "evicted: the seed again")
	require.Equal(t, 1, managers(2))
	require.Equal(t, 1, managers(MaxWorlds))
}

func TestASnapshotIsAWorldOfItsOwn(t *testing.T) {
	w := New().World(Token)
	before := w.Snapshot()
	changed := w.Snapshot()
	changed.Managers[0].WorkspaceIDs[0] = 30001
	changed.Collaborators[0].Name = "Changed"
	require.Equal(t, Seed(), w.Snapshot(), "changing a snapshot does not change the world")
	require.NoError(t, w.Restore(changed))
	require.Equal(t, changed, w.Snapshot())
	changed.Managers[0].WorkspaceIDs[0] = 30002
	require.Equal(t, int64(30001), w.Snapshot().Managers[0].WorkspaceIDs[0], "nor does changing what was restored")
	require.NoError(t, w.Restore(before))
	require.Equal(t, before, w.Snapshot())
}

func TestStatesThatDoNotHoldTogetherAreRefused(t *testing.T) {
	for want, spoil := range map[string]func(*State){
		"manager 1234 refers to collaborator 1, which is missing: add it, or change the manager": func(s *State) { s.Managers[0].CollaboratorID = 1 },
		"manager 1234 refers to role 1, which is missing: add it, or change the manager":         func(s *State) { s.Managers[0].RoleID = 1 },
		"manager 5678 refers to workspace 1, which is missing: add it, or change the manager":    func(s *State) { s.Managers[1].WorkspaceIDs = []int64{1} },
		"manager 5678 appears twice: keep one of them":                                           func(s *State) { s.Managers[0].ID = 5678 },
		"collaborator 4321 is manager 1234 and manager 5678: keep one of them":                   func(s *State) { s.Managers[1].CollaboratorID = 4321 },
		"manager 0 has no positive id: give it one":                                              func(s *State) { s.Managers[0].ID = 0 },
		"role -2 has no positive id: give it one":                                                func(s *State) { s.Roles[0].ID = -2 },
		"workspace 29456 appears twice: keep one of them":                                        func(s *State) { s.Workspaces[0].ID = 29456 },
		"collaborator 4321 appears twice: keep one of them":                                      func(s *State) { s.Collaborators[1].ID = 4321 },
		"next_id 5678 is not greater than the id of manager 5678: raise it, or leave it out":     func(s *State) { s.NextID = 5678 },
		"next_id -1 is negative: raise it, or leave it out":                                      func(s *State) { s.NextID, s.Managers = -1, nil },
		"manager 9223372036854775807 leaves no greater id for the next one: choose a smaller id": func(s *State) { s.Managers[0].ID = 1<<63 - 1 },
	} {
		t.Run(want, func(t *testing.T) {
			state := Seed()
			spoil(&state)
			w := New().World(Token)
			require.EqualError(t, w.Restore(state), want)
			require.Equal(t, Seed(), w.Snapshot(), "nothing was changed")
			require.PanicsWithValue(t, "sandbox: the seed is refused: "+want, func() { New(WithSeed(state)) })
		})
	}
}
