package contracttest_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// inherited is a sandbox that reads a key as a number, with what may stand
// around one, in an account where somebody else's manager has the key of each
// removed one at once.
type inherited struct {
	*sandbox.Server
	t     *testing.T
	one   sync.Mutex
	heirs map[string]bool // by key

	killed  *regexp.Regexp // the path of the removal that is the last thing the run does; nil lets it live
	dead    bool
	journal bytes.Buffer
	noted   []byte // in the journal by then
}

func (s *inherited) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.one.Lock()
	defer s.one.Unlock()
	if s.dead {
		panic(http.ErrAbortHandler)
	}
	sent, key := r.URL.Path, ""
	if dir, last := path.Split(r.URL.Path); dir == "/api/customer_managers/" {
		key = strings.TrimLeft(strings.TrimSpace(last), "+0")
		r.URL.Path, r.URL.RawPath = dir+key, ""
	}
	if r.Method != http.MethodGet && s.heirs[key] {
		s.t.Errorf("%s %s: a write to what is somebody else's by now", r.Method, sent)
	}
	answer := httptest.NewRecorder()
	s.Server.ServeHTTP(answer, r)
	if id, err := strconv.ParseInt(key, 10, 64); err == nil && r.Method == http.MethodDelete && answer.Code == http.StatusOK && strings.HasSuffix(r.Header.Get("Authorization"), " "+sandbox.Token) {
		s.heirs[key] = true
		world := s.World(sandbox.Token)
		state := world.Snapshot()
		state.Collaborators = append(state.Collaborators, sandbox.Collaborator{ID: 900_000 + id, Name: "Somebody", Email: "somebody@example.com"})
		state.Managers = append(state.Managers, sandbox.Manager{ID: id, CollaboratorID: 900_000 + id, RoleID: 247, WorkspaceIDs: []int64{27123}})
		if err := world.Restore(state); err != nil {
			panic(err)
		}
		if s.killed != nil && s.killed.MatchString(sent) {
			s.dead, s.noted = true, bytes.Clone(s.journal.Bytes())
			panic(http.ErrAbortHandler)
		}
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = io.Copy(w, answer.Body)
}

func TestTheHeirsOfAKeyAreLeftAloneAfterACallThatOughtToHaveBeenRefused(t *testing.T) {
	for seed := range uint64(4) {
		if thin(int(seed), 4) {
			continue
		}
		server := &inherited{Server: sandbox.New(), t: t, heirs: map[string]bool{}}
		taken := 0
		for id, r := range judge(t, contracttest.Target{Handler: server, Values: sandbox.Values(), Seed: seed}) {
			require.False(t, r.Broken(false), r)
			if strings.HasPrefix(id, "deleteCustomerManager/unknown/id/") && r.Outcome == contracttest.Fail {
				taken++
			}
		}
		require.Equal(t, 4, taken, "padded, signed, with a space before and after")
	}
}

func TestCleanUpLeavesTheHeirOfAKeyAloneThatACallTookWhichOughtToHaveBeenRefused(t *testing.T) {
	server := &inherited{Server: sandbox.New(), t: t, heirs: map[string]bool{}, killed: regexp.MustCompile("/0[0-9]+$")}
	before := server.World(sandbox.Token).Snapshot().Managers
	judge(t, contracttest.Target{Handler: server, Values: sandbox.Values(), Journal: &server.journal})
	require.True(t, server.dead)
	server.dead, server.killed = false, nil
	_, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}, bytes.NewReader(server.noted))
	require.NoError(t, err)
	var ours []sandbox.Manager
	heirs := 0
	for _, m := range server.World(sandbox.Token).Snapshot().Managers {
		if m.CollaboratorID > 900_000 {
			heirs++
		} else {
			ours = append(ours, m)
		}
	}
	require.Equal(t, before, ours)
	require.Len(t, server.heirs, heirs, "each is there still")
}

// eager is a sandbox that adds what it refuses for its body, as often as it is sent.
type eager struct {
	*sandbox.Server
	extra map[string]string // collaborators by key
	added *int
}

func (e eager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(sent))
	if key := path.Base(r.URL.Path); r.Method == http.MethodDelete && e.extra[key] != "" {
		delete(e.extra, key)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"result":"ok"}`)
		return
	}
	answer := httptest.NewRecorder()
	e.Server.ServeHTTP(answer, r)
	body := answer.Body.String()
	switch id := regexp.MustCompile(`"team_collaborator_id":([0-9]{4})\b`).FindSubmatch(sent); {
	case r.Method == http.MethodPost && answer.Code >= 400 && answer.Code != 401 && id != nil:
		*e.added++
		e.extra[fmt.Sprint(50_000+*e.added)] = string(id[1])
	case r.Method == http.MethodGet && answer.Code == http.StatusOK:
		for _, key := range slices.Sorted(maps.Keys(e.extra)) {
			item := fmt.Sprintf(`{"id":%s,"moderated_workspaces":[],"privilege_group":{"id":2,"name":"Admin","system":true},"user":{"avatar_url":"","email":"a@example.com","id":%s,"name":"A"}},`, key, e.extra[key])
			body = strings.Replace(body, `"items":[`, `"items":[`+item, 1)
		}
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	w.WriteHeader(answer.Code)
	_, _ = io.WriteString(w, body)
}

func TestWhatABoundLeavesNoRoomToRemoveIsNamedAndCleanedUp(t *testing.T) {
	left := 0
	for _, most := range []int{60, 100, 150, 200} {
		server := eager{sandbox.New(), map[string]string{}, new(int)}
		before := server.World(sandbox.Token).Snapshot().Managers
		var journal bytes.Buffer
		results := judge(t, contracttest.Target{Handler: server, Values: sandbox.Values(), MaxRequests: most, Journal: &journal})
		for key := range server.extra {
			require.Contains(t, results["cleanup"].Reason, key, "with %d requests", most)
			left++
		}
		_, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}, &journal)
		require.NoError(t, err)
		require.Empty(t, server.extra, "with %d requests", most)
		require.Equal(t, before, server.World(sandbox.Token).Snapshot().Managers, "with %d requests", most)
	}
	require.Positive(t, left)
}
