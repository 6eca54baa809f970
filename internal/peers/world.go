package main

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/sandbox"
)

// The accounts that the tools use: token is everybody's, other is for those
// that want a second one. They are long enough to be told from a word in an answer.
const (
	token = "sandbox-token-of-peers-1"
	other = "sandbox-token-of-peers-2"
)

// seed is the state in which every run begins: one in which each example of the
// document is true. The managers that the examples of the path parameter name
// are there, and the collaborators that the request examples name are none yet.
func seed() sandbox.State {
	s := sandbox.Seed()
	s.Managers = []sandbox.Manager{
		{ID: 1234, CollaboratorID: 8101, RoleID: 247, WorkspaceIDs: []int64{27123, 29456}},
		{ID: 1236, CollaboratorID: 8102, RoleID: 2, WorkspaceIDs: []int64{29456}},
		{ID: 5678, CollaboratorID: 8765, RoleID: 2, WorkspaceIDs: []int64{}},
	}
	return s
}

// A stage is one server, good or bad, with a fresh state and a port of its own.
type stage struct {
	url    string
	server *httptest.Server

	mu       sync.Mutex
	requests int
	first    time.Time // when the first request came
}

// correct is the good server itself, wrapped like the bad ones.
func correct() badserver.Server {
	return badserver.Server{Name: "correct", Wrap: func(good badserver.Good) http.Handler { return good }}
}

// raise starts a server; close stops it.
func raise(s badserver.Server) *stage {
	st, h := &stage{}, s.Wrap(good{sandbox.New(sandbox.WithSeed(seed()))})
	st.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st.mu.Lock()
		if st.requests++; st.requests == 1 {
			st.first = time.Now()
		}
		st.mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	st.url = st.server.URL
	return st
}

// seen returns how many requests came, and when the first of them did.
func (s *stage) seen() (requests int, first time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests, s.first
}

// close stops the server, also when a client still holds on to a connection.
func (s *stage) close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

// good is a sandbox whose state can be put back.
type good struct{ *sandbox.Server }

// Snapshot implements [badserver.Good].
func (g good) Snapshot() (restore func()) {
	world := g.World(token)
	state := world.Snapshot()
	return func() {
		if err := world.Restore(state); err != nil {
			panic(err) // the state came from this world: it must fit
		}
	}
}
