package client

import (
	"context"
	"fmt"
	"io"
	"time"
)

// A watch ends an attempt that takes too long.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	limit  time.Duration
}

func newWatch(parent context.Context, limit time.Duration) *watch {
	w := &watch{limit: limit}
	w.ctx, w.cancel = context.WithCancelCause(parent)
	w.timer = time.AfterFunc(limit, func() { w.cancel(&timeoutError{limit}) })
	return w
}

// stop frees what the watch holds, and ends the request if it still runs.
func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(context.Canceled)
}

// expired returns the error of the watch if it ended the attempt, else nil.
func (w *watch) expired() error {
	if t, ok := context.Cause(w.ctx).(*timeoutError); ok {
		return t
	}
	return nil
}

// A timeoutError says that an attempt took too long. It is a net.Error, and
// context.DeadlineExceeded as all timeouts of net/http are.
type timeoutError struct{ limit time.Duration }

func (e *timeoutError) Error() string        { return fmt.Sprintf("no answer within %s", e.limit) }
func (e *timeoutError) Timeout() bool        { return true }
func (e *timeoutError) Temporary() bool      { return true }
func (e *timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// A gapReader gives each part of a body the whole limit, and stops the clock
// while nobody reads.
type gapReader struct {
	r io.Reader
	w *watch
}

func (g gapReader) Read(p []byte) (int, error) {
	g.w.timer.Reset(g.w.limit)
	n, err := g.r.Read(p)
	g.w.timer.Stop()
	return n, err
}
