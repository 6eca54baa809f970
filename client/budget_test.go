package client

import (
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestTheBudgetEndsRepeatingInAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := fakeClient(t, []act{message(503)}, WithLimiter(nil))
		for range 10 {
			_, err := c.List(t.Context())
			require.ErrorIs(t, err, ErrServer)
		}
		require.Len(t, f.requests, 10+20, "twenty repeats, then one attempt each")
		_, err := c.List(t.Context())
		require.ErrorContains(t, err, "the retry budget is spent")

		f.script = []act{good}
		for range 5 {
			_, err := c.List(t.Context())
			require.NoError(t, err)
		}
		f.script, f.requests = []act{message(503)}, nil
		_, err = c.List(t.Context())
		require.ErrorIs(t, err, ErrServer)
		require.Len(t, f.requests, 2, "five successes pay for one repeat")
	})
}

func TestWaitingForTheQuotaCostsNoBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := fakeClient(t, []act{message(429, "Retry-After", "1")}, WithLimiter(nil))
		for range 20 {
			_, err := c.List(t.Context())
			require.ErrorIs(t, err, ErrRateLimited)
		}
		require.Len(t, f.requests, 80)
	})
}

func TestTheBudgetNeverOverflows(t *testing.T) {
	b := newBudget()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 1_000 {
				b.gain()
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, budgetFull, b.left.Load())
}
