package contracttest_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// mortal is a server in front of a run that is killed at a request: neither it
// nor any after it is answered, so that not even the run's own cleaning up
// gets through. The request itself may or may not have been carried out.
type mortal struct {
	t          *testing.T
	server     http.Handler
	one        sync.Mutex
	at, n      int
	carriedOut bool
	theirs     *regexp.Regexp // paths of items that are not the run's
}

func (m *mortal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && m.theirs.MatchString(r.URL.Path) {
		m.t.Errorf("%s %s: a write to an item that is not the run's", r.Method, r.URL.Path)
	}
	m.one.Lock()
	defer m.one.Unlock()
	m.n++
	if m.at > 0 && m.n > m.at || m.n == m.at && !m.carriedOut {
		panic(http.ErrAbortHandler)
	}
	m.server.ServeHTTP(w, r)
	if m.n == m.at {
		panic(http.ErrAbortHandler)
	}
}

func TestARunThatIsKilledAtAnyRequestIsCleanedUp(t *testing.T) {
	t.Parallel()
	step := 1
	if raceDetector {
		step = 97
	}
	theirs := regexp.MustCompile(`/(1234|5678)$`)
	whole := &mortal{t: t, server: sandbox.New(), theirs: theirs}
	judge(t, contracttest.Target{Handler: whole, Values: sandbox.Values()})
	require.Greater(t, whole.n, 100)
	left := 0
	for at := 1; at <= whole.n; at += step {
		for _, carriedOut := range []bool{false, true} {
			server := sandbox.New()
			before := server.World(sandbox.Token).Snapshot()
			var journal bytes.Buffer
			judge(t, contracttest.Target{Handler: &mortal{t: t, server: server, at: at, carriedOut: carriedOut, theirs: theirs}, Values: sandbox.Values(), Journal: &journal})
			left += len(server.World(sandbox.Token).Snapshot().Managers) - len(before.Managers)

			_, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: &mortal{t: t, server: server, theirs: theirs}, Token: sandbox.Token}, &journal)
			require.NoError(t, err, at)
			require.Equal(t, before.Managers, server.World(sandbox.Token).Snapshot().Managers, "killed at request %d", at)
		}
	}
	require.Positive(t, left, "no run was killed while it had something to leave behind")
}

func TestCleanUpLeavesTheItemsOfOthersAlone(t *testing.T) {
	server := sandbox.New()
	var journal bytes.Buffer
	judge(t, contracttest.Target{Handler: &mortal{t: t, server: server, at: 8, theirs: regexp.MustCompile("^$")}, Journal: &journal})
	state := server.World(sandbox.Token).Snapshot()
	ours := len(state.Managers)
	require.Greater(t, ours, 2)
	state.Managers = append(state.Managers, sandbox.Manager{ID: state.NextID, CollaboratorID: 8103, RoleID: 2})
	state.NextID++
	require.NoError(t, server.World(sandbox.Token).Restore(state))

	removed, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}, bytes.NewReader(journal.Bytes()))
	require.NoError(t, err)
	require.Len(t, removed, ours-2)
	managers := server.World(sandbox.Token).Snapshot().Managers
	require.Len(t, managers, 3)
	require.Equal(t, int64(8103), managers[2].CollaboratorID)

	removed, err = contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}, bytes.NewReader(journal.Bytes()))
	require.NoError(t, err)
	require.Empty(t, removed)
}

func TestWhatIsAddedAfterTheRunIsNotItsOwn(t *testing.T) {
	server := sandbox.New()
	theirs := regexp.MustCompile("^$")
	add := func(collaborator int64) {
		state := server.World(sandbox.Token).Snapshot()
		state.Managers = append(state.Managers, sandbox.Manager{ID: state.NextID, CollaboratorID: collaborator, RoleID: 2})
		state.NextID++
		require.NoError(t, server.World(sandbox.Token).Restore(state))
	}
	collaborators := func() (all []int64) {
		for _, m := range server.World(sandbox.Token).Snapshot().Managers {
			all = append(all, m.CollaboratorID)
		}
		return all
	}
	clean := func(journal io.Reader) []string {
		removed, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}, journal)
		require.NoError(t, err)
		return removed
	}
	const mine = 5252 // the collaborator that the run adds first

	t.Run("a run that came to its end", func(t *testing.T) {
		var journal bytes.Buffer
		judge(t, contracttest.Target{Handler: server, Values: sandbox.Values(), Journal: &journal})
		require.Contains(t, journal.String(), fmt.Sprint(mine), "the run has used the collaborator")
		before := collaborators()
		add(mine)
		require.Empty(t, clean(&journal))
		require.Equal(t, append(before, mine), collaborators())
	})
	t.Run("a run that was killed and cleaned up", func(t *testing.T) {
		server = sandbox.New()
		before := collaborators()
		var journal bytes.Buffer
		judge(t, contracttest.Target{Handler: &mortal{t: t, server: server, at: 60, theirs: theirs}, Values: sandbox.Values(), Journal: &journal})
		text := journal.String()
		journal = *bytes.NewBufferString(text)
		clean(&journal)
		require.Equal(t, before, collaborators())
		add(mine)
		require.Empty(t, clean(bytes.NewBufferString(text+journal.String())))
		require.Equal(t, append(before, mine), collaborators())
	})
	t.Run("a run that was killed after its calls for the collaborator were refused", func(t *testing.T) {
		server = sandbox.New()
		add(mine)
		before := collaborators()
		journal := `{"target":"http://in-process"}
{"collection":"customer_managers","looked":true,"present":["1234","5678"]}
{"collection":"customer_managers","adding":{"team_collaborator_id":"5252"}}
`
		require.Empty(t, clean(strings.NewReader(journal+`{"collection":"customer_managers","settled":{"team_collaborator_id":"5252"}}`)))
		require.Equal(t, before, collaborators())
		require.Len(t, clean(strings.NewReader(journal)), 1, "nobody knows what a call without an answer did")
	})
}

func TestTheTokenOfAnotherAccountIsNoCleanAccount(t *testing.T) {
	server := sandbox.New()
	journal := `{"target":"http://in-process"}
{"collection":"customer_managers","looked":true,"present":["1234","5678"]}
{"collection":"customer_managers","adding":{"team_collaborator_id":"5252"}}
{"collection":"customer_managers","added":"10001","settled":{"team_collaborator_id":"5252"}}
`
	_, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token + "-of-another"}, strings.NewReader(journal))
	require.ErrorContains(t, err, "customer_managers 10001: the token is of another account than the run's, or somebody has removed it already")
	journal += `{"collection":"customer_managers","removing":"10001"}` + "\n"
	_, err = contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}, strings.NewReader(journal))
	require.NoError(t, err, "the removal that was under way may have been carried out")
}

func TestAJournalThatCannotBeUsedChangesNothing(t *testing.T) {
	for _, c := range []struct{ name, journal, says string }{
		{"an empty one", "", "no journal"},
		{"something else", "hello\n", "line 1"},
		{"one without a target", `{"collection":"customer_managers","added":"1234"}` + "\n", "no journal"},
		{"one of another server", `{"target":"https://other.example.com"}` + "\n" + `{"collection":"customer_managers","looked":true}` + "\n" + `{"collection":"customer_managers","added":"1234"}` + "\n", "other.example.com"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := &recording{Handler: sandbox.New()}
			_, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}, strings.NewReader(c.journal))
			require.ErrorContains(t, err, c.says)
			require.Empty(t, server.requests)
		})
	}
}

func TestWithoutAJournalThatCanBeWrittenNothingIsAdded(t *testing.T) {
	server := &recording{Handler: sandbox.New()}
	all := judge(t, contracttest.Target{Handler: server, Journal: full{}})
	require.Equal(t, len(all), count(all, contracttest.Invalid))
	require.Empty(t, server.requests)
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, http.ErrContentLength }
