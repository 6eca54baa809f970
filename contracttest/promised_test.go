package contracttest_test

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

func TestWhatNobodyPromisedIsNotWaitedFor(t *testing.T) {
	for _, s := range subjects(t) {
		asked := func(server badserver.Server) int64 {
			var requests atomic.Int64
			server.Meets, server.Settle = true, 3*time.Second
			wrap := server.Wrap
			server.Wrap = func(good badserver.Good) http.Handler {
				next := wrap(good)
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodGet {
						requests.Add(1)
					}
					next.ServeHTTP(w, r)
				})
			}
			_, _ = s.judge(t, server)
			return requests.Load()
		}
		odd := badserver.Odd(s.doc)
		at := slices.IndexFunc(odd, func(o badserver.Server) bool {
			return o.Name == "shows an undocumented field that is another one at each look"
		})
		require.GreaterOrEqual(t, at, 0, s.name)
		require.Equal(t, asked(correct), asked(odd[at]), "%s: lists that differ in an undocumented field alone are looked at again and again", s.name)
	}
}
