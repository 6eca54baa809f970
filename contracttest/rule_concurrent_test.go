package contracttest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

const concurrentID = "createCustomerManager/concurrent"

func TestWhatGoesWrongAtTheSameTimeIsFound(t *testing.T) {
	for _, c := range rushed {
		t.Run(c.name, func(t *testing.T) {
			found := 0
			for seed := range uint64(20) {
				synctest.Test(t, func(t *testing.T) {
					var pages []string
					all := judge(t, contracttest.Target{Handler: c.serve(sandbox.New()), Values: sandbox.Values(), Seed: seed, Only: regexp.MustCompile("/concurrent$"),
						Artifact: func(name string, data []byte) { pages = append(pages, name, string(data)) }})
					r := all[concurrentID]
					if r.Outcome == contracttest.Pass { // where an update changes one property only
						return
					}
					found++
					require.True(t, r.Broken(c.name == halfDone), "seed %d: %s", seed, r)
					require.Contains(t, r.String(), c.says)
					require.NotEmpty(t, r.Exchanges)
					require.LessOrEqual(t, len(r.Exchanges), 8)
					if c.says != "there is none" {
						require.Empty(t, pages)
						return
					}
					require.Equal(t, "createCustomerManager-concurrent.html", pages[0])
					require.Contains(t, pages[1], "<html")
					require.Contains(t, pages[1], "updateCustomerManager")
					require.NotContains(t, pages[1], sandbox.Token)
					require.Contains(t, r.Problems[0].Actual, pages[0])
					text, err := json.Marshal(r)
					require.NoError(t, err)
					require.Less(t, len(text), 20_000)
				})
			}
			require.GreaterOrEqual(t, found, 15)
		})
	}
}

// choosy servers keep the contract in ways of their own.
var choosy = []struct {
	name  string
	seeds uint64
	serve func(good *sandbox.Server) http.HandlerFunc
}{
	{"as it is", 200, func(good *sandbox.Server) http.HandlerFunc { return good.ServeHTTP }},
	{"one call after the other", 40, func(good *sandbox.Server) http.HandlerFunc {
		var one sync.Mutex
		return func(w http.ResponseWriter, r *http.Request) {
			one.Lock()
			defer one.Unlock()
			good.ServeHTTP(w, r)
		}
	}},
	{"of two updates of one item at once, one is refused", 40, func(good *sandbox.Server) http.HandlerFunc {
		var mu sync.Mutex
		busy := map[string]bool{}
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				mu.Lock()
				refuse := busy[r.URL.Path]
				busy[r.URL.Path] = true
				mu.Unlock()
				if refuse {
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(http.StatusUnprocessableEntity)
					_, _ = w.Write([]byte(`{"message":"somebody else is changing it"}`))
					return
				}
				defer func() {
					mu.Lock()
					defer mu.Unlock()
					busy[r.URL.Path] = false
				}()
			}
			good.ServeHTTP(w, r)
		}
	}},
	{"an update is answered with what the item is by then", 40, func(good *sandbox.Server) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			good.ServeHTTP(recorder, r)
			body := recorder.Body.Bytes()
			if r.Method == http.MethodPut && recorder.Code == http.StatusOK {
				q, later := httptest.NewRequest(http.MethodGet, "/api/customer_managers", nil), httptest.NewRecorder()
				q.Header = r.Header
				good.ServeHTTP(later, q)
				var list struct {
					Result struct{ Items []json.RawMessage }
				}
				_ = json.Unmarshal(later.Body.Bytes(), &list)
				for _, item := range list.Result.Items {
					if strings.Contains(string(item), `"id":`+r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]+",") {
						body = []byte(`{"result":` + string(item) + `}`)
					}
				}
			}
			w.Header().Set("Content-Type", recorder.Header().Get("Content-Type"))
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(body)
		}
	}},
}

func TestACorrectServerPassesWhateverHappensAtTheSameTime(t *testing.T) {
	for _, c := range choosy {
		t.Run(c.name, func(t *testing.T) {
			for seed := range c.seeds {
				server := sandbox.New()
				before := server.World(sandbox.Token).Snapshot().Managers
				r, sent := only(t, c.serve(server), "concurrent", seed)
				require.Equal(t, contracttest.Pass, r.Outcome, "seed %d: %s", seed, r)
				require.Less(t, sent, 30)
				require.Equal(t, before, server.World(sandbox.Token).Snapshot().Managers)
			}
		})
	}
}

func TestCallsAtTheSameTimeAreFewOffTheLoopback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		busy, most, sent := 0, 0, 0
		server := sandbox.New()
		target := remote(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			busy++
			most = max(most, busy)
			mu.Unlock()
			<-time.After(200 * time.Millisecond)
			server.ServeHTTP(w, r)
			mu.Lock()
			busy--
			mu.Unlock()
		}))
		target.Rate, target.Only, target.Values, target.Sent = 60, regexp.MustCompile("/concurrent$"), sandbox.Values(), func(n int) { sent = n }
		require.Contains(t, judge(t, target)[concurrentID].Reason, "--write")

		target.Write = true
		started := time.Now()
		require.Equal(t, contracttest.Pass, judge(t, target)[concurrentID].Outcome)
		require.Equal(t, 2, most, "the quota must not keep the calls apart")
		require.LessOrEqual(t, sent, 8+4, "with the looks before and after")
		require.GreaterOrEqual(t, time.Since(started), time.Duration(sent-1)*time.Second)
	})
}

func TestALateListIsNoWrongOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for settle, outcome := range map[time.Duration]contracttest.Outcome{5 * time.Second: contracttest.Pass, 0: contracttest.Fail} {
			h := lagging(3 * time.Second) // what the run that fails leaves behind is in nobody's way
			r := judge(t, contracttest.Target{Handler: h, Values: sandbox.Values(), Settle: settle, Only: regexp.MustCompile("/concurrent$")})[concurrentID]
			require.Equal(t, outcome, r.Outcome, r)
		}
	})
}
