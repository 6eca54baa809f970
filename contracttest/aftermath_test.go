package contracttest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// journalOf writes a journal of a run that was killed when it had made managers
// of 5252 and 6363, and nobody knows of 7474; clean cleans up by it.
func journalOf(t *testing.T, g *rig, more string) (clean func() ([]string, error)) {
	t.Helper()
	g.change(func(s *sandbox.State) {
		for i, collaborator := range []int64{5252, 6363, 7474} {
			s.Managers = append(s.Managers, sandbox.Manager{ID: 10001 + int64(i), CollaboratorID: collaborator, RoleID: 2})
		}
		s.NextID = 10004
	})
	path := filepath.Join(t.TempDir(), "journal")
	require.NoError(t, os.WriteFile(path, []byte(`{"target":"http://in-process"}
{"collection":"customer_managers","looked":true,"present":["1234","5678"]}
{"collection":"customer_managers","adding":{"team_collaborator_id":"5252"}}
{"collection":"customer_managers","added":"10001","settled":{"team_collaborator_id":"5252"}}
{"collection":"customer_managers","adding":{"team_collaborator_id":"6363"}}
{"collection":"customer_managers","added":"10002","settled":{"team_collaborator_id":"6363"}}
{"collection":"customer_managers","adding":{"team_collaborator_id":"7474"}}
`+more), 0o600))
	return func() ([]string, error) {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
		require.NoError(t, err)
		defer file.Close()
		return contracttest.CleanUp(t.Context(), contracttest.Target{Handler: g, Token: sandbox.Token}, file)
	}
}

func TestASecondCleanUpLeavesWhatOthersMadeSinceTheFirstAlone(t *testing.T) {
	for name, happens := range map[string]func(*rig){
		"a key is handed out anew":     func(g *rig) { g.inherit("10001") },
		"a collaborator is used anew":  func(g *rig) { g.add(7474) },
		"one of the first, under more": func(g *rig) { g.add(5252) },
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig()
			clean := journalOf(t, g, "")
			g.before = func(w http.ResponseWriter, r *http.Request) bool {
				return r.Method == http.MethodDelete && strings.HasSuffix(r.URL.Path, "/10002") && unavailable(w)
			}
			removed, err := clean()
			require.ErrorContains(t, err, "10002")
			require.Equal(t, []string{"10001", "10003"}, removed)
			g.before = nil
			happens(g)
			removed, err = clean()
			require.NoError(t, err)
			require.Equal(t, []string{"10002"}, removed)
			require.Empty(t, g.wrong)
		})
	}
}

func TestTheEndOfACleanUpIsReadThoughTheRunWasKilledWithinALine(t *testing.T) {
	g := newRig()
	clean := journalOf(t, g, `{"collection":"customer_managers","addi`)
	_, err := clean()
	require.NoError(t, err)
	require.Empty(t, g.left())
	g.add(7474)
	removed, err := clean()
	require.NoError(t, err)
	require.Empty(t, removed, "it was made after the clean-up")
	require.Empty(t, g.wrong)
}

func TestARemovalOfACleanUpWhoseAnswerWasLostIsNoFailureOfTheNext(t *testing.T) {
	g := newRig()
	clean := journalOf(t, g, "")
	g.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodDelete {
			return false
		}
		g.Server.ServeHTTP(httptest.NewRecorder(), r)
		return unavailable(w)
	}
	_, err := clean()
	require.ErrorContains(t, err, "503")
	g.before = nil
	_, err = clean()
	require.NoError(t, err)
	require.Empty(t, g.left())
}

func TestACleanUpWhoseLastListFailsDoesNotTakeWhatIsSaidToBeRemovedForIt(t *testing.T) {
	g := newRig()
	clean := journalOf(t, g, "")
	g.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodDelete { // says so, and does nothing
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"result":"ok"}`))
			return true
		}
		return isList(r) && g.lists > 1 && unavailable(w)
	}
	_, err := clean()
	require.ErrorContains(t, err, "nobody can tell")
	g.before = nil
	removed, err := clean()
	require.NoError(t, err)
	require.Equal(t, []string{"10001", "10002", "10003"}, removed, "the first has not noted an end")
}
