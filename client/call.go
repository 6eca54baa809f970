package client

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"time"
)

// do makes a call and returns what read makes of the contract's answer.
func do[T any](ctx context.Context, s *settings, c *call, read func(*scanner) T) (T, error) {
	var value, zero T
	if e := s.run(ctx, c, func(sc *scanner) { value = read(sc) }); e != nil {
		return zero, e
	}
	return value, nil
}

// run attempts a call until it succeeds, or there is no reason or no right to try
// again. It returns nil if the call succeeded.
func (s *settings) run(ctx context.Context, c *call, read func(*scanner)) *Error {
	t := trail{s: s, c: c}
	for {
		held, err := t.wait(ctx)
		if err != nil {
			e := t.interrupted(err)
			s.report(ctx, Attempt{Op: c.op, Number: t.n + 1, Held: held, Err: e})
			return e
		}
		t.n++
		begun := time.Now()
		r := s.attempt(ctx, c, read)
		wait, again := t.next(ctx, &r)
		s.report(ctx, r.as(Attempt{Op: c.op, Number: t.n, Held: held, Duration: time.Since(begun), NextWait: wait}))
		if !again {
			if t.gone {
				return nil
			}
			return r.err
		}
		if err := pause(ctx, wait); err != nil {
			return t.interrupted(err)
		}
	}
}

// A trail is what a call has been through.
type trail struct {
	s     *settings
	c     *call
	n     int    // attempts made
	fails int    // of them, those that answered 500
	doubt bool   // an attempt of a write may have been carried out
	done  bool   // the same, but for a server that says it did not get the whole request
	gone  bool   // what was to be deleted does not exist any more
	last  *Error // of the last attempt
}

// wait lets the limiter hold the next attempt back, and says how long it did.
func (t *trail) wait(ctx context.Context) (time.Duration, error) {
	if t.s.limiter == nil {
		return 0, ctx.Err()
	}
	begun := time.Now()
	err := t.s.limiter.Wait(ctx)
	if err == nil {
		err = ctx.Err()
	}
	held := time.Since(begun)
	if held < leastWait {
		held = 0 // the time of asking, not of waiting
	}
	return held, err
}

// next decides whether the call is attempted again, and after which wait.
func (t *trail) next(ctx context.Context, r *result) (wait time.Duration, again bool) {
	if r.err == nil {
		t.s.budget.gain()
		return 0, false
	}
	e, p := r.err, t.s.retry
	// Missing after an attempt that may have been carried out: it was. But only
	// the API knows that; a gateway says 404 where it found no API.
	missing := t.c.op == opDelete && e.StatusCode == http.StatusNotFound && e.spoken
	t.gone = missing && t.done
	t.doubt = t.doubt || t.c.write() && doubtful(r.fault)
	t.done = t.done || doubtful(r.fault) && r.fault != late
	e.Attempts, e.unknown, t.last = t.n, t.doubt && !missing, e
	most := repeats(t.c.op, r.fault)
	if r.fault == failed {
		most -= t.fails
		t.fails++
	}
	if ctx.Err() != nil || r.final || most <= 0 || t.n >= p.MaxAttempts {
		return 0, false
	}
	wait = max(leastWait, t.s.jitter(t.ceiling(r)))
	if r.after {
		if e.RetryAfter > p.MaxRetryAfter {
			e.stopped = fmt.Sprintf("not tried again, for Retry-After is %s", e.RetryAfter.Round(time.Second))
			return 0, false
		}
		if wait += e.RetryAfter; wait < 0 {
			wait = math.MaxInt64
		}
	}
	if end, ok := ctx.Deadline(); ok && time.Now().Add(wait).After(end) {
		e.stopped = "not tried again, for the context ends before"
		return 0, false
	}
	if r.fault != limited && !t.s.budget.take() {
		e.stopped = "not tried again, for the retry budget is spent"
		return 0, false
	}
	return wait, true
}

// ceiling is the most that the next wait may take, Retry-After aside. A quota
// that does not say when it is free again counts by the minute, so that the first
// wait may be as long as the last.
func (t *trail) ceiling(r *result) time.Duration {
	if r.fault == limited && !r.after {
		return t.s.retry.MaxWait
	}
	return t.s.retry.ceiling(t.n)
}

// interrupted is how the call ends if it may not go on to its next attempt.
func (t *trail) interrupted(by error) *Error {
	if t.last == nil {
		return &Error{Op: t.c.op, cause: by}
	}
	e := *t.last
	e.cause = &interruption{by: by, before: e.cause}
	return &e
}

// An interruption is the end of a wait before its time.
type interruption struct{ by, before error }

func (i *interruption) Error() string {
	text := i.by.Error() + " before the next attempt"
	if i.before != nil {
		text = i.before.Error() + "; " + text
	}
	return text
}

func (i *interruption) Unwrap() []error { return []error{i.by, i.before} }
