package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/gen"
)

// raw calls without the harness, whose checks must not run on other goroutines.
func (s *Server) raw(token, method, path, body string) (int, []byte) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

func TestOfManyWhoCreateOrDeleteTheSameOneSucceeds(t *testing.T) {
	s := New()
	var created, deleted atomic.Int32
	var ids sync.Map
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, id := range []int{5252, 6363, 7474, 8101, 8102} {
				status, body := s.raw(Token, "POST", managersPath, fmt.Sprintf(`{"team_collaborator_id":%d,"role_id":2}`, id))
				if status == http.StatusOK {
					var answer gen.CustomerManagerEnvelope
					if json.Unmarshal(body, &answer) != nil {
						t.Error(string(body))
					}
					created.Add(1)
					ids.Store(answer.Result.ID, true)
				}
			}
			if status, _ := s.raw(Token, "DELETE", managersPath+"/1234", ""); status == http.StatusOK {
				deleted.Add(1)
			}
		})
	}
	all.Wait()
	require.Equal(t, int32(5), created.Load())
	require.Equal(t, int32(1), deleted.Load())
	for id := range int64(5) {
		_, ok := ids.Load(firstFree + id)
		require.True(t, ok, "ids are unique and without gaps")
	}
	require.Len(t, s.World(Token).Snapshot().Managers, 6)
}

func TestNobodySeesHalfAWrite(t *testing.T) {
	s := New()
	pairs := map[int64]int64{2: 27123, 3: 29456, 4: 30001, 247: 30002}
	require.NoError(t, s.World(Token).edit(t.Context(), func(state State) (State, error) {
		state = state.settled()
		state.Managers[0].RoleID, state.Managers[0].WorkspaceIDs = 2, []int64{27123}
		return state, nil
	}))
	var all sync.WaitGroup
	for role, workspace := range pairs {
		all.Go(func() {
			for range 50 {
				s.raw(Token, "PUT", managersPath+"/1234", fmt.Sprintf(`{"role_id":%d,"permitted_workspace_ids":[%d]}`, role, workspace))
			}
		})
		all.Go(func() {
			for range 50 {
				_, body := s.raw(Token, "GET", managersPath, "")
				var list gen.CustomerManagerList
				if err := json.Unmarshal(body, &list); err != nil {
					t.Error(err)
					return
				}
				m := list.Result.Items[0]
				if pairs[m.PrivilegeGroup.ID] != m.ModeratedWorkspaces[0].ID {
					t.Errorf("role %d with workspace %d", m.PrivilegeGroup.ID, m.ModeratedWorkspaces[0].ID)
				}
			}
		})
	}
	all.Wait()
}

func TestManyWorldsAtOnce(t *testing.T) {
	s := New()
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			token := fmt.Sprint("sandbox-", i)
			for range 20 {
				_ = s.World(token).Reset()
				_ = s.World(token).Inject(Fault{Operation: "deleteCustomerManager", Status: 503})
				first, _ := s.raw(token, "DELETE", managersPath+"/1234", "")
				second, _ := s.raw(token, "DELETE", managersPath+"/1234", "")
				third, _ := s.raw(token, "DELETE", managersPath+"/1234", "")
				if first != 503 || second != 200 || third != 404 || len(s.World(token).Requests()) != 3 {
					t.Error(first, second, third)
				}
			}
		})
	}
	all.Wait()
}
