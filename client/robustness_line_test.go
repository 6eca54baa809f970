package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
)

// A line is a connection to a bad server. It has each answer judged whole before
// the client sees any of it, so that who stops reading early escapes no verdict.
type line struct {
	judged http.RoundTripper
	held   func() int // how many managers the server holds

	mu      sync.Mutex
	verdict contracttest.Result // on the last answer
	status  int
	answer  []byte
	open    int // bodies that were not closed
	posts   int // POSTs that were carried out
}

func newLine(suite *contracttest.Suite, base http.RoundTripper, world sandbox.World) *line {
	l := &line{held: func() int { return len(world.Snapshot().Managers) }}
	l.judged = suite.Transport(base, func(r contracttest.Result) {
		if r.Check.Rule != contracttest.LeaksRule { // what an answer shows besides is nothing to a client
			l.verdict = r
		}
	})
	return l
}

// forget begins a call: what earlier ones have brought counts no more.
func (l *line) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.verdict, l.status, l.answer, l.posts = contracttest.Result{}, 0, nil, 0
}

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.verdict, l.status, l.answer = contracttest.Result{}, 0, nil
	before := l.held()
	response, err := l.judged.RoundTrip(r)
	if err != nil {
		l.carried(r, before)
		return nil, err
	}
	const most = 1 << 22 // of a body that never ends
	whole, cut := io.ReadAll(io.LimitReader(response.Body, most))
	if len(whole) == most {
		cut = io.ErrUnexpectedEOF
	}
	response.Body.Close()
	l.carried(r, before)
	l.status, l.answer = response.StatusCode, whole
	l.open++
	response.Body = &counted{Reader: io.MultiReader(bytes.NewReader(whole), ending{cut}), line: l}
	return response, nil
}

// carried counts a POST if the server holds more managers than before.
func (l *line) carried(r *http.Request, before int) {
	if r.Method == http.MethodPost && l.held() > before {
		l.posts++
	}
}

// ending fails as the answer did that it ends.
type ending struct{ err error }

func (e ending) Read([]byte) (int, error) {
	if e.err == nil {
		return 0, io.EOF
	}
	return 0, e.err
}

// counted is a body that tells its line when it is closed.
type counted struct {
	io.Reader
	line *line
	once sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() {
		c.line.mu.Lock()
		defer c.line.mu.Unlock()
		c.line.open--
	})
	return nil
}

// widens reports whether the last answer grants more than was asked for, as far
// as the answer can be read at all.
func (l *line) widens(want client.Scope) bool {
	var a struct {
		Result struct {
			Workspaces []workspace `json:"moderated_workspaces"`
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(l.answer))
	decoder.UseNumber()
	if l.status/100 != 2 || want.All() || len(want.WorkspaceIDs()) == 0 || decoder.Decode(&a) != nil || a.Result.Workspaces == nil {
		return false
	}
	var asked []string
	for _, id := range want.WorkspaceIDs() {
		asked = append(asked, fmt.Sprint(id))
	}
	return len(a.Result.Workspaces) == 0 || slices.ContainsFunc(a.Result.Workspaces, func(w workspace) bool { return !slices.Contains(asked, fmt.Sprint(w.ID)) })
}

// A workspace is what an answer says of one, its id in whatever type.
type workspace struct{ ID any }

// called is a RoundTripper that calls a handler in process.
type called struct{ handler http.Handler }

func (c called) RoundTrip(r *http.Request) (response *http.Response, err error) {
	defer func() {
		if p := recover(); p != nil { // as net/http does for a handler, of which the client sees this
			response, err = nil, io.ErrUnexpectedEOF
		}
	}()
	recorder, request := httptest.NewRecorder(), r.Clone(context.WithoutCancel(r.Context()))
	request.RequestURI, request.Host, request.RemoteAddr = r.URL.RequestURI(), r.URL.Host, "192.0.2.1:1234"
	if request.Body == nil {
		request.Body = http.NoBody
	}
	c.handler.ServeHTTP(recorder, request)
	response = recorder.Result()
	response.Request = r
	return response, nil
}

// sandboxed is a sandbox whose state can be put back.
type sandboxed struct{ *sandbox.Server }

func (s sandboxed) Snapshot() (restore func()) {
	world := s.World(token)
	state := world.Snapshot()
	return func() {
		if err := world.Restore(state); err != nil {
			panic(err)
		}
	}
}
