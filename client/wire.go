package client

import (
	"net/http/httptrace"
	"sync/atomic"
)

// wire tells what became of a request, by the hooks of net/http/httptrace. They
// are called from other goroutines, also after the attempt has ended.
type wire struct {
	asked, got, wrote atomic.Bool
	trace             httptrace.ClientTrace
}

func newWire() *wire {
	w := new(wire)
	w.trace.GetConn = func(string) { w.asked.Store(true) }
	w.trace.GotConn = func(httptrace.GotConnInfo) { w.got.Store(true) }
	w.trace.WroteHeaders = func() { w.wrote.Store(true) }
	return w
}

// sent reports whether the server may have seen the request of an attempt that
// brought no answer. When in doubt it did: a transport that knows no hooks tells
// nothing, and one that had a connection in hand may have written without saying
// so, or without having said so yet (HTTP/2 says it afterwards).
func (w *wire) sent() bool {
	return w.wrote.Load() || !w.asked.Load() || w.got.Load()
}
