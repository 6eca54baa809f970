package client

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheQuotaLetsSixtyThroughInAnyMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var held []time.Duration
		c, _ := fakeClient(t, []act{good}, WithObserver(func(_ context.Context, a Attempt) { held = append(held, a.Held) }))
		begun := time.Now()
		var due []time.Duration
		for n := range 130 {
			if n == 70 {
				time.Sleep(30 * time.Second) // in the bubble: no time passes
			}
			_, err := c.List(t.Context())
			require.NoError(t, err)
			due = append(due, time.Since(begun))
		}
		for n := 60; n < len(due); n++ {
			require.GreaterOrEqual(t, due[n]-due[n-60], time.Minute, "request %d", n)
		}
		require.Equal(t, time.Minute, held[60], "the observer sees the wait")
		require.Zero(t, held[59])
		require.Equal(t, 2*time.Minute, due[129], "no longer than needed")
	})
}

func TestTheQuotaIsSharedByCopiesAndByGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := fakeClient(t, []act{good})
		begun := time.Now()
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				_, err := c.With(WithUserAgent("copy")).List(t.Context())
				require.NoError(t, err)
			})
		}
		synctest.Wait()
		require.Equal(t, 60, f.seen())
		wg.Wait()
		require.Equal(t, 64, f.seen())
		require.Equal(t, time.Minute, time.Since(begun))
	})
}

func TestAPlaceInTheQuotaThatIsGivenUpIsFreeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQuota(1, time.Minute)
		require.NoError(t, q.Wait(t.Context()))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		require.ErrorIs(t, q.Wait(ctx), context.Canceled)
		begun := time.Now()
		require.NoError(t, q.Wait(t.Context()))
		require.Equal(t, 59*time.Second, time.Since(begun))
	})
}

func TestTheQuotaDoesNotWaitInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := fakeClient(t, []act{good}, WithLimiter(newQuota(1, time.Minute)))
		require.NoError(t, c.Delete(t.Context(), 1))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		begun := time.Now()
		err := c.Delete(ctx, 2)
		require.Zero(t, time.Since(begun))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "client: delete: quota of 1 requests in 1m0s is free again in 1m0s only")
		require.Len(t, f.requests, 1)
	})
}

func TestALimiterThatFailsStopsTheCall(t *testing.T) {
	full := errors.New("the queue is full")
	c, f := fakeClient(t, []act{good}, WithLimiter(limiter(func(context.Context) error { return full })))
	_, err := c.List(t.Context())
	require.ErrorIs(t, err, full)
	require.EqualError(t, err, "client: list: the queue is full")
	require.Empty(t, f.requests)
}

type limiter func(context.Context) error

func (l limiter) Wait(ctx context.Context) error { return l(ctx) }
