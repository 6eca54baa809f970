package main

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// killStep is how many request indexes lie between two kills; make soak takes 1.
var killStep = flag.Int("kill-step", 41, "kill a run at every n-th request")

// TestAVerifyThatIsKilledIsCleanedUpByItsJournal kills real processes, which
// get no chance to clean up.
func TestAVerifyThatIsKilledIsCleanedUpByItsJournal(t *testing.T) {
	whole := 0
	left := 0
	for at := 3; at == 3 || at <= whole; at += *killStep {
		server := sandbox.New()
		world := server.World(token)
		before := world.Snapshot()
		kill, n := make(chan struct{}), 0
		url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder() // it is carried out, and nobody hears of it
			server.ServeHTTP(recorder, r)
			if n++; n == at {
				close(kill)
				<-r.Context().Done() // until the process is gone
				return
			}
			for name, values := range recorder.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(recorder.Body.Bytes())
		}))
		journal := filepath.Join(t.TempDir(), "journal.jsonl")
		arguments := []string{"verify", "--url", url, "--skip", "sequence|concurrent"}
		if whole == 0 {
			sent := 0
			counting := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { sent++; server.ServeHTTP(w, r) }))
			require.Equal(t, exitOK, with(counting).run(t, "verify", "--url", counting, "--skip", "sequence|concurrent").code)
			require.NoError(t, world.Restore(before))
			whole = sent
		}
		cmd, _ := start(t, append(arguments, "--journal", journal)...)
		<-kill
		require.NoError(t, cmd.Process.Kill())
		require.Error(t, cmd.Wait())
		left += len(world.Snapshot().Managers) - len(before.Managers)

		p := with(url).run(t, "verify", "--url", url, "--cleanup", journal)
		require.Equal(t, exitOK, p.code, p)
		require.Equal(t, before.Managers, world.Snapshot().Managers, "killed at request %d of %d", at, whole)
	}
	require.Positive(t, left, "no run was killed while it had something to leave behind")
}
