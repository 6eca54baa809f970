package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
)

// A result is what became of one attempt.
type result struct {
	err   *Error // nil if it succeeded
	fault fault
	after bool // the answer has a Retry-After
	final bool // nothing may come after it
	sent  bool // the server may have seen the request
	code  int
	id    string // the request id that the answer names
}

// attempt sends the call once and has the answer read.
func (s *settings) attempt(ctx context.Context, c *call, read func(*scanner)) result {
	w := newWatch(ctx, s.timeout)
	defer w.stop()

	token, err := s.token(w.ctx)
	if err == nil {
		err = token.check()
	}
	if err != nil {
		e := &Error{Op: c.op, cause: fmt.Errorf("token source: %w", w.reason(ctx, err))}
		e.scrub(token.Reveal()) // a source may give both, the token named in the error
		return result{fault: refused, err: e}
	}
	text := token.Reveal()
	req, err := c.request(s.base)
	if err != nil {
		return result{fault: refused, err: &Error{Op: c.op, cause: err}}
	}
	on := newWire()
	req = req.WithContext(httptrace.WithClientTrace(w.ctx, &on.trace))
	req.Header["Authorization"] = []string{"Bearer " + text}
	req.Header["Accept"] = []string{mediaType}
	req.Header["User-Agent"] = []string{s.agent}

	var r result
	resp, err := s.http.Do(req)
	if err != nil {
		r = unanswered(ctx, c, err, w, on.sent())
	} else {
		r = s.answer(ctx, c, resp, w, read)
	}
	r.final = c.begun
	if s.observe != nil || s.log != nil { // nobody else is told
		r.id = cleaned(r.id, text)
	}
	if r.err != nil {
		r.err.scrub(text)
	}
	return r
}

// unanswered is the result of an attempt to which no answer came.
func unanswered(ctx context.Context, c *call, err error, w *watch, sent bool) result {
	r := result{fault: unsent, sent: sent}
	var bad *tls.CertificateVerificationError
	switch {
	case r.sent:
		r.fault = lost
	case errors.As(err, &bad):
		r.fault = refused
	}
	r.err = &Error{Op: c.op, cause: w.reason(ctx, err)}
	return r
}

// reason makes sure that an error says why it came: the watch, or the end of the
// call's context.
func (w *watch) reason(ctx context.Context, err error) error {
	switch over := ctx.Err(); {
	case over != nil && !errors.Is(err, over):
		return fmt.Errorf("%w: %w", over, err)
	case over == nil && w.expired() != nil:
		return w.expired()
	}
	return err
}

// accepted reports whether a status is one of the contract's successes. Whether a
// create answers 200 or 201 is documented nowhere: either will do.
func (c *call) accepted(status int) bool {
	return status == http.StatusOK || status == http.StatusCreated && c.op == opCreate
}
