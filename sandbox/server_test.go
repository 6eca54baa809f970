package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A brokenStore fails in its own way.
type brokenStore struct {
	Store
	fail func() error
}

func (s brokenStore) View(context.Context, string) (State, bool, error) {
	return State{}, false, s.fail()
}

func (s brokenStore) Edit(context.Context, string, func(State, bool) (State, error)) error {
	return s.fail()
}

func TestFailuresTellTheClientNothingAndTheLogEverything(t *testing.T) {
	for name, fail := range map[string]func() error{
		"store error": func() error { return errors.New("pq: password=hunter2") },
		"panic":       func() error { panic("pq: password=hunter2") },
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			b := newBench(t, WithStore(brokenStore{Memory(), fail}), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			for _, r := range [][3]string{
				{"GET", managersPath, ""},
				{"POST", managersPath, `{"team_collaborator_id":5252,"role_id":2}`},
				{"PUT", managersPath + "/1234", `{"role_id":2}`},
				{"DELETE", managersPath + "/1234", ""},
			} {
				log.Reset()
				got := b.call(r[0], r[1], r[2])
				require.Equal(t, http.StatusInternalServerError, got.Status)
				var answer map[string]string
				require.NoError(t, json.Unmarshal([]byte(got.Body), &answer))
				require.Equal(t, "Server error", answer["message"])
				require.Len(t, answer, 2)
				require.Contains(t, log.String(), answer["id"])
				require.Contains(t, log.String(), "hunter2")
			}
		})
	}
}

func TestAHandlerThatSaysNothingIsAFailure(t *testing.T) {
	a := &answer{header: http.Header{}}
	New().serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), a, nil)
	require.Equal(t, http.StatusInternalServerError, a.status)
}

func TestDocs(t *testing.T) {
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	s := New(WithDocs(pages))
	for path, want := range map[string]string{"/docs/": "page /docs/", "/docs/a/b.js": "page /docs/a/b.js", "/": "", "/docs": ""} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		require.Equal(t, want, w.Body.String(), path)
		if want == "" {
			require.Equal(t, http.StatusFound, w.Code)
			require.Equal(t, "/docs/", w.Header().Get("Location"))
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/docsx", nil))
	require.Equal(t, http.StatusNotFound, w.Code)
}

func TestCloseClosesTheStore(t *testing.T) {
	closed := errors.New("closed")
	require.ErrorIs(t, New(WithStore(closingStore{Memory(), closed})).Close(), closed)
	require.NoError(t, New().Close())
}

type closingStore struct {
	Store
	err error
}

func (s closingStore) Close() error { return s.err }

// The sandbox stands on the generated server and the document, and on nothing
// else of ours: neither the client nor the judge may lean on what they test.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}}", ".").Output()
	require.NoError(t, err)
	const module = "github.com/custmgr/custmgr/"
	for line := range strings.Lines(string(out)) {
		pkg := strings.TrimSpace(line)
		require.NotContains(t, pkg, "stretchr/testify")
		require.NotContains(t, pkg, "sqlite")
		if ours, ok := strings.CutPrefix(pkg, module); ok {
			require.Contains(t, []string{"sandbox", "gen", "openapi"}, ours)
		}
	}
}
