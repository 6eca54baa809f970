package contracttest_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

const sequenceID = "createCustomerManager/sequence"

// only runs one rule against a server of the sandbox's kind.
func only(t *testing.T, h http.Handler, rule string, seed uint64) (result contracttest.Result, sent int) {
	t.Helper()
	all := judge(t, contracttest.Target{Handler: h, Values: sandbox.Values(), Seed: seed, Only: regexp.MustCompile("/" + rule + "$"), Sent: func(n int) { sent = n }})
	left := strings.ReplaceAll(all["cleanup"].Reason, "perhaps customer_managers", "") // what the server has lost may be there still
	require.NotContains(t, left, "customer_managers")
	return all["createCustomerManager/"+rule], sent
}

// calls counts the calls of a result that are no mere looks.
func calls(r contracttest.Result) (n int) {
	for _, e := range r.Exchanges {
		if e.Role != contracttest.Observe {
			n++
		}
	}
	return n
}

func TestASequenceFindsWhatNoSingleCallShowsInTheFewestCalls(t *testing.T) {
	t.Parallel()
	for i, c := range forgetful {
		if thin(i, 2) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			found, seeds, least := 0, uint64(6), 4
			if raceDetector {
				seeds, least = 1, 1
			}
			for seed := range seeds {
				r, sent := only(t, &memory{good: sandbox.New(), spoil: c.spoil()}, "sequence", seed)
				require.LessOrEqual(t, sent, 500)
				if r.Outcome == contracttest.Pass && seed > 0 {
					continue // another seed has found it: a few sequences find much, not all
				}
				found++
				require.True(t, r.Broken(false), r)
				require.Contains(t, r.Problems[0].Actual, fmt.Sprintf("the fewest calls found that fail: %d", calls(r)))
				if c.fewest > 0 {
					require.Equal(t, c.fewest, calls(r), "seed %d: %s", seed, r)
				}
			}
			require.GreaterOrEqual(t, found, least)
			fixed := judge(t, contracttest.Target{Handler: &memory{good: sandbox.New(), spoil: c.spoil()}, Values: sandbox.Values(), Skip: regexp.MustCompile("/(sequence|concurrent)$")})
			require.Equal(t, c.alone, count(fixed, contracttest.Fail) == 0, "the other rules")
		})
	}
}

func TestACorrectServerPassesEverySequence(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		if thin(int(seed), 10) {
			continue
		}
		r, sent := only(t, sandbox.New(), "sequence", seed)
		require.Equal(t, contracttest.Pass, r.Outcome, "seed %d: %s", seed, r)
		require.Less(t, sent, 120)
	}
}

// bodies notes the requests that go to a handler, byte for byte.
func bodies(h http.Handler, all *[]string) http.Handler {
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		mu.Lock()
		*all = append(*all, r.Method+" "+r.URL.String()+" "+string(body))
		mu.Unlock()
		h.ServeHTTP(w, r)
	})
}

func TestOneSeedMakesTheSameCalls(t *testing.T) {
	run := func(rule string, seed uint64) []string {
		var all []string
		r, _ := only(t, bodies(sandbox.New(), &all), rule, seed)
		require.Equal(t, contracttest.Pass, r.Outcome, r)
		return all
	}
	require.Equal(t, run("sequence", 7), run("sequence", 7))
	require.NotEqual(t, run("sequence", 7), run("sequence", 8))
	var failing [2][]string
	for i := range failing { // what is tried to shrink a failure is no more left to chance
		only(t, bodies(&memory{good: sandbox.New(), spoil: forgetful[2].spoil()}, &failing[i]), "sequence", 1)
	}
	require.Equal(t, failing[0], failing[1])

	// Of calls made at the same time the order is the server's to choose, and
	// with it who gets which key.
	writes := func(seed uint64) []string {
		var all []string
		for _, r := range run("concurrent", seed) {
			if method, rest, _ := strings.Cut(r, " "); method != http.MethodGet {
				_, body, _ := strings.Cut(rest, " ")
				all = append(all, method+" "+body)
			}
		}
		slices.Sort(all)
		return all
	}
	require.Equal(t, writes(7), writes(7))
	require.NotEqual(t, writes(7), writes(8))
}

func TestASequenceIsShortOffTheLoopback(t *testing.T) {
	sent := 0
	target := remote(sandbox.New())
	target.Only, target.Values, target.Sent = regexp.MustCompile("/sequence$"), sandbox.Values(), func(n int) { sent = n }
	require.Contains(t, judge(t, target)[sequenceID].Reason, "--write")
	require.Zero(t, sent)
	target.Write = true
	require.Equal(t, contracttest.Pass, judge(t, target)[sequenceID].Outcome)
	require.LessOrEqual(t, sent, 16)

	bad := remote(&memory{good: sandbox.New(), spoil: forgetful[0].spoil()})
	bad.Only, bad.Write, bad.Values, bad.Sent = target.Only, true, target.Values, target.Sent
	require.Equal(t, contracttest.Fail, judge(t, bad)[sequenceID].Outcome)
	require.LessOrEqual(t, sent, 60, "shrinking keeps to the quota too")
}

func TestASequenceLeavesNothingBehindWhateverTheServerDoes(t *testing.T) {
	for _, c := range forgetful {
		server := sandbox.New()
		before := server.World(sandbox.Token).Snapshot().Managers
		all := judge(t, contracttest.Target{Handler: &memory{good: server, spoil: c.spoil()}, Values: sandbox.Values(), Only: regexp.MustCompile("/sequence$")})
		_, told := all["cleanup"]
		require.True(t, told || len(before) == len(server.World(sandbox.Token).Snapshot().Managers), c.name)
	}
}

func TestASequenceKeepsWithinTheBoundOnRequests(t *testing.T) {
	for most := 1; most < 80; most += 6 {
		for _, h := range []http.Handler{sandbox.New(), &memory{good: sandbox.New(), spoil: forgetful[0].spoil()}} {
			sent := 0
			all := judge(t, contracttest.Target{Handler: h, Values: sandbox.Values(), MaxRequests: most, Only: regexp.MustCompile("/(sequence|concurrent)$"), Sent: func(n int) { sent = n }})
			require.LessOrEqual(t, sent, most)
			require.Zero(t, count(all, contracttest.Invalid), all)
		}
	}
}

func TestAWriteMayTakeItsTimeToShowInASequence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for settle, outcome := range map[time.Duration]contracttest.Outcome{5 * time.Second: contracttest.Pass, 0: contracttest.Fail} {
			all := judge(t, contracttest.Target{Handler: lagging(3 * time.Second), Settle: settle, Only: regexp.MustCompile("/sequence$")})
			require.Equal(t, outcome, all[sequenceID].Outcome, all[sequenceID])
		}
	})
}

// mixedUp is a server of the other document that does a change to the item
// that was changed just before as well.
func mixedUp(good *notes.Server) http.Handler {
	var mu sync.Mutex
	last := ""
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodPut && last != "" {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			also := httptest.NewRequest(http.MethodPut, last, bytes.NewReader(body))
			also.Header = r.Header
			good.ServeHTTP(httptest.NewRecorder(), also)
		}
		switch r.Method {
		case http.MethodPut:
			last = r.URL.Path
		case http.MethodPost, http.MethodDelete:
			last = ""
		}
		good.ServeHTTP(w, r)
	})
}

func TestASequenceIsMadeOfAnyDocument(t *testing.T) {
	doc, err := openapi.Parse("notes.yaml", notes.YAML)
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	target := contracttest.Target{Token: notes.Key, OtherToken: notes.OtherKey, Only: regexp.MustCompile("/(sequence|concurrent)$")}
	for seed := range uint64(50) {
		target.Handler, target.Seed = notes.New(), seed
		for r := range suite.Test(t.Context(), target) {
			require.Equal(t, contracttest.Pass, r.Outcome, "seed %d: %s", seed, r)
		}
	}
	target.Handler, target.Only = mixedUp(notes.New()), regexp.MustCompile("/sequence$")
	for r := range suite.Test(t.Context(), target) {
		require.Equal(t, contracttest.Fail, r.Outcome, r)
		require.Equal(t, 4, calls(r), r)
	}
}
