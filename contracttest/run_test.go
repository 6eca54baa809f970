package contracttest_test

import (
	"context"
	"errors"
	"fmt"
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

// judge runs the suite and returns the results by check ID.
func judge(t *testing.T, target contracttest.Target) map[string]contracttest.Result {
	t.Helper()
	if target.Token == "" {
		target.Token = sandbox.Token
	}
	all := map[string]contracttest.Result{}
	for r := range contracttest.Test(t.Context(), target) {
		if r.Check.Rule != contracttest.QuestionRule {
			all[r.Check.ID] = r
		}
	}
	return all
}

func count(all map[string]contracttest.Result, outcome contracttest.Outcome) int {
	n := 0
	for _, r := range all {
		if r.Outcome == outcome {
			n++
		}
	}
	return n
}

// recording notes the requests that reach a handler.
type recording struct {
	http.Handler
	mu       sync.Mutex
	requests []string
}

func (h *recording) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.requests = append(h.requests, r.Method+" "+r.URL.String())
	h.mu.Unlock()
	h.Handler.ServeHTTP(w, r)
}

// remote makes a handler look as if it stood on another machine.
func remote(h http.Handler) contracttest.Target {
	return contracttest.Target{URL: "https://api.example.com", Rate: 1_000_000_000, Client: &http.Client{Transport: inProcess{h}}}
}

type inProcess struct{ http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	clone := r.Clone(r.Context())
	if clone.Body == nil {
		clone.Body = http.NoBody
	}
	p.ServeHTTP(recorder, clone)
	return recorder.Result(), nil
}

func TestOffTheLoopbackNothingButGETIsSentUnlessWriteIsSet(t *testing.T) {
	server := &recording{Handler: sandbox.New()}
	all := judge(t, remote(server))
	for _, r := range server.requests {
		require.True(t, strings.HasPrefix(r, "GET "), r)
		require.NotContains(t, r, sandbox.Token, "the token must not stand in a URL")
	}
	require.Zero(t, count(all, contracttest.Fail))
	require.Zero(t, count(all, contracttest.Invalid), "what is not sent for a reason is skipped")
	require.Equal(t, contracttest.Pass, all["listCustomerManagers/response"].Outcome)
	require.Contains(t, all["createCustomerManager/response"].Reason, "--write")
	require.Contains(t, all["listCustomerManagers/credentials/query"].Reason, "loopback")

	target := remote(server)
	target.Write = true
	all = judge(t, target)
	require.Zero(t, count(all, contracttest.Fail))
	require.Zero(t, count(all, contracttest.Invalid))
	require.Equal(t, contracttest.Pass, all["deleteCustomerManager/effect/removes"].Outcome)
	for _, r := range server.requests {
		require.NotContains(t, r, sandbox.Token)
		require.NotEqual(t, "DELETE https://api.example.com/api/customer_managers", r, "a whole collection must not be risked")
		require.NotRegexp(t, "^(PUT|DELETE|PATCH) .*/customer_managers/(0|[^0-9]*)$", r, "nor by what may be read as no key")
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	server := sandbox.New()
	before := server.World(sandbox.Token).Snapshot()
	judge(t, contracttest.Target{Handler: server})
	require.Equal(t, before.Managers, server.World(sandbox.Token).Snapshot().Managers)

	for range contracttest.Test(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token}) {
		break // the reader has seen enough
	}
	require.Equal(t, before.Managers, server.World(sandbox.Token).Snapshot().Managers)
}

func TestAnInterruptedRunStillRemovesWhatItAdded(t *testing.T) {
	server := sandbox.New()
	before := server.World(sandbox.Token).Snapshot()
	ctx, cancel := context.WithCancelCause(t.Context())
	n := 0
	handler := oneByOne(func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 12 {
			cancel(errors.New("somebody pressed Ctrl-C"))
		}
		server.ServeHTTP(w, r)
	})
	invalid := 0
	for r := range contracttest.Test(ctx, contracttest.Target{Handler: handler, Token: sandbox.Token}) {
		if r.Outcome == contracttest.Invalid {
			invalid++
			require.Contains(t, r.Reason, "Ctrl-C")
		}
	}
	require.Greater(t, invalid, 50)
	require.Equal(t, before.Managers, server.World(sandbox.Token).Snapshot().Managers)
}

func TestWhatCannotBeRemovedIsNamed(t *testing.T) {
	server := sandbox.New()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(500)
			fmt.Fprint(w, `{"message":"Server error"}`)
			return
		}
		server.ServeHTTP(w, r)
	})
	all := judge(t, contracttest.Target{Handler: handler})
	require.Equal(t, contracttest.Invalid, all["cleanup"].Outcome)
	require.Contains(t, all["cleanup"].Reason, "customer_managers 10001")
	require.Equal(t, contracttest.Fail, all["deleteCustomerManager/response"].Outcome)
}

func TestATargetThatCannotBeJudgedGetsNoVerdict(t *testing.T) {
	for _, c := range []struct {
		name   string
		target contracttest.Target
		says   string
	}{
		{"nothing listens", contracttest.Target{URL: "http://127.0.0.1:1"}, "is the server running"},
		{"the token is wrong", contracttest.Target{Handler: sandbox.New(), Token: "nonsense"}, "is the token right"},
		{"no URL and no handler", contracttest.Target{}, "neither"},
		{"URL and handler", contracttest.Target{URL: "http://127.0.0.1", Handler: sandbox.New()}, "both"},
		{"no scheme", contracttest.Target{URL: "127.0.0.1:80"}, "not of the form"},
		{"the token would go in the clear", contracttest.Target{URL: "http://api.example.com"}, "use https"},
		{"a password in the URL", contracttest.Target{URL: "https://me:secret@api.example.com"}, "must carry no user"},
		{"the second account is the first", contracttest.Target{Handler: sandbox.New(), Token: "sandbox-secret", OtherToken: " sandbox-secret\n"}, "the same token as Token and OtherToken"},
		{"no check is selected", contracttest.Target{Handler: sandbox.New(), Only: regexp.MustCompile("nothing")}, "no check is selected"},
		{"a known failure of no check", contracttest.Target{Handler: sandbox.New(), Known: map[string]string{"a/b": "c"}}, "a/b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := judge(t, c.target)
			require.Equal(t, len(all), count(all, contracttest.Invalid))
			for _, r := range all {
				require.Contains(t, r.Reason, c.says)
				require.NotContains(t, r.String(), "secret")
			}
		})
	}
}

func TestOnlySelectedChecksAreJudgedAndPaidFor(t *testing.T) {
	sent := 0
	all := judge(t, contracttest.Target{Handler: sandbox.New(), Only: regexp.MustCompile("list.*/credentials/(none|unknown|prefixed|empty|scheme|malformed|query|other)"), Skip: regexp.MustCompile("query|-(start|middle|end|case)$"), Sent: func(n int) { sent = n }})
	require.Len(t, all, 7)
	require.Equal(t, 7, count(all, contracttest.Pass))
	require.Equal(t, 7, sent)
}

func TestTheBoundOnRequestsHolds(t *testing.T) {
	for _, most := range []int{1, 5, 20, 60} {
		sent := 0
		all := judge(t, contracttest.Target{Handler: sandbox.New(), MaxRequests: most, Sent: func(n int) { sent = n }})
		require.Zero(t, count(all, contracttest.Fail), most)
		require.Zero(t, count(all, contracttest.Invalid), most)
		require.LessOrEqual(t, sent, most)
		require.Positive(t, count(all, contracttest.Skip))
	}
}

func TestKnownFailuresAreExpected(t *testing.T) {
	const id = "deleteCustomerManager/response"
	known := map[string]string{id: "ticket 17"}
	require.Equal(t, contracttest.Fail, judge(t, contracttest.Target{Handler: sandbox.New(), Known: known})[id].Outcome, "it passes, so the entry has to go")
	server := sandbox.New()
	all := judge(t, contracttest.Target{Known: known, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w = upper{w}
		}
		server.ServeHTTP(w, r)
	})})
	require.Equal(t, contracttest.Skip, all[id].Outcome)
	require.Contains(t, all[id].Reason, "ticket 17")
}

// upper writes upper case.
type upper struct{ http.ResponseWriter }

func (u upper) Write(b []byte) (int, error) {
	return u.ResponseWriter.Write([]byte(strings.ToUpper(string(b))))
}

func TestA429IsWaitedOutAndNeverJudged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, n := sandbox.New(), 0
		var waits []string
		started := time.Now()
		all := judge(t, contracttest.Target{Notify: func(text string) { waits = append(waits, text) }, Handler: oneByOne(func(w http.ResponseWriter, r *http.Request) {
			if n++; n%10 == 0 {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(429)
				return
			}
			server.ServeHTTP(w, r)
		})})
		require.Zero(t, count(all, contracttest.Fail))
		require.Zero(t, count(all, contracttest.Invalid))
		require.Greater(t, len(waits), 10)
		require.Equal(t, time.Duration(len(waits))*7*time.Second, time.Since(started))
	})
}

func TestAQuotaThatIsUsedUpGivesNoVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := judge(t, contracttest.Target{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(429) })})
		require.Equal(t, len(all), count(all, contracttest.Invalid))
	})
}

func TestARunStaysWithinItsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started, sent := time.Now(), 0
		judge(t, contracttest.Target{Handler: sandbox.New(), Rate: 60, Sent: func(n int) { sent = n }})
		require.GreaterOrEqual(t, time.Since(started), time.Duration(sent-1)*time.Second)
	})
}

func TestAWriteMayTakeItsTimeToShow(t *testing.T) {
	const lag = 3 * time.Second
	for _, c := range []struct {
		name   string
		settle time.Duration
		passes bool
	}{{"and passes within the time allowed", 5 * time.Second, true}, {"and fails without", 0, false}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all := judge(t, contracttest.Target{Handler: lagging(lag), Settle: c.settle})
				require.Equal(t, c.passes, count(all, contracttest.Fail) == 0)
			})
		})
	}
}

// oneByOne serves one request after the other, for handlers that count.
func oneByOne(h http.HandlerFunc) http.Handler {
	var one sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		defer one.Unlock()
		h(w, r)
	})
}

// lagging shows in its list what was true some time ago.
func lagging(lag time.Duration) http.Handler {
	server := sandbox.New()
	type version struct {
		at   time.Time
		list *httptest.ResponseRecorder
	}
	var versions []version
	list := func(r *http.Request) {
		recorder := httptest.NewRecorder()
		get := httptest.NewRequest(http.MethodGet, "/api/customer_managers", nil)
		get.Header.Set("Authorization", "Bearer "+sandbox.Token)
		server.ServeHTTP(recorder, get)
		versions = append(versions, version{time.Now(), recorder})
	}
	list(nil)
	return oneByOne(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/api/customer_managers" || r.Header.Get("Authorization") != "Bearer "+sandbox.Token || r.URL.RawQuery != "" {
			server.ServeHTTP(w, r)
			list(r)
			return
		}
		at := 0
		for i, v := range versions {
			if time.Since(v.at) >= lag {
				at = i
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(versions[at].list.Body.Bytes())
	})
}

func TestTheTokenNeverEntersAResult(t *testing.T) {
	const token = "sandbox-very-secret-0123456789"
	server := sandbox.New()
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.Header().Set("Set-Cookie", "session="+token)
		if r.Method == http.MethodPut {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(400)
			fmt.Fprintf(w, `{"message":"no such thing for %s","%s":1}`, r.Header.Get("Authorization"), token)
			return
		}
		server.ServeHTTP(w, r)
	})
	for id, r := range judge(t, contracttest.Target{Handler: echo, Token: token}) {
		require.NotContains(t, fmt.Sprintf("%+v %s", r, r), token, id)
	}
}
