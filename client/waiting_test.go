package client

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheCeilingOfWaitsDoublesUpToTheMost(t *testing.T) {
	p := RetryPolicy{MinWait: time.Second, MaxWait: 5 * time.Second}
	var got []time.Duration
	for n := 1; n <= 5; n++ {
		got = append(got, p.ceiling(n))
	}
	require.Equal(t, []time.Duration{1e9, 2e9, 4e9, 5e9, 5e9}, got)
	require.Equal(t, 5*time.Second, p.ceiling(1_000), "no overflow")
	require.Equal(t, RetryPolicy{4, time.Second / 2, 30 * time.Second, time.Minute}, RetryPolicy{}.orDefaults())
}

func TestJitterIsDrawnFromTheWholeRange(t *testing.T) {
	var drawn []time.Duration
	for range 2_000 {
		drawn = append(drawn, fullJitter(time.Second))
	}
	require.GreaterOrEqual(t, slices.Min(drawn), time.Duration(0))
	require.LessOrEqual(t, slices.Max(drawn), time.Second)
	require.Less(t, slices.Min(drawn), 50*time.Millisecond)
	require.Greater(t, slices.Max(drawn), 950*time.Millisecond)
}

func TestAWaitEndsWithTheContext(t *testing.T) {
	for op, call := range operations {
		t.Run(op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(3*time.Second, cancel)
				c, f := fakeClient(t, []act{message(429, "Retry-After", "7")})
				begun := time.Now()
				err := call(ctx, c)
				require.Equal(t, 3*time.Second, time.Since(begun))
				require.ErrorIs(t, err, context.Canceled)
				require.ErrorIs(t, err, ErrRateLimited, "the answer before is not forgotten")
				require.NotErrorIs(t, err, ErrOutcomeUnknown, "a 429 was not carried out")
				require.Contains(t, err.Error(), "context canceled before the next attempt")
				require.Len(t, f.requests, 1)
			})
		})
	}
}

func TestAWaitThatTheContextWouldNotOutliveIsNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		c, _ := fakeClient(t, []act{message(503, "Retry-After", "7")})
		begun := time.Now()
		_, err := c.List(ctx)
		require.Zero(t, time.Since(begun))
		require.ErrorIs(t, err, ErrServer)
		require.ErrorContains(t, err, "the context ends before")
		var e *Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, 7*time.Second, e.RetryAfter)
	})
}

func TestAnAttemptEndsWithTheContext(t *testing.T) {
	reason := errors.New("the user pressed a key")
	for op, call := range operations {
		for name, answer := range map[string]act{"no answer": silence, "half an answer": stalls} {
			t.Run(op+"/"+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancelCause(t.Context())
					time.AfterFunc(3*time.Second, func() { cancel(reason) })
					c, f := fakeClient(t, []act{answer})
					begun := time.Now()
					err := call(ctx, c)
					require.Equal(t, 3*time.Second, time.Since(begun))
					require.ErrorIs(t, err, context.Canceled)
					require.ErrorIs(t, err, reason)
					require.NotErrorIs(t, err, context.DeadlineExceeded)
					require.Equal(t, op != "list" && op != "all", errors.Is(err, ErrOutcomeUnknown))
					require.Len(t, f.requests, 1)
					require.Zero(t, f.open)
				})
			})
		}
	}
}

func TestAContextThatIsOverSendsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for op, call := range operations {
		for name, opt := range map[string]Option{"with a limiter": nil, "without a limiter": WithLimiter(nil), "with one that does not look": WithLimiter(blind{})} {
			t.Run(op+"/"+name, func(t *testing.T) {
				c, f := fakeClient(t, []act{good}, opt)
				err := call(ctx, c)
				require.ErrorIs(t, err, context.Canceled)
				require.NotErrorIs(t, err, ErrOutcomeUnknown)
				require.Empty(t, f.requests)
			})
		}
	}
}

type blind struct{}

func (blind) Wait(context.Context) error { return nil }

func TestADeletedManagerMayBeMissingAfterALostAnswer(t *testing.T) {
	missing := message(http.StatusNotFound)
	for name, tc := range map[string]struct {
		script []act
		gone   bool
	}{
		"missing at once":                       {[]act{missing}, false},
		"missing after a lost answer":           {[]act{fails(true, true, errors.New("reset")), missing}, true},
		"missing after a 503":                   {[]act{message(503), missing}, true},
		"missing after a timeout":               {[]act{silence, missing}, true},
		"missing after a body that was cut off": {[]act{answersWith(200, jsonType, cut(`{"res`)), missing}, true},
		"missing after a refused connection":    {[]act{fails(false, false, refusedDial), missing}, false},
		"missing after a 429":                   {[]act{message(429), missing}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen []Attempt
				c, f := fakeClient(t, tc.script, WithObserver(func(_ context.Context, a Attempt) { seen = append(seen, a) }))
				err := c.Delete(t.Context(), 1234)
				if tc.gone {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, ErrNotFound)
				}
				require.Len(t, f.requests, len(tc.script))
				require.ErrorIs(t, seen[len(seen)-1].Err, ErrNotFound, "the observer sees what came")
			})
		})
	}
}

func TestADoubtIsNotForgottenWhenALaterAttemptIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := fakeClient(t, []act{fails(true, true, errors.New("reset")), message(403)})
		err := operations["update"](t.Context(), c)
		require.ErrorIs(t, err, ErrForbidden)
		require.ErrorIs(t, err, ErrOutcomeUnknown, "the first attempt may have been carried out")
	})
}

func TestOneAttemptSwitchesRepeatingOff(t *testing.T) {
	for op, call := range operations {
		c, f := fakeClient(t, []act{message(503)}, WithRetry(RetryPolicy{MaxAttempts: 1}))
		require.ErrorIs(t, call(t.Context(), c), ErrServer, op)
		require.Len(t, f.requests, 1, op)
	}
}
