package plan

import (
	"bytes"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyState draws an account: people, roles and workspaces with any names, some of
// the people managers.
func anyState(t *rapid.T) sandbox.State {
	ids := rapid.SliceOfNDistinct(rapid.Int64Range(1, 1<<62), 1, 12, rapid.ID[int64])
	name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z#:,\[\]{}"'&*!|>%@-]{0,12}`))
	var s sandbox.State
	for _, id := range ids.Draw(t, "workspaces") {
		s.Workspaces = append(s.Workspaces, sandbox.Workspace{ID: id, Name: name.Draw(t, "workspace")})
	}
	for _, id := range ids.Draw(t, "roles") {
		s.Roles = append(s.Roles, sandbox.Role{ID: id, Name: name.Draw(t, "role")})
	}
	s.NextID = 1
	for _, id := range ids.Draw(t, "people") {
		s.Collaborators = append(s.Collaborators, sandbox.Collaborator{ID: id, Name: name.Draw(t, "person"), Email: name.Draw(t, "email")})
		if rapid.Bool().Draw(t, "manages") {
			m := sandbox.Manager{ID: s.NextID, CollaboratorID: id, RoleID: rapid.SampledFrom(s.Roles).Draw(t, "in role").ID, WorkspaceIDs: []int64{}}
			for _, w := range s.Workspaces {
				if rapid.Bool().Draw(t, "reaches") {
					m.WorkspaceIDs = append(m.WorkspaceIDs, w.ID)
				}
			}
			s.NextID++
			s.Managers = append(s.Managers, m)
		}
	}
	return s
}

// grant is a manager without the id, which a new one has not.
type grant struct {
	collaborator, role int64
	scope              string
}

func grantsOf(s sandbox.State) map[grant]bool {
	all := map[grant]bool{}
	for _, m := range s.Managers {
		reach := map[int64]bool{}
		for _, w := range m.WorkspaceIDs {
			reach[w] = true
		}
		text := ""
		for _, w := range s.Workspaces {
			if reach[w.ID] {
				text += w.Name + "\x00"
			}
		}
		if len(m.WorkspaceIDs) == 0 {
			text = "all"
		}
		all[grant{m.CollaboratorID, m.RoleID, text}] = true
	}
	return all
}

func TestWhatIsExportedIsAnEmptyPlan(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := connect(t, sandbox.New(sandbox.WithSeed(anyState(r))), nil)
		account := listed(t, c)
		var b bytes.Buffer
		require.NoError(r, Write(&b, account))
		file, err := Parse("f", &b)
		require.NoError(r, err)
		p := Make(file, account, true)
		require.Empty(r, p.Changes)
		require.Equal(r, len(account.managers), p.Same)
	})
}

func TestApplyingAnExportMakesAnAccountAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		from := anyState(r)
		var b bytes.Buffer
		require.NoError(r, Write(&b, listed(t, connect(t, sandbox.New(sandbox.WithSeed(from)), nil))))
		file, err := Parse("f", &b)
		require.NoError(r, err)

		to := from
		to.Managers = nil
		if rapid.Bool().Draw(r, "some are there") { // else it is an empty account
			to.Managers = anyManagers(r, from)
		}
		to.NextID = 1000
		server := sandbox.New(sandbox.WithSeed(to))
		c := connect(t, server, nil)
		result := planned(t, c, file, true).Apply(t.Context(), c, new(Meter))
		require.True(r, result.OK(), "%+v", result)
		require.Equal(r, grantsOf(from), grantsOf(world(server).Snapshot()))
		require.Empty(r, planned(t, c, file, true).Changes, "a second time there is nothing to do")
	})
}

// anyManagers draws other managers for the people of a state.
func anyManagers(t *rapid.T, s sandbox.State) []sandbox.Manager {
	var all []sandbox.Manager
	for i, c := range s.Collaborators {
		if rapid.Bool().Draw(t, "is there") {
			m := sandbox.Manager{ID: int64(500 + i), CollaboratorID: c.ID, RoleID: rapid.SampledFrom(s.Roles).Draw(t, "before in role").ID, WorkspaceIDs: []int64{}}
			if rapid.Bool().Draw(t, "only one") {
				m.WorkspaceIDs = append(m.WorkspaceIDs, rapid.SampledFrom(s.Workspaces).Draw(t, "there").ID)
			}
			all = append(all, m)
		}
	}
	return all
}
