package contracttest_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/custmgr/custmgr/sandbox"
)

// A meeting brings two calls together that are made at the same time. In a
// synctest bubble the wait ends only when nobody else can come.
type meeting struct {
	mu      sync.Mutex
	waiting chan struct{}
}

// meet reports whether another call came.
func (m *meeting) meet() bool {
	m.mu.Lock()
	if m.waiting != nil {
		close(m.waiting)
		m.waiting = nil
		m.mu.Unlock()
		return true
	}
	mine := make(chan struct{})
	m.waiting = mine
	m.mu.Unlock()
	select {
	case <-mine:
		return true
	case <-time.After(time.Second):
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.waiting == mine {
			m.waiting = nil
		}
		return false
	}
}

// halfDone is what in some runs nobody can tell from a list that reads an item in parts.
const halfDone = "a list shows an update that is half done"

// rushed servers are right as long as one call comes after the other.
var rushed = []struct {
	name  string
	says  string
	serve func(good *sandbox.Server) http.HandlerFunc
}{
	{"an update writes back what it has read of all", "there is none", func(good *sandbox.Server) http.HandlerFunc {
		var one sync.Mutex
		var puts meeting
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPut {
				good.ServeHTTP(w, r)
				return
			}
			read := good.World(sandbox.Token).Snapshot()
			puts.meet()
			one.Lock()
			defer one.Unlock()
			if err := good.World(sandbox.Token).Restore(read); err != nil {
				panic(err)
			}
			good.ServeHTTP(w, r)
		}
	}},
	{"two that are added at once get one id", "for two that were added at the same time", func(good *sandbox.Server) http.HandlerFunc {
		var one sync.Mutex
		var posts meeting
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				good.ServeHTTP(w, r)
				return
			}
			read := good.World(sandbox.Token).Snapshot()
			posts.meet()
			one.Lock()
			defer one.Unlock()
			if err := good.World(sandbox.Token).Restore(read); err != nil {
				panic(err)
			}
			good.ServeHTTP(w, r)
		}
	}},
	{halfDone, "there is none", func(good *sandbox.Server) http.HandlerFunc {
		var mu sync.Mutex
		var half []chan struct{} // updates that wait until somebody has looked
		updates := 0
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPut {
				mu.Lock()
				defer mu.Unlock()
				good.ServeHTTP(w, r)
				if r.Method == http.MethodGet {
					for _, update := range half {
						close(update)
					}
					half = nil
				}
				return
			}
			mu.Lock()
			world, before := good.World(sandbox.Token), good.World(sandbox.Token).Snapshot()
			good.ServeHTTP(w, r)
			id, _ := strconv.ParseInt(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], 10, 64)
			scope := find(world.Snapshot().Managers, id).WorkspaceIDs
			set := func(ids []int64) {
				state := world.Snapshot()
				find(state.Managers, id).WorkspaceIDs = ids
				if err := world.Restore(state); err != nil {
					panic(err)
				}
			}
			set(find(before.Managers, id).WorkspaceIDs)
			looked := make(chan struct{})
			half = append(half, looked)
			updates++
			patience := time.After(time.Duration(updates) * time.Second) // the first one gives up first, and its client looks
			mu.Unlock()
			select {
			case <-looked:
			case <-patience:
			}
			mu.Lock()
			defer mu.Unlock()
			half = slices.DeleteFunc(half, func(update chan struct{}) bool { return update == looked })
			set(scope)
		}
	}},
	{"a list shows what another no longer showed", "there is none", func(good *sandbox.Server) http.HandlerFunc {
		var mu sync.Mutex
		var old *httptest.ResponseRecorder
		lists := 0
		return func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			list := func() *httptest.ResponseRecorder {
				q := httptest.NewRequest(http.MethodGet, "/api/customer_managers", nil)
				q.Header = r.Header
				recorder := httptest.NewRecorder()
				good.ServeHTTP(recorder, q)
				return recorder
			}
			if r.Method == http.MethodDelete {
				old, lists = list(), 0
			}
			if r.Method == http.MethodGet && old != nil {
				if lists++; lists >= 2 && lists <= 4 { // a replica that is late
					w.Header().Set("Content-Type", "application/json")
					_, _ = w.Write(old.Body.Bytes())
					return
				}
			}
			good.ServeHTTP(w, r)
		}
	}},
	{"two that are added at once get each other's answer", "its answer, while others were made", func(good *sandbox.Server) http.HandlerFunc {
		var posts meeting
		var mu sync.Mutex
		var answers [][]byte
		return func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			good.ServeHTTP(recorder, r)
			body := recorder.Body.Bytes()
			if r.Method == http.MethodPost {
				mu.Lock()
				at := len(answers)
				answers = append(answers, body)
				mu.Unlock()
				if posts.meet() {
					mu.Lock()
					if other := at ^ 1; other < len(answers) {
						body = answers[other]
					}
					mu.Unlock()
				}
			}
			w.Header().Set("Content-Type", recorder.Header().Get("Content-Type"))
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(body)
		}
	}},
	{"two removals at once are one too many", "500", func(good *sandbox.Server) http.HandlerFunc {
		var removals meeting
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete && removals.meet() {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusInternalServerError)
				_, _ = w.Write([]byte(`{"message":"Server error"}`))
				return
			}
			good.ServeHTTP(w, r)
		}
	}},
}
