package contracttest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
)

// A mendable server is a bad one until it is mended.
type mendable struct {
	bad    http.Handler
	good   badserver.Good
	mended atomic.Bool
}

func (s subject) mendable(server badserver.Server) *mendable {
	good := s.good()
	return &mendable{bad: server.Wrap(good), good: good}
}

func (m *mendable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if m.mended.Load() {
		m.good.ServeHTTP(w, r)
		return
	}
	m.bad.ServeHTTP(w, r)
}

// stranded are the bad servers that leave behind what no run can see, and why.
var stranded = map[string]string{
	"createCustomerManager: two at once: both get one key and are stored": "the item is under a key of its own once the server is mended, and nobody has seen that one",
}

// requireNothingLeft holds that a run leaves nothing behind without saying so,
// however bad the server is, and that its journal is enough to remove what is
// left once the server is mended. Where items have no identity nobody can know
// what of a list is the run's if the server does not say it.
func (s subject) requireNothingLeft(t *testing.T, name string, m *mendable, target contracttest.Target, before []string, results []contracttest.Result) {
	if !s.identified || stranded[name] != "" {
		return
	}
	said := ""
	for _, r := range results {
		if r.Check.ID == "cleanup" {
			said += r.String()
		}
	}
	for _, key := range s.more(m.good, before) {
		if !strings.Contains(said, "customer_managers "+key) && !strings.Contains(said, "perhaps one of customer_managers") {
			t.Errorf("%s: %s: %s is left, and the run says only %q", s.name, name, key, said)
		}
	}
	m.mended.Store(true)
	journal := target.Journal.(fmt.Stringer).String()
	target.Journal, target.Settle = nil, 0
	_, err := s.suite.CleanUp(t.Context(), target, strings.NewReader(journal))
	if left := s.more(m.good, before); len(left) > 0 && err == nil {
		t.Errorf("%s: %s: %v is left although the journal was cleaned up", s.name, name, left)
	}
}

// more lists the keys of items in the account of the run that were not there before.
func (s subject) more(good http.Handler, before []string) []string {
	return slices.DeleteFunc(s.listed(good, s.token), func(key string) bool { return slices.Contains(before, key) })
}

// keysAt lists the keys of an account's items, which are at a place in the answer.
func keysAt(path, header, scheme string, place ...string) func(http.Handler, string) []string {
	return func(good http.Handler, token string) (all []string) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set(header, scheme+token)
		w := httptest.NewRecorder()
		good.ServeHTTP(w, r)
		var v any
		decoder := json.NewDecoder(w.Body)
		decoder.UseNumber()
		if err := decoder.Decode(&v); err != nil {
			panic(err)
		}
		for _, name := range place {
			v = v.(map[string]any)[name]
		}
		for _, item := range v.([]any) {
			all = append(all, fmt.Sprint(item.(map[string]any)["id"]))
		}
		return all
	}
}
