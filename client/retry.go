package client

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// A RetryPolicy says how often and how patiently a call is repeated. Which
// failures are repeated at all depends on the operation: what might create a
// second manager never is. Zero fields mean the defaults.
type RetryPolicy struct {
	MaxAttempts   int           // of one call, the first included; default 4, 1 switches repeating off
	MinWait       time.Duration // most that the first wait may take; each later one may take twice as long; default 0.5 s
	MaxWait       time.Duration // most that any wait may take; default 30 s
	MaxRetryAfter time.Duration // most that Retry-After is heeded; beyond it the call fails at once; default 60 s
}

func (p RetryPolicy) orDefaults() RetryPolicy {
	if p.MaxAttempts == 0 {
		p.MaxAttempts = 4
	}
	if p.MinWait == 0 {
		p.MinWait = 500 * time.Millisecond
	}
	if p.MaxWait == 0 {
		p.MaxWait = max(30*time.Second, p.MinWait)
	}
	if p.MaxRetryAfter == 0 {
		p.MaxRetryAfter = time.Minute
	}
	return p
}

func (p RetryPolicy) check() error {
	switch {
	case p.MaxAttempts < 0:
		return fmt.Errorf("retry policy has %d attempts: give at least 1, or 0 for the default", p.MaxAttempts)
	case p.MinWait < 0 || p.MaxWait < 0 || p.MaxRetryAfter < 0:
		return fmt.Errorf("retry policy has a wait below zero: give waits above zero, or 0 for the default")
	case p.MaxWait != 0 && p.MaxWait < p.MinWait:
		return fmt.Errorf("retry policy has most wait %s below least %s: exchange them", p.MaxWait, p.MinWait)
	}
	return nil
}

// ceiling is the most that the wait after attempt n may take, n from 1.
func (p RetryPolicy) ceiling(n int) time.Duration {
	d := p.MinWait
	for range n - 1 {
		if d >= p.MaxWait/2 {
			return p.MaxWait
		}
		d *= 2
	}
	return min(d, p.MaxWait)
}

// fullJitter draws a wait evenly from everything below most, so that clients
// which failed together do not come back together.
func fullJitter(most time.Duration) time.Duration { return rand.N(max(most, 1)) }

// leastWait keeps a wait from being 0, which in an Attempt means the last.
const leastWait = time.Millisecond

// pause waits, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
