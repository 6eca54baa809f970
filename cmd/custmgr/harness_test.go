package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
)

// A session is one command line, with what it is connected to.
type session struct {
	env      map[string]string
	stdin    string
	terminal bool
}

// A printed is what a command left behind.
type printed struct {
	code     int
	out, err string
}

// run runs a command line in process.
func (s session) run(t *testing.T, args ...string) printed {
	t.Helper()
	return s.runUntil(t.Context(), args...)
}

// runUntil is run with a context that may end.
func (s session) runUntil(ctx context.Context, args ...string) printed {
	var out, errs bytes.Buffer
	a := &app{
		in: strings.NewReader(s.stdin), out: &out, err: &errs, env: func(name string) string { return s.env[name] },
		inTerminal: s.terminal, outTerminal: s.terminal, errTerminal: s.terminal,
	}
	code := run(ctx, a, args)
	return printed{code, out.String(), errs.String()}
}

// token is good for a sandbox, and long enough to be a secret.
const token = "sandbox-of-the-command-tests"

// with is a session that calls a server with the token.
func with(url string) session {
	return session{env: map[string]string{envToken: token, envURL: url}}
}

// serveSandbox runs a sandbox on a port.
func serveSandbox(t *testing.T) string {
	t.Helper()
	return serveHandler(t, sandbox.New())
}

func serveHandler(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// answering answers everything in one way.
func answering(status int, media, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}
