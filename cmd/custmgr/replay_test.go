package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// loud writes OK for ok, which the contract does not know.
type loud struct{ http.ResponseWriter }

func (l loud) Write(b []byte) (int, error) {
	return l.ResponseWriter.Write([]byte(strings.ReplaceAll(string(b), `"ok"`, `"OK"`)))
}

func TestReplayJudgesWhatFailedOnceMore(t *testing.T) {
	const id = "deleteCustomerManager/response"
	broken := true
	server := sandbox.New()
	url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if broken {
			w = loud{w}
		}
		server.ServeHTTP(w, r)
	}))
	results := filepath.Join(t.TempDir(), "results.jsonl")
	p := with(url).run(t, "verify", "--url", url, "--only", "deleteCustomerManager/(response|effect)", "--json", results)
	require.Equal(t, exitRefused, p.code, p)
	require.Contains(t, p.out, "--replay "+id)

	for _, named := range []string{id, results} {
		broken = true
		p = with(url).run(t, "verify", "--url", url, "--replay", named)
		require.Equal(t, exitRefused, p.code, p)
		require.Contains(t, p.err, "failed again "+id)
		broken = false
		p = with(url).run(t, "verify", "--url", url, "--replay", named)
		require.Equal(t, exitOK, p.code, p)
		require.Contains(t, p.err, "fixed        "+id)
	}

	for name, c := range map[string]struct{ replay, says string }{
		"no such check or file": {"nothing/there", "no check of that ID"},
		"a folder":              {t.TempDir(), "is a directory"},
		"another kind of file":  {os.Args[0], "--replay"},
	} {
		t.Run(name, func(t *testing.T) {
			p := with(url).run(t, "verify", "--url", url, "--replay", c.replay)
			require.Equal(t, exitUsage, p.code)
			require.Contains(t, p.err, c.says)
		})
	}
}

func TestArtifactsOfAFailureAreWritten(t *testing.T) {
	// Updates are acknowledged and not done: no order of the calls explains what
	// the lists show.
	server := sandbox.New()
	world := server.World(token)
	var mu sync.Mutex
	url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodPut {
			defer world.Restore(world.Snapshot())
		}
		server.ServeHTTP(w, r)
	}))
	dir := filepath.Join(t.TempDir(), "artifacts")
	p := with(url).run(t, "verify", "--url", url, "--only", "concurrent", "--artifacts", dir)
	require.Equal(t, exitRefused, p.code, p)
	page, err := os.ReadFile(filepath.Join(dir, "createCustomerManager-concurrent.html"))
	require.NoError(t, err)
	require.Contains(t, string(page), "<html")
	require.NotContains(t, string(page), token)
}
