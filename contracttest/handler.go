package contracttest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
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
			p.report(p.judge(o, request, a, started))
			if broken != nil {
				panic(broken)
			}
		}()
		h.ServeHTTP(tee, passing)
	})
}

// teeWriter keeps what a handler writes.
type teeWriter struct {
	http.ResponseWriter
	status int
	header http.Header // as it went out; nil before
	body   bytes.Buffer
	unkept bool // nobody will look at the body
}

// answer is what was written, as a client gets it from a server whose handler
// ended so. Broken is what the handler panicked with; nil if it returned.
func (w *teeWriter) answer(ctx context.Context, broken any) *answer {
	a := &answer{context: ctx, status: w.status, header: w.header, body: w.body.Bytes()}
	if a.header == nil {
		a.header = w.Header().Clone()
	}
	declared, err := strconv.Atoi(a.header.Get("Content-Length"))
	switch {
	case broken != nil && w.header != nil:
		a.err = io.ErrUnexpectedEOF
	case broken == http.ErrAbortHandler: // net/http compares it so
		a.err = errHungUp
	case broken != nil:
		a.err = fmt.Errorf("the server panicked: %v", broken)
	case len(a.body) > mostBody:
		a.err = errTooLarge
	case err == nil && declared > len(a.body) && !noBody("", a.status):
		a.err = io.ErrUnexpectedEOF
	}
	return a
}

func (w *teeWriter) WriteHeader(status int) {
	if w.header == nil && status >= 200 {
		w.status, w.header = status, w.Header().Clone()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *teeWriter) Write(p []byte) (int, error) {
	if w.header == nil {
		w.header = w.Header().Clone()
	}
	if !w.unkept && w.body.Len() <= mostBody {
		w.body.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// Flush sends what is written so far, for handlers that stream.
func (w *teeWriter) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the writer below.
func (w *teeWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
