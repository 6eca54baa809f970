package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// serveCounted serves a handler and counts the requests.
func serveCounted(t *testing.T, h http.Handler) (url string, sent func() int) {
	t.Helper()
	var mu sync.Mutex
	n := 0
	url = serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n++
		mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	return url, func() int {
		mu.Lock()
		defer mu.Unlock()
		defer func() { n = 0 }()
		return n
	}
}

func TestAReplaySendsNoMoreThanItsBound(t *testing.T) {
	const id = "updateCustomerManager/effect/replaces"
	url, sent := serveCounted(t, sandbox.New())
	p := with(url).run(t, "verify", "--url", url, "--only", "^"+id+"$", "--max-requests", "30")
	require.Equal(t, exitOK, p.code, p)
	alone := strconv.Itoa(sent())
	for _, tt := range []struct {
		name, bound, says string
	}{
		{"one that leaves something for the whole run", "30", id},
		{"one that leaves nothing for the whole run", alone, "not judged   " + id},
		{"one that the check alone does not keep to", "1", "not judged   " + id},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := with(url).run(t, "verify", "--url", url, "--replay", id, "--max-requests", tt.bound)
			bound, err := strconv.Atoi(tt.bound)
			require.NoError(t, err)
			require.LessOrEqual(t, sent(), bound, p)
			require.Contains(t, p.err, tt.says)
		})
	}
	p = with(url).run(t, "verify", "--url", url, "--replay", id)
	require.Equal(t, exitOK, p.code, p)
	require.Contains(t, p.err, "fixed        "+id, "without a bound")
}

// keeping is a sandbox that says of everything that it is removed, and keeps it.
type keeping struct{ *sandbox.Server }

func (k keeping) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodDelete {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"result":"ok"}`)
		return
	}
	k.Server.ServeHTTP(w, r)
}

func TestWhatARunLeftBehindIsReplayedByTheSameRun(t *testing.T) {
	var mu sync.Mutex
	var server http.Handler
	becomes := func(h http.Handler) {
		mu.Lock()
		defer mu.Unlock()
		server = h
	}
	url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := server
		mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	folder := t.TempDir()
	results := filepath.Join(folder, "results.jsonl")

	becomes(keeping{sandbox.New()})
	p := with(url).run(t, "verify", "--url", url, "--only", "^listCustomerManagers/response$", "--json", results, "--artifacts", folder)
	require.Equal(t, exitRefused, p.code, p)
	require.Contains(t, p.out, "1 passed, 1 failed")
	require.Contains(t, p.out, "again     custmgr verify --url "+url+"\n")
	require.Contains(t, p.out, `func TestCleanup(t *testing.T) { contracttest.Run(t, contracttest.Target{URL: "`+url+`", Token: os.Getenv("CUSTMGR_TOKEN")}) }`)
	test, err := os.ReadFile(filepath.Join(folder, "cleanup_test.go"))
	require.NoError(t, err)
	require.NotContains(t, string(test), "regexp", "an import that is not used does not compile")

	becomes(keeping{sandbox.New()})
	p = with(url).run(t, "verify", "--replay", results)
	require.Equal(t, exitRefused, p.code, p)
	require.Contains(t, p.err, "failed again cleanup")
	require.Contains(t, p.out, "1 passed, 1 failed", "by the run that was: what it did not judge is not judged now")

	becomes(sandbox.New())
	p = with(url).run(t, "verify", "--replay", results)
	require.Equal(t, exitOK, p.code, p)
	require.Contains(t, p.err, "fixed        cleanup")

	becomes(answering(http.StatusUnauthorized, "application/json", `{"message":"Unauthorized"}`))
	p = with(url).run(t, "verify", "--replay", results)
	require.Equal(t, exitNoAnswer, p.code, p)
	require.Contains(t, p.err, "no verdict   cleanup")
}

func TestAReplayOfAFileIsAsStrictAsItsRun(t *testing.T) {
	const id = "listCustomerManagers/response"
	url := serveHandler(t, answering(http.StatusOK, "application/json", `{"result":{"items":[]},"undocumented":1}`))
	results := filepath.Join(t.TempDir(), "results.jsonl")
	p := with(url).run(t, "verify", "--url", url, "--only", "^"+id+"$")
	require.Equal(t, exitOK, p.code, p)
	require.Contains(t, p.out, "1 warning")
	p = with(url).run(t, "verify", "--url", url, "--only", "^"+id+"$", "--strict", "--json", results)
	require.Equal(t, exitRefused, p.code, p)
	p = with("").run(t, "verify", "--replay", results)
	require.Equal(t, exitRefused, p.code, p)
	require.Contains(t, p.err, "failed again "+id)
}

func TestWhatTheReplayedCheckAloneLeftBehindIsSaid(t *testing.T) {
	const id = "listCustomerManagers/response"
	left := journals(t)
	try := func(only string, broken int) (printed, int) { // it removes nothing as long as it is broken
		var mu sync.Mutex
		server, n := sandbox.New(), 0
		url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			n++
			refused := r.Method == http.MethodDelete && n <= broken
			mu.Unlock()
			if refused {
				answering(http.StatusServiceUnavailable, "application/json", `{"message":"not now"}`).ServeHTTP(w, r)
				return
			}
			server.ServeHTTP(w, r)
		}))
		return with(url).run(t, "verify", "--url", url, only, id), n
	}
	_, alone := try("--only", 1<<20)
	p, _ := try("--replay", alone)
	require.Contains(t, p.err, "fixed        "+id)
	require.Equal(t, exitNoAnswer, p.code, p)
	require.Contains(t, p.out, "left behind")
	require.Len(t, left(), 2, "the journals of both runs are needed still")
}
