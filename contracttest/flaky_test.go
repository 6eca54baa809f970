package contracttest_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

var everyFailure = flag.Bool("every-failure", false, "let a server fail at each request of a run, not at one of 29")

// flaky is a correct server that fails at one request, or at a few in a row.
type flaky struct {
	*sandbox.Server
	mu      sync.Mutex
	at, end int
	done    bool // what fails is done all the same
	aborts  bool // what fails is not answered
	n       int
	theirs  map[string]bool
	wrong   []string // writes to what is somebody else's
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n++; r.Method != http.MethodGet && f.theirs[strings.TrimPrefix(r.URL.Path, "/api/customer_managers/")] {
		f.wrong = append(f.wrong, r.Method+" "+r.URL.Path)
	}
	if f.n < f.at || f.n >= f.end {
		f.Server.ServeHTTP(w, r)
		return
	}
	if f.done {
		f.Server.ServeHTTP(httptest.NewRecorder(), r)
	}
	if f.aborts {
		panic(http.ErrAbortHandler)
	}
	http.Error(w, "<h1>503 Service Unavailable</h1>", http.StatusServiceUnavailable)
}

func TestAServerThatFailsForAWhileMakesNoRunTouchWhatIsNotItsOwnNorLeaveAnythingUnsaid(t *testing.T) {
	t.Parallel()
	whole := &flaky{Server: sandbox.New()}
	judge(t, contracttest.Target{Handler: whole, Values: sandbox.Values()})
	step := 29
	if *everyFailure {
		step = 1
	} else if raceDetector {
		step = 307
	}
	for at := 1; at <= whole.n; at += step {
		for _, long := range []int{1, 5} {
			for _, how := range []string{"is not done", "is done", "is done and not answered"} {
				f := &flaky{at: at, end: at + long, done: strings.HasPrefix(how, "is done"), aborts: strings.HasSuffix(how, "answered")}
				if wrong := f.tryRun(t); len(wrong) > 0 {
					t.Errorf("from request %d on what %d of them ask for %s: %v", at, long, how, wrong)
				}
			}
		}
	}
}

// tryRun makes a run, in an account where somebody has made managers of the
// first collaborators that the run may choose, and says what it does wrong.
func (f *flaky) tryRun(t *testing.T) []string {
	f.Server, f.theirs = sandbox.New(), map[string]bool{}
	world, values := f.World(sandbox.Token), sandbox.Values()
	state := world.Snapshot()
	for i, collaborator := range values["team_collaborator_id"][:2] {
		state.Managers = append(state.Managers, sandbox.Manager{ID: 7000 + int64(i), CollaboratorID: collaborator.(int64), RoleID: 247, WorkspaceIDs: []int64{27123}})
	}
	require.NoError(t, world.Restore(state))
	for _, m := range state.Managers {
		f.theirs[fmt.Sprint(m.ID)] = true
	}
	before := world.Snapshot().Managers

	var journal bytes.Buffer
	said := judge(t, contracttest.Target{Handler: f, Values: values, Journal: &journal})["cleanup"].String()
	f.end = 0
	for _, m := range world.Snapshot().Managers {
		if key := fmt.Sprint(m.ID); !f.theirs[key] && !strings.Contains(said, "customer_managers "+key) && !strings.Contains(said, "perhaps one of customer_managers") {
			f.wrong = append(f.wrong, fmt.Sprintf("%s is left, and the run says only %q", key, said))
		}
	}
	_, err := contracttest.CleanUp(t.Context(), contracttest.Target{Handler: f, Token: sandbox.Token}, &journal)
	if after := world.Snapshot().Managers; !reflect.DeepEqual(before, after) {
		f.wrong = append(f.wrong, fmt.Sprintf("there is %v after the clean-up (%v)", after, err))
	}
	return f.wrong
}
