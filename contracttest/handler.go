package contracttest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Handler judges the answers of h as Transport does: a user's own mock, say.
func Handler(h http.Handler, report func(Result)) http.Handler {
	return mustSuite().Handler(h, report)
}

// Handler is like the function Handler, for the suite's document.
func (s *Suite) Handler(h http.Handler, report func(Result)) http.Handler {
	p := s.passing(report)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := r.Clone(r.Context()) // the handler may change it
		o := p.operation(request)
		tee := &teeWriter{ResponseWriter: w, status: http.StatusOK, unkept: o == nil}
		started := time.Now()
		passing := r.WithContext(r.Context())
		var sent *sentBody
		if o != nil {
			sent = keepSent(passing)
		}
		defer func() {
			broken := recover()
			a := tee.answer(r.Context(), broken)
			a.sent = sent
			results := p.judge(o, request, a, started)
			tee.body.close()
			p.tell(results)
			if broken != nil {
				panic(broken)
			}
		}()
		h.ServeHTTP(tee, passing)
	})
}

// teeWriter keeps what a client gets of what a handler writes.
type teeWriter struct {
	http.ResponseWriter
	status  int
	header  http.Header // as it went out; nil before
	measure measure
	body    spool
	unkept  bool // nobody will look at the body
	lost    bool // a part of it did not go out, which the handler has written
}

// answer is what was written, as a client gets it from a server whose handler
// ended so. Broken is what the handler panicked with; nil if it returned.
func (w *teeWriter) answer(ctx context.Context, broken any) *answer {
	begun := w.header != nil
	w.begin(w.status)
	a := &answer{context: ctx, status: w.status, header: w.header}
	switch {
	case broken != nil && begun:
		a.err = io.ErrUnexpectedEOF
	case broken == http.ErrAbortHandler: // net/http compares it so
		a.err = errHungUp
	case broken != nil:
		a.err = fmt.Errorf("the server panicked: %v", broken)
	case w.status == http.StatusSwitchingProtocols:
		a.err = errSwitched
	case w.body.size > mostBody:
		a.err = errTooLarge
	case w.lost || w.measure.short():
		a.err = io.ErrUnexpectedEOF
	}
	a.pass(&w.body, a.err)
	return a
}

// begin is when the head of the answer goes out.
func (w *teeWriter) begin(status int) {
	if w.header == nil {
		w.status, w.header = status, w.Header().Clone()
		w.measure.begin(status, w.header)
	}
}

func (w *teeWriter) WriteHeader(status int) {
	if !progress(status) {
		w.begin(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write keeps what the writer below takes, or would take if it were net/http's:
// a recorder takes more than was declared, and a body where HTTP allows none.
func (w *teeWriter) Write(p []byte) (int, error) {
	w.begin(http.StatusOK)
	refused := w.measure.takes(len(p))
	n, err := w.ResponseWriter.Write(p)
	switch {
	case refused != nil:
	case !w.unkept && w.body.size <= mostBody:
		_, _ = w.body.Write(p[:max(0, min(n, len(p)))]) // it cannot fail
	}
	w.lost = w.lost || refused == nil && n < len(p)
	return n, err
}

// Flush sends what is written so far, for handlers that stream.
func (w *teeWriter) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the writer below.
func (w *teeWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
