package plan

import (
	"context"
	"net/http/httptrace"
	"sync"

	"github.com/custmgr/custmgr/client"
)

// A flight is a call that an interrupt ends only where it tears nothing: while it
// waits. A request that is on its way is let come to its answer, within the
// client's timeout, so that its outcome is known.
type flight struct {
	cancel context.CancelFunc
	waits  func() // told when an interrupt has to wait for the answer

	mu               sync.Mutex
	aloft, interrupt bool
}

// fly returns a context for one call, and what to call with each of its attempts
// and at its end.
func fly(ctx context.Context, waits func()) (_ context.Context, landed func(client.Attempt), end func()) {
	f := &flight{waits: waits}
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f.cancel = cancel
	stop := context.AfterFunc(ctx, f.interrupted)
	inner = httptrace.WithClientTrace(inner, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { f.set(true) }})
	return inner, func(client.Attempt) { f.set(false) }, func() {
		stop()
		cancel()
	}
}

// set notes that a request goes out, or that it has come back.
func (f *flight) set(aloft bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.aloft = aloft
	if f.interrupt && !aloft {
		f.cancel()
	}
}

func (f *flight) interrupted() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.interrupt = true
	if !f.aloft {
		f.cancel()
		return
	}
	f.waits()
}
