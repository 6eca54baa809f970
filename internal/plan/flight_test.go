package plan

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestAnInterruptLetsTheRequestOnItsWayComeToItsAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.New(sandbox.WithSeed(crew(4)))
		c := connect(t, server, nil)
		p := planned(t, c, grants(t, 4), false)
		require.NoError(t, world(server).Inject(sandbox.Fault{Operation: "createCustomerManager", Delay: 10 * time.Second}))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		time.AfterFunc(5*time.Second, cancel)
		meter, begun := new(Meter), time.Now()
		time.AfterFunc(6*time.Second, func() {
			require.Equal(t, "[--------------------] 0 of 4, interrupted: finishing one request", meter.Line())
		})
		got := p.Apply(ctx, c, meter)
		require.ErrorIs(t, got.Stopped, context.Canceled)
		got.Stopped = nil
		require.Equal(t, &Result{Total: 4, Created: 1, Untried: 3}, got)
		require.Equal(t, 10*time.Second, time.Since(begun))
	})
}

func TestAnInterruptedCallIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state, wanted := before(t)
		server := sandbox.New(sandbox.WithSeed(state))
		c := connect(t, server, nil, client.WithRetry(client.RetryPolicy{MinWait: time.Hour, MaxWait: time.Hour}))
		p := planned(t, c, wanted, false)
		require.NoError(t, world(server).Inject(sandbox.Fault{Operation: "updateCustomerManager", Delay: 10 * time.Second, Status: 503, Times: 9}))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		begun := time.Now()
		got := p.Apply(ctx, c, new(Meter))
		require.ErrorIs(t, got.Stopped, context.Canceled)
		require.Equal(t, 10*time.Second, time.Since(begun))
		require.Len(t, got.Failures, 1, "it may have been carried out")
		require.Equal(t, len(p.Changes)-1, got.Untried)
	})
}

func TestAnInterruptEndsTheWaitForTheQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.New(sandbox.WithSeed(crew(100)))
		own := connect(t, server, nil, client.WithLimiter(never{}))
		p := planned(t, connect(t, server, nil), grants(t, 100), false)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		begun := time.Now()
		got := p.Apply(ctx, own, new(Meter))
		require.ErrorIs(t, got.Stopped, context.Canceled)
		got.Stopped = nil
		require.Equal(t, &Result{Total: 100, Untried: 100}, got)
		require.Equal(t, time.Second, time.Since(begun))
		require.Empty(t, world(server).Snapshot().Managers)
	})
}

// never is a Limiter that lets nothing through.
type never struct{}

func (never) Wait(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
