package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

const (
	mediaType = "application/json"
	mostKept  = 64 << 10    // bytes of a body that an Error keeps
	drainTime = time.Second // most that is waited for the rest of a body
)

// answer reads an answer and closes its body.
func (s *settings) answer(ctx context.Context, c *call, resp *http.Response, w *watch, read func(*scanner)) result {
	defer resp.Body.Close()
	r := result{sent: true, code: resp.StatusCode, id: resp.Header.Get("X-Request-Id")}
	var e *Error
	if !c.accepted(resp.StatusCode) {
		r.fault, e = faultOf(resp.StatusCode), s.refusal(resp, w)
	} else if what := declared(resp.Header); what != "" {
		r.fault, e = broken, s.refusal(resp, w)
		e.detail = what
	} else if resp.ContentLength > s.most && !c.streamed {
		r.fault, e = broken, &Error{detail: tooLarge(s.most)}
	} else {
		sc := s.pool.Get().(*scanner)
		defer s.release(sc)
		sc.reset(resp.Body, s.most)
		if c.streamed {
			sc.r = gapReader{resp.Body, w}
		}
		if read(sc); sc.err == nil {
			return r
		}
		r.fault, e = s.misread(ctx, sc, resp, w)
	}
	e.Op, e.id, e.StatusCode, e.Header = c.op, c.id, resp.StatusCode, resp.Header
	if e.RequestID == "" {
		e.RequestID = r.id
	}
	r.id = e.RequestID
	if resp.StatusCode/100 < 4 || resp.StatusCode >= 600 {
		e.unexpected = r.fault != lost
	}
	e.RetryAfter, r.after = retryAfter(resp.Header, time.Now())
	r.err = e
	return r
}

// misread is the error of a success that could not be read.
func (s *settings) misread(ctx context.Context, sc *scanner, resp *http.Response, w *watch) (fault, *Error) {
	e := &Error{Body: bytes.Clone(sc.buf[:min(sc.end, mostKept)])}
	bad, ok := sc.err.(*contractError)
	switch {
	case sc.err == errTooLarge:
		e.detail = tooLarge(s.most)
		return broken, e
	case !ok:
		e.cause = w.reason(ctx, fmt.Errorf("answer cut off: %w", sc.err))
		return lost, e
	}
	e.Pointer, e.detail = bad.pointer, bad.Error()
	e.Body = append(e.Body, w.drain(resp.Body)...)
	e.Body = e.Body[:min(len(e.Body), mostKept)]
	refusal := e.fill() && e.Pointer == "/result" || sc.beside.refused && sc.beside.whole
	e.add(&sc.beside.said)
	// Beside a result a refusal leaves open whether it was carried out.
	if refusal && !sc.beside.given {
		return refused, e
	}
	return broken, e
}

// release gives a scanner back for the next answer, unless a long text made it
// large.
func (s *settings) release(sc *scanner) {
	if len(sc.buf) <= 4*scannerBuffer {
		sc.reset(nil, 0)
		s.pool.Put(sc)
	}
}

func tooLarge(most int64) string {
	return fmt.Sprintf("the answer is larger than %d bytes", most)
}

// declared says what is wrong with how a success declares its body, "" if nothing.
func declared(h http.Header) string {
	types := h["Content-Type"]
	switch {
	case len(types) == 0:
		return "the answer has no Content-Type where application/json is due"
	case len(types) > 1:
		return "the answer has more than one Content-Type"
	}
	if enc := h.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return fmt.Sprintf("the answer has Content-Encoding %q, which was not asked for", oneLine(enc, 40))
	}
	if types[0] == "application/json; charset=utf-8" || types[0] == mediaType {
		return ""
	}
	media, params, err := mime.ParseMediaType(types[0])
	if charset := params["charset"]; err != nil || media != mediaType || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return fmt.Sprintf("the answer is %s where application/json is due", oneLine(types[0], 60))
	}
	return ""
}

// refusal reads what an answer that is no success says.
func (s *settings) refusal(resp *http.Response, w *watch) *Error {
	e := &Error{}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		// The body is the connection itself, of which no context ends the reading.
		e.detail = "the answer switches to another protocol, which nobody asked for"
		return e
	}
	// An error while reading changes nothing: the status is known.
	e.Body, _ = io.ReadAll(io.LimitReader(resp.Body, min(s.most, mostKept)))
	w.drain(resp.Body)
	e.fill()
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	e.spoken = e.spoken && media == mediaType && json.Valid(e.Body)
	switch location, err := resp.Location(); {
	case resp.StatusCode/100 == 3 && err == nil:
		e.detail = fmt.Sprintf("redirects to %s://%s%s: check the base URL", location.Scheme, location.Host, location.Path)
	case len(e.Body) > 0 && media != mediaType:
		e.detail = fmt.Sprintf("the answer is %s where application/json is due", oneLine(resp.Header.Get("Content-Type"), 60))
	}
	return e
}

// drain reads the rest of a body, if it is short and at hand, so that the
// connection can be used again.
func (w *watch) drain(body io.Reader) []byte {
	w.timer.Reset(min(drainTime, w.limit))
	rest, _ := io.ReadAll(io.LimitReader(body, mostKept))
	return rest
}
