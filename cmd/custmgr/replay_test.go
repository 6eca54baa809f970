package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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
	test, err := os.ReadFile(filepath.Join(dir, "createCustomerManager-concurrent_test.go"))
	require.NoError(t, err)
	require.Equal(t, `package contract_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
)

// It failed: createCustomerManager/concurrent
func TestCreateCustomerManagerConcurrent(t *testing.T) {
	contracttest.Run(t, contracttest.Target{URL: "`+url+`", Token: os.Getenv("CUSTMGR_TOKEN"), Only: regexp.MustCompile("^createCustomerManager/concurrent$")})
}
`, string(test))
}

// forgetful loses the first update after any call that it has refused for its
// credentials, which a run of the update's checks alone never makes.
func forgetful(server *sandbox.Server) http.Handler {
	world, lost := server.World(token), false
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			lost = true
		} else if r.Method == http.MethodPut && lost {
			lost = false
			defer world.Restore(world.Snapshot())
		}
		server.ServeHTTP(w, r)
	})
}

func TestReplayCallsNothingFixedThatTheWholeRunStillBreaks(t *testing.T) {
	const id = "updateCustomerManager/effect/replaces"
	url := serveHandler(t, forgetful(sandbox.New()))
	results := filepath.Join(t.TempDir(), "results.jsonl")
	p := with(url).run(t, "verify", "--url", url, "--json", results)
	require.Equal(t, exitRefused, p.code)
	require.Contains(t, p.out, "✗ "+id)
	for _, named := range []string{id, results} {
		p = with(url).run(t, "verify", "--url", url, "--replay", named)
		require.Equal(t, exitRefused, p.code, p)
		require.Contains(t, p.err, "failed again "+id)
		require.NotContains(t, p.err, "fixed")
	}
}

func TestReplayOfAFileIsOfItsTargetWithItsSettings(t *testing.T) {
	server := sandbox.New()
	var bodies []string
	var mu sync.Mutex
	url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		mu.Lock()
		bodies = append(bodies, string(body))
		mu.Unlock()
		server.ServeHTTP(loud{w}, r)
	}))
	results := filepath.Join(t.TempDir(), "results.jsonl")
	p := with(url).run(t, "verify", "--url", url, "--only", "^deleteCustomerManager/(response|effect/removes)$", "--value", "team_collaborator_id=8105", "--seed", "5", "--json", results)
	require.Equal(t, exitRefused, p.code, p)
	require.Contains(t, p.out, `Values: map[string][]any{"team_collaborator_id": {8105}}`)
	bodies = nil
	p = with("").run(t, "verify", "--replay", results)
	require.Equal(t, exitRefused, p.code, p)
	require.Contains(t, p.err, "failed again deleteCustomerManager/response")
	all := strings.Join(bodies, " ")
	require.Contains(t, all, "8105")
	require.NotContains(t, all, "5252", "the values of the run, not the document's")

	text, err := os.ReadFile(results)
	require.NoError(t, err)
	write := func(old, new string) string {
		path := filepath.Join(t.TempDir(), "other.jsonl")
		require.NoError(t, os.WriteFile(path, bytes.ReplaceAll(text, []byte(old), []byte(new)), 0o600))
		return path
	}
	for _, tt := range []struct {
		name, says string
		args       []string
		code       int
	}{
		{"another target", "that run judged " + url + ", not http://127.0.0.1:1", []string{results, "--url", "http://127.0.0.1:1"}, exitUsage},
		{"the sandbox in process", "that run judged the sandbox of this command, in process, not " + url, []string{write(`"target":"`+url, `"target":"the sandbox of this command, in process`), "--url", url}, exitUsage},
		{"only checks that are no more", "none of the checks that failed in that run exists any more", []string{write(`"deleteCustomerManager/response"`, `"gone/response"`)}, exitUsage},
		{"a run that was allowed to write elsewhere", "allow it again with --write", []string{write(url, "https://192.0.2.1"), "--write=false"}, exitUsage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "a run that was allowed to write elsewhere" {
				path := tt.args[0]
				text, err := os.ReadFile(path)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(path, bytes.Replace(text, []byte(`"settings":{`), []byte(`"settings":{"write":true,`), 1), 0o600))
			}
			p := with("").run(t, append([]string{"verify", "--replay"}, tt.args...)...)
			require.Equal(t, tt.code, p.code, p)
			require.Contains(t, p.err, tt.says)
		})
	}
	t.Run("one check of two is no more", func(t *testing.T) {
		lines := strings.Split(string(text), "\n")
		for _, line := range lines {
			if strings.Contains(line, `"deleteCustomerManager/response"`) {
				lines = slices.Insert(lines, 1, strings.ReplaceAll(line, `"deleteCustomerManager/response"`, `"gone/response"`))
				break
			}
		}
		path := filepath.Join(t.TempDir(), "more.jsonl")
		lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, `{"done"`) })
		require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600))
		p := with("").run(t, "verify", "--replay", path)
		require.Contains(t, p.err, "no verdict   gone/response")
		require.Equal(t, exitRefused, p.code)
	})
}
