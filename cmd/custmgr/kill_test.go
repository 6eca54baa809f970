package main

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
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
	step := *killStep
	if raceDetector {
		step *= 3 // each starts processes
	}
	for at := 3; at == 3 || at <= whole; at += step {
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
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-kill:
		case err := <-ended:
			require.FailNow(t, "a run ended by itself", "before request %d of %d: %v", at, whole, err)
		}
		require.NoError(t, cmd.Process.Kill())
		require.Error(t, <-ended)
		left += len(world.Snapshot().Managers) - len(before.Managers)

		p := with(url).run(t, "verify", "--cleanup", journal)
		require.Equal(t, exitOK, p.code, p)
		require.Equal(t, before.Managers, world.Snapshot().Managers, "killed at request %d of %d", at, whole)
	}
	require.Positive(t, left, "no run was killed while it had something to leave behind")
}

func TestAJournalThatIsNoneIsWrongUse(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for _, tt := range []struct {
		name, says string
		args       []string
	}{
		{"no file", "no such file", []string{filepath.Join(folder, "none")}},
		{"a folder", "is a directory", []string{folder}},
		{"an empty file", "no journal of a run", []string{write("empty", "")}},
		{"a results file", "no journal of a run", []string{write("results", `{"run":{"suite":"custmgr"}}`+"\n")}},
		{"of a run in process", "of which nothing is left", []string{write("process", `{"target":"http://in-process"}`+"\n")}},
		{"of another server", "leave --url away, or give that", []string{write("other", `{"target":"http://127.0.0.1:1"}`+"\n"), "--url", "http://127.0.0.1:2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := with("").run(t, append([]string{"verify", "--cleanup"}, tt.args...)...)
			require.Equal(t, exitUsage, p.code, p)
			require.Contains(t, p.err, tt.says)
			require.Empty(t, p.out)
		})
	}
}
