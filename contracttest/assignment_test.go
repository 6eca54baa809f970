package contracttest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// assigning is a sandbox that gives a manager to the collaborator whom an update
// names, though no update is documented to name one.
type assigning struct{ *sandbox.Server }

func (a assigning) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(sent))
	var body struct {
		Collaborator int64 `json:"team_collaborator_id"`
	}
	if r.Method != http.MethodPut || json.Unmarshal(sent, &body) != nil || body.Collaborator == 0 {
		a.Server.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	if a.Server.ServeHTTP(answer, r); answer.Code == http.StatusOK {
		world := a.World(sandbox.Token)
		state := world.Snapshot()
		for i, m := range state.Managers {
			if strings.HasSuffix(r.URL.Path, "/"+strconv.FormatInt(m.ID, 10)) {
				state.Managers[i].CollaboratorID = body.Collaborator
			}
		}
		if err := world.Restore(state); err != nil {
			panic(err)
		}
		again, _ := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), bytes.NewReader(sent)) // shows whose it is now
		again.Header = r.Header.Clone()
		a.Server.ServeHTTP(w, again)
		return
	}
	w.WriteHeader(answer.Code)
}

func TestAnItemThatWasGivenToSomebodyElseIsTheRunsStill(t *testing.T) {
	only := regexp.MustCompile("^updateCustomerManager/unsettled/identity$")
	theirs := regexp.MustCompile(`/(1234|5678)$`)
	whole := &mortal{t: t, server: assigning{sandbox.New()}, theirs: theirs}
	r := judge(t, contracttest.Target{Handler: whole, Values: sandbox.Values(), Only: only})["updateCustomerManager/unsettled/identity"]
	require.Equal(t, contracttest.Fail, r.Outcome, r)
	require.False(t, r.Broken(false), "no document forbids it")
	require.Equal(t, "/user/id", r.Problems[0].Pointer)
	for at := 1; at <= whole.n; at++ {
		if thin(at, 16) {
			continue
		}
		for _, carriedOut := range []bool{false, true} {
			server := sandbox.New()
			before := server.World(sandbox.Token).Snapshot().Managers
			var journal bytes.Buffer
			judge(t, contracttest.Target{Handler: &mortal{t: t, server: assigning{server}, at: at, carriedOut: carriedOut, theirs: theirs}, Values: sandbox.Values(), Only: only, Journal: &journal})
			_, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: &mortal{t: t, server: server, theirs: theirs}, Token: sandbox.Token}, &journal)
			require.NoError(t, err, at)
			require.Equal(t, before, server.World(sandbox.Token).Snapshot().Managers, "killed at request %d", at)
		}
	}
}
