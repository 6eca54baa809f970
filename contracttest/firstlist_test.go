package contracttest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// dim is a server whose first lists cannot be read.
type dim struct {
	*sandbox.Server
	t       *testing.T
	lists   int
	seen    bool // a list could be read
	theirs  map[string]bool
	earlier int // calls that add, before that
}

func (d *dim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := strings.TrimPrefix(r.URL.Path, "/api/customer_managers/")
	switch {
	case r.Method != http.MethodGet && d.theirs[key]:
		d.t.Errorf("%s %s: it is somebody else's", r.Method, r.URL.Path)
	case r.Method == http.MethodPost && !d.seen:
		d.earlier++
	case r.Method == http.MethodGet && r.URL.Path == "/api/customer_managers" && r.Header.Get("Authorization") == "Bearer "+sandbox.Token:
		if d.lists--; d.lists >= 0 {
			http.Error(w, "<h1>503 Service Unavailable</h1>", http.StatusServiceUnavailable)
			return
		}
		d.seen = true
	}
	d.Server.ServeHTTP(w, r)
}

func TestWhatWasThereIsNobodysOfTheRunThoughItsFirstListsCannotBeRead(t *testing.T) {
	values := sandbox.Values()
	for _, lists := range []int{0, 1, 2, 3, 5, 10_000} {
		for _, away := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d lists fail, remote %t", lists, away), func(t *testing.T) {
				d := &dim{Server: sandbox.New(), t: t, lists: lists, theirs: map[string]bool{}}
				world := d.World(sandbox.Token)
				state := world.Snapshot()
				for i, collaborator := range values["team_collaborator_id"][:2] { // whom somebody has made managers already
					state.Managers = append(state.Managers, sandbox.Manager{ID: 7000 + int64(i), CollaboratorID: collaborator.(int64), RoleID: 247, WorkspaceIDs: []int64{27123}})
				}
				require.NoError(t, world.Restore(state))
				for _, m := range state.Managers {
					d.theirs[fmt.Sprint(m.ID)] = true
				}
				before := world.Snapshot().Managers
				target := contracttest.Target{Handler: d, Values: values}
				if away {
					target = remote(d)
					target.Values, target.Write = values, true
				}
				all := judge(t, target)
				require.Equal(t, before, world.Snapshot().Managers)
				if away {
					require.Zero(t, d.earlier, "nothing is sent that may add something before a list could be read")
				} else if lists == 0 {
					require.Zero(t, count(all, contracttest.Fail))
				}
			})
		}
	}
}
