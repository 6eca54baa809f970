package client

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A Limiter holds requests back. Wait returns when the next one may be sent, or
// an error if the context ends before. *rate.Limiter of golang.org/x/time is one.
// It must be safe for concurrent use.
type Limiter interface {
	Wait(ctx context.Context) error
}

// A quota allows a number of requests in any window of time, first come first
// served. Unlike a token bucket it never lets more through in one window than the
// API's own counter does.
type quota struct {
	window time.Duration

	mu    sync.Mutex
	taken []time.Time // when the last requests were due, as a ring
	next  int         // the oldest of them
}

func newQuota(requests int, window time.Duration) *quota {
	return &quota{window: window, taken: make([]time.Time, requests)}
}

// Wait takes the next place and waits until it is due.
func (q *quota) Wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.mu.Lock()
	now, before := time.Now(), q.taken[q.next]
	due := before.Add(q.window)
	if due.Before(now) {
		due = now
	}
	if end, ok := ctx.Deadline(); ok && due.After(end) {
		q.mu.Unlock()
		return fmt.Errorf("quota of %d requests in %s is free again in %s only: %w",
			len(q.taken), q.window, due.Sub(now).Round(time.Millisecond), context.DeadlineExceeded)
	}
	q.taken[q.next] = due
	q.next = (q.next + 1) % len(q.taken)
	q.mu.Unlock()
	if due == now {
		return nil
	}
	err := pause(ctx, due.Sub(now))
	if err != nil {
		q.giveBack(due, before)
	}
	return err
}

// giveBack frees a place that is not used, if nobody stands behind it; else the
// queue stays as it is, which wastes the place and breaks no promise.
func (q *quota) giveBack(due, before time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	last := (q.next + len(q.taken) - 1) % len(q.taken)
	if q.taken[last].Equal(due) {
		q.taken[last], q.next = before, last
	}
}
