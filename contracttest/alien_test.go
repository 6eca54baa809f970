package contracttest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestAnAnswerDoesNotMakeSomebodyElsesItemOurs(t *testing.T) {
	id := regexp.MustCompile(`"id":\d{5},`)
	for only, check := range map[string]string{
		"":                                 "createCustomerManager/effect/adds",
		"createCustomerManager/sequence":   "createCustomerManager/sequence",
		"createCustomerManager/concurrent": "createCustomerManager/concurrent",
		"createCustomerManager/question$":  "", // which adds an item twice
		"deleteCustomerManager/":           "",
	} {
		t.Run("the answer to an adding call has the key of somebody's manager, and judged is "+only, func(t *testing.T) {
			server := &careless{Server: inhabited(t, 10_001), read: readings["as it is"]}
			var added atomic.Int32
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost {
					server.ServeHTTP(w, r)
					return
				}
				added.Add(1)
				recorder := httptest.NewRecorder()
				server.ServeHTTP(recorder, r)
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(recorder.Code)
				_, _ = w.Write(id.ReplaceAll(recorder.Body.Bytes(), []byte(`"id":12,`)))
			})
			server.writes = []string{"none"}
			requireUntouched(t, server, func(target contracttest.Target) {
				target.Handler, target.Only = handler, regexp.MustCompile(only)
				all := judge(t, target)
				if check != "" {
					require.Equal(t, contracttest.Fail, all[check].Outcome, all[check])
				}
			})
			require.Positive(t, added.Load())
		})
	}
}

func TestTheKeyOfWhatWasRemovedMayBeSomebodyElsesBySoon(t *testing.T) {
	server := sandbox.New()
	world := server.World(sandbox.Token)
	handler := oneByOne(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		server.ServeHTTP(recorder, r)
		key, err := strconv.ParseInt(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], 10, 64)
		if r.Method == http.MethodDelete && recorder.Code == http.StatusOK && err == nil { // somebody adds an item, and gets the key
			state := world.Snapshot()
			state.Collaborators = append(state.Collaborators, sandbox.Collaborator{ID: 900_000 + key, Name: "Somebody", Email: "somebody@example.com"})
			state.Managers = append(state.Managers, sandbox.Manager{ID: key, CollaboratorID: 900_000 + key, RoleID: 247, WorkspaceIDs: []int64{27123}})
			require.NoError(t, world.Restore(state))
		}
		for k, v := range recorder.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
	all := judge(t, contracttest.Target{Handler: handler, OtherToken: secondToken, Values: sandbox.Values()})
	require.Zero(t, count(all, contracttest.Fail), all)
	people := 0
	for _, m := range world.Snapshot().Managers {
		if m.CollaboratorID > 900_000 {
			people++
			require.Equal(t, sandbox.Manager{ID: m.CollaboratorID - 900_000, CollaboratorID: m.CollaboratorID, RoleID: 247, WorkspaceIDs: []int64{27123}}, m)
		}
	}
	require.Equal(t, len(world.Snapshot().Collaborators)-len(sandbox.Seed().Collaborators), people, "every one of somebody's items is there")
	require.Greater(t, people, 3)
}

func TestCleanUpLeavesTheKeyOfWhatWasRemovedToItsNextOwner(t *testing.T) {
	const lines = `{"target":"http://in-process"}
{"collection":"customer_managers","looked":true,"present":["1234"]}
{"collection":"customer_managers","adding":{"team_collaborator_id":"5252"}}
`
	const added, other, removing = `{"collection":"customer_managers","added":"5678","settled":{"team_collaborator_id":"8765"}}` + "\n",
		`{"collection":"customer_managers","added":"5678","settled":{"team_collaborator_id":"5252"}}` + "\n",
		`{"collection":"customer_managers","removing":"5678"}` + "\n"
	for name, c := range map[string]struct {
		more    string
		removed int
		problem string
	}{
		"it was not removed, and is ours":                         {added, 1, ""},
		"it was not removed, and is somebody's":                   {other, 0, "has the key of what the run has added"},
		"it was removed, and is somebody's":                       {other + removing, 0, ""},
		"it was removed, and is ours once more":                   {added + removing + added, 1, ""},
		"it may have been removed, and has nothing to tell it by": {`{"collection":"customer_managers","added":"5678"}` + "\n" + removing, 0, "customer_managers 5678 may be the run's"},
	} {
		t.Run(name, func(t *testing.T) {
			removed, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: sandbox.New(), Token: sandbox.Token}, strings.NewReader(lines+c.more))
			if c.problem == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.problem)
			}
			require.Len(t, removed, c.removed)
		})
	}
}

// TestKeysThatAreTextAreSafeToo has a server of another document that takes a
// key for the item with which it begins.
func TestKeysThatAreTextAreSafeToo(t *testing.T) {
	s := subjects(t)[1]
	server, path := notes.New(), "/teams/red/notes"
	call := func(method, key, path string) string {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(method, path, bytes.NewBufferString(`{"text":"Somebody's"}`))
		r.Header.Set("X-Key", key)
		r.Header.Set("Content-Type", "application/json")
		server.ServeHTTP(w, r)
		return w.Body.String()
	}
	for range 12 {
		call(http.MethodPost, notes.Key, path)
	}
	for range 14 {
		call(http.MethodPost, notes.OtherKey, path) // also under the first keys of ours
	}
	before := map[string]string{notes.Key: call(http.MethodGet, notes.Key, path), notes.OtherKey: call(http.MethodGet, notes.OtherKey, path)}
	begin := regexp.MustCompile(`^(n-)?\d+`)
	var foreign []string
	handler := oneByOne(func(w http.ResponseWriter, r *http.Request) {
		if key, keyed := strings.CutPrefix(r.URL.Path, path+"/"); keyed {
			if read := begin.FindString(key); read != "" {
				key = "n-" + strings.TrimPrefix(read, "n-")
				r.URL.Path, r.URL.RawPath = path+"/"+key, ""
			}
			if strings.Contains(before[r.Header.Get("X-Key")], fmt.Sprintf("%q", key)) {
				foreign = append(foreign, r.Method+" "+key)
			}
		}
		server.ServeHTTP(w, r)
	})
	results := slices.Collect(s.suite.Test(t.Context(), contracttest.Target{Handler: handler, Token: notes.Key, OtherToken: notes.OtherKey}))
	require.Empty(t, foreign)
	for key, was := range before {
		require.Equal(t, was, call(http.MethodGet, key, path))
	}
	for _, r := range results {
		if r.Check.Rule == "isolation" {
			require.Equal(t, contracttest.Pass, r.Outcome, r)
		}
	}
}
