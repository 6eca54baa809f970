// Package sandbox is a stateful stand-in for the customer managers API: an
// [http.Handler] that keeps the contract of openapi/openapi.yaml, for tests and
// for trying things out. It is not for production, and nothing in it is secret.
//
// A test starts one with a port of its own, or without any port:
//
//	url := sandbox.Start(t)                              // http://127.0.0.1:PORT, closed with the test
//	httpClient := sandbox.New().Client(sandbox.Token)    // no port; works in testing/synctest too
//
// # Worlds
//
// Every bearer token that starts with "sandbox" has a world of its own, which
// holds the managers, collaborators, roles and workspaces of [Seed] until
// somebody changes them: tests that use tokens of their own never meet. Any
// other credentials are answered with 401. At most [MaxWorlds] worlds that
// differ from the seed are kept; beyond that the one that was left alone the
// longest starts again from the seed.
//
// # What it answers
//
// Requests are judged by the document. Where the document leaves a choice, the
// sandbox takes this one:
//
//   - 404 for a path or a manager that does not exist; an id that is not plain
//     digits without leading zeros is such a manager
//   - 405 with Allow for a method that the document does not give a path, HEAD
//     and OPTIONS included
//   - 413 for a body over 1 MiB; 415 unless it is JSON in UTF-8, sent as it is
//   - 400 for anything else that is wrong with a request: duplicate names and
//     bytes after the JSON too, and integers written as 1234.0
//   - 422 for an unknown role, collaborator or workspace, and for a collaborator
//     who is a manager already
//   - unknown query parameters, unknown properties and bodies that no operation
//     asks for are ignored
//
// Ids are handed out in ascending order and never twice. Workspaces are shown
// in the order they were given, each once.
//
// # Control
//
// The paths under /_sandbox/ look at the world of their bearer token and change
// it: GET health (no token needed), POST reset, GET and PUT state (a [State]),
// GET, POST and DELETE faults (a [Fault]), GET requests (see [Request]). [World]
// has the same verbs for Go.
package sandbox

import (
	"log/slog"
	"net/http"
	"sync"

	"github.com/custmgr/custmgr/openapi"
)

// Token is the token for those who need only one world. Every other token that
// starts with it is good as well.
const Token = "sandbox"

// MaxWorlds is how many worlds that differ from the seed are kept.
const MaxWorlds = 1000

// A Server is a sandbox. It is safe for concurrent use; every call on a world
// takes effect in one step.
type Server struct {
	store      Store
	seed       State
	docs       http.Handler
	log        *slog.Logger
	routes     *http.ServeMux
	operations []string // every operationId, sorted
	traces     *traces
}

// An Option changes what New makes.
type Option func(*Server)

// WithStore keeps the worlds in store instead of in memory. Close closes it.
func WithStore(store Store) Option { return func(s *Server) { s.store = store } }

// WithSeed makes seed what a new world holds, instead of [Seed]. New panics if
// seed does not pass [State.Validate].
func WithSeed(seed State) Option { return func(s *Server) { s.seed = seed } }

// WithDocs serves pages at /docs/, without credentials, and redirects / there.
// The handler sees the whole path, /docs/ included.
func WithDocs(pages http.Handler) Option { return func(s *Server) { s.docs = pages } }

// WithLogger logs what went wrong behind each 500, under the id that its answer
// shows. Nothing else is logged, and without this option nothing at all.
func WithLogger(log *slog.Logger) Option { return func(s *Server) { s.log = log } }

// contract is the embedded document. It never changes and loading it takes longer
// than most tests, so all sandboxes of a process share it.
var contract = sync.OnceValues(openapi.Load)

// New makes a sandbox. It has no listener and no goroutine.
func New(opts ...Option) *Server {
	s := &Server{seed: Seed(), log: slog.New(slog.DiscardHandler), traces: newTraces()}
	for _, opt := range opts {
		opt(s)
	}
	if s.store == nil {
		s.store = Memory()
	}
	if err := s.seed.Validate(); err != nil {
		panic("sandbox: the seed is refused: " + err.Error())
	}
	s.seed = s.seed.settled()
	doc, err := contract()
	if err != nil {
		panic("sandbox: the document cannot be loaded: " + err.Error())
	}
	s.routes = s.route(doc)
	return s
}

// Close closes the store.
func (s *Server) Close() error { return s.store.Close() }

// ServeHTTP answers a request. Answers are written whole, except where a fault
// says otherwise: then it closes the connection, or panics with
// [http.ErrAbortHandler] where it cannot.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.docs != nil && serveDocs(s.docs, w, r) {
		return
	}
	a := &answer{header: http.Header{}}
	if routable(r) {
		s.routes.ServeHTTP(a, r)
	} else {
		a.refuse(http.StatusNotFound)
	}
	drain(r)
	a.deliver(w)
}
