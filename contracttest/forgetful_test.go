package contracttest_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/custmgr/custmgr/sandbox"
)

// A memory is a sandbox that does every call as it should, and then changes
// what it stores: what it does depends on the calls before.
type memory struct {
	good *sandbox.Server
	mu   sync.Mutex
	spoil
}

// spoil says what is stored after a write that succeeded.
type spoil func(w write, before, after []sandbox.Manager) []sandbox.Manager

// A write is a call that changed something.
type write struct {
	method string
	id     int64 // of the manager that it was about
}

func (m *memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	world := m.good.World(token)
	if r.Method == http.MethodGet || token != sandbox.Token {
		m.good.ServeHTTP(w, r)
		return
	}
	before := world.Snapshot()
	recorder := httptest.NewRecorder()
	m.good.ServeHTTP(recorder, r)
	if recorder.Code == http.StatusOK {
		after := world.Snapshot()
		about := write{method: r.Method}
		if r.Method == http.MethodPost {
			about.id = after.NextID - 1
		} else {
			about.id, _ = strconv.ParseInt(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], 10, 64)
		}
		after.Managers = m.spoil(about, before.Managers, after.Managers)
		if err := world.Restore(after); err != nil {
			panic(err)
		}
	}
	for k, v := range recorder.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

func find(all []sandbox.Manager, id int64) *sandbox.Manager {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

func other(ids []int64) int64 {
	for _, w := range sandbox.Seed().Workspaces {
		if !slices.Contains(ids, w.ID) {
			return w.ID
		}
	}
	return 0
}

// forgetful are servers that do each single call right.
var forgetful = []struct {
	name   string
	fewest int  // calls that show it; 0 if that depends on how many there were before
	alone  bool // no other rule finds it
	spoil  func() spoil
}{
	{"every third write is lost", 0, false, func() spoil {
		n := 0
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if n++; n%3 == 0 {
				return before
			}
			return after
		}
	}},
	{"an update takes back the update of another item before it", 4, false, func() spoil {
		var last sandbox.Manager
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if m := find(after, last.ID); m != nil && w.method == http.MethodPut && w.id != last.ID {
				m.RoleID, m.WorkspaceIDs = last.RoleID, last.WorkspaceIDs
			}
			last = sandbox.Manager{}
			if w.method == http.MethodPut {
				last = *find(before, w.id)
			}
			return after
		}
	}},
	{"who is added again has the scope of before", 3, true, func() spoil {
		scopes := map[int64][]int64{}
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if w.method == http.MethodDelete {
				scopes[find(before, w.id).CollaboratorID] = find(before, w.id).WorkspaceIDs
			}
			if m := find(after, w.id); w.method == http.MethodPost && scopes[m.CollaboratorID] != nil {
				m.WorkspaceIDs = scopes[m.CollaboratorID]
			}
			return after
		}
	}},
	{"who is added again has the role of before", 3, true, func() spoil {
		roles := map[int64]int64{}
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if w.method == http.MethodDelete {
				roles[find(before, w.id).CollaboratorID] = find(before, w.id).RoleID
			}
			if m := find(after, w.id); w.method == http.MethodPost && roles[m.CollaboratorID] != 0 {
				m.RoleID = roles[m.CollaboratorID]
			}
			return after
		}
	}},
	{"an update to the scope that is there adds another workspace", 2, false, func() spoil {
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if w.method != http.MethodPut {
				return after
			}
			m, was := find(after, w.id), find(before, w.id)
			if len(was.WorkspaceIDs) > 0 && slices.Equal(was.WorkspaceIDs, m.WorkspaceIDs) {
				m.WorkspaceIDs = append(slices.Clone(m.WorkspaceIDs), other(m.WorkspaceIDs))
			}
			return after
		}
	}},
	{"the third update of an item is lost", 4, false, func() spoil {
		updates := map[int64]int{}
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if w.method == http.MethodPut {
				if updates[w.id]++; updates[w.id] == 3 {
					return before
				}
			}
			return after
		}
	}},
	{"a removal takes back the last update of the others", 4, false, func() spoil {
		was := map[int64]sandbox.Manager{}
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if w.method == http.MethodPut {
				was[w.id] = *find(before, w.id)
			}
			for i, m := range after {
				if old, ok := was[m.ID]; ok && w.method == http.MethodDelete {
					after[i] = old
				}
			}
			return after
		}
	}},
	{"an item that is added after a removal takes the place of another", 4, false, func() spoil {
		removed := false
		return func(w write, before, after []sandbox.Manager) []sandbox.Manager {
			if w.method == http.MethodPost && removed {
				for i, m := range after {
					if m.ID != w.id && m.ID >= 10_000 {
						return slices.Delete(after, i, i+1)
					}
				}
			}
			removed = w.method == http.MethodDelete
			return after
		}
	}},
}
