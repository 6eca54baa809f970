package contracttest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/custmgr/custmgr/sandbox"
)

const managersPath = "/api/customer_managers"

// A rig is a sandbox in which other things happen too: before is asked before
// each request, and may answer it; after sees what was answered.
type rig struct {
	*sandbox.Server
	mu      sync.Mutex
	n       int // requests
	lists   int // of the run's account
	posts   int
	deletes int
	theirs  map[string]bool // keys of what is somebody else's by now
	wrong   []string        // writes to those
	before  func(w http.ResponseWriter, r *http.Request) (answered bool)
	after   func(r *http.Request, a *httptest.ResponseRecorder)
}

func newRig() *rig {
	return &rig{Server: sandbox.New(), theirs: map[string]bool{"1234": true, "5678": true}}
}

func isList(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == managersPath && r.Header.Get("Authorization") == "Bearer "+sandbox.Token
}

func (g *rig) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n++
	switch {
	case isList(r):
		g.lists++
	case r.Method == http.MethodPost:
		g.posts++
	case r.Method == http.MethodDelete:
		g.deletes++
	}
	if r.Method != http.MethodGet && g.theirs[strings.TrimPrefix(r.URL.Path, managersPath+"/")] {
		g.wrong = append(g.wrong, fmt.Sprintf("request %d: %s %s", g.n, r.Method, r.URL.Path))
	}
	if g.before != nil && g.before(w, r) {
		return
	}
	a := httptest.NewRecorder()
	g.Server.ServeHTTP(a, r)
	if g.after != nil {
		g.after(r, a)
	}
	for name, values := range a.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(a.Code)
	_, _ = w.Write(a.Body.Bytes())
}

// unavailable answers as a gateway does whose server is away.
func unavailable(w http.ResponseWriter) bool {
	http.Error(w, "<h1>503 Service Unavailable</h1>", http.StatusServiceUnavailable)
	return true
}

// change changes what is there behind the run's back.
func (g *rig) change(how func(*sandbox.State)) {
	world := g.World(sandbox.Token)
	state := world.Snapshot()
	how(&state)
	if err := world.Restore(state); err != nil {
		panic(err)
	}
}

// add lets somebody else make a manager of a collaborator.
func (g *rig) add(collaborator int64) {
	g.change(func(s *sandbox.State) {
		g.theirs[fmt.Sprint(s.NextID)] = true
		s.Managers = append(s.Managers, sandbox.Manager{ID: s.NextID, CollaboratorID: collaborator, RoleID: 247, WorkspaceIDs: []int64{27123}})
		s.NextID++
	})
}

// inherit gives a key to a manager of somebody else's.
func (g *rig) inherit(key string) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		panic(err)
	}
	g.change(func(s *sandbox.State) {
		s.Managers = slices.DeleteFunc(s.Managers, func(m sandbox.Manager) bool { return m.ID == id })
		s.Collaborators = append(s.Collaborators, sandbox.Collaborator{ID: 900_000, Name: "Somebody", Email: "somebody@example.com"})
		s.Managers = append(s.Managers, sandbox.Manager{ID: id, CollaboratorID: 900_000, RoleID: 247, WorkspaceIDs: []int64{27123}})
	})
	g.theirs[key] = true
}

// left are the keys of what is neither there before nor somebody else's.
func (g *rig) left() (all []string) {
	for _, m := range g.World(sandbox.Token).Snapshot().Managers {
		if key := fmt.Sprint(m.ID); !g.theirs[key] {
			all = append(all, key)
		}
	}
	return all
}

// unnamed are the keys that what a run says of its cleaning up does not name.
func unnamed(said string, keys []string) []string {
	return slices.DeleteFunc(keys, func(key string) bool {
		return strings.Contains(said, "customer_managers "+key) || strings.Contains(said, "perhaps one of customer_managers")
	})
}
