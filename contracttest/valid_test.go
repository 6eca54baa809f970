package contracttest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestWhatTheCallerGotWrongIsNotHeldAgainstTheServer(t *testing.T) {
	for _, tt := range []struct {
		name, says string
		change     func(target *contracttest.Target)
	}{
		{"a token with a line break", "byte 22 of 22: is it a line break at its end?", func(c *contracttest.Target) { c.Token = "sandbox-of-somebody-1\n" }},
		{"another token with a space", "OtherToken of the target has a character that no header can carry", func(c *contracttest.Target) { c.OtherToken = "sandbox 2" }},
		{"the same token twice", "the same token", func(c *contracttest.Target) { c.OtherToken = c.Token }},
		{"a bound below zero", "MaxRequests of the target is -1", func(c *contracttest.Target) { c.MaxRequests = -1 }},
		{"a rate below zero", "Rate of the target is -5", func(c *contracttest.Target) { c.Rate = -5 }},
		{"a time below zero", "Settle of the target is -1000", func(c *contracttest.Target) { c.Settle = -time.Microsecond }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := &recording{Handler: sandbox.New()}
			target := contracttest.Target{Handler: server, Token: sandbox.Token}
			tt.change(&target)
			var results []contracttest.Result
			for r := range contracttest.Test(t.Context(), target) {
				results = append(results, r)
			}
			require.Len(t, results, 1)
			require.Equal(t, contracttest.Invalid, results[0].Outcome)
			require.Contains(t, results[0].Reason, tt.says)
			require.Empty(t, server.requests)
		})
	}
}

func TestAConnectionThatCannotBeMadeSafeIsNoVerdict(t *testing.T) {
	signedByItself := httptest.NewTLSServer(sandbox.New())
	defer signedByItself.Close()
	plain := httptest.NewServer(sandbox.New())
	defer plain.Close()
	for name, url := range map[string]string{"a certificate that nobody vouches for": signedByItself.URL, "a server of plain HTTP": strings.Replace(plain.URL, "http:", "https:", 1)} {
		t.Run(name, func(t *testing.T) {
			for r := range contracttest.Test(t.Context(), contracttest.Target{URL: url, Token: sandbox.Token}) {
				require.NotEqual(t, contracttest.Fail, r.Outcome, r)
				require.NotEqual(t, contracttest.Pass, r.Outcome, r)
			}
		})
	}
}

func TestAQuotaWithoutRetryAfterIsWaitedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good, begun, sent := sandbox.New(), time.Now(), 0
		var one sync.Mutex
		server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			one.Lock()
			defer one.Unlock()
			if time.Since(begun) >= time.Minute {
				begun, sent = time.Now(), 0
			}
			if sent++; sent > 60 {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = w.Write([]byte(`{"message":"Too many requests"}`))
				return
			}
			good.ServeHTTP(w, r)
		})
		before := good.World(sandbox.Token).Snapshot().Managers
		for r := range contracttest.Test(t.Context(), contracttest.Target{Handler: server, Token: sandbox.Token, Values: sandbox.Values()}) {
			require.NotEqual(t, contracttest.Fail, r.Outcome, r)
			require.NotEqual(t, contracttest.Invalid, r.Outcome, r)
		}
		require.Equal(t, before, good.World(sandbox.Token).Snapshot().Managers)
	})
}
