package contracttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"syscall"
)

// Where a connection ended without an answer, a server is accused only of what
// it must not do. It may end an idle connection at any time, and unannounced
// (RFC 9112, 9.5): so a call that may change something goes over a new one, which
// the looks after it keep using, and a call that changes nothing is sent again.
var (
	errIdle   = unjudged{Invalid, "no answer came, over a connection that was used before: the server may have ended it before it saw the call, so nobody knows whether it was done; judge the target directly, or with the default Client"}
	errUnread = unjudged{Skip, "the server ended the connection before it had read the call, as it may, and with that its answer was lost"}
)

// safe reports whether a call changes nothing, so that it can be sent again.
func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// A way is what is known of the connection that a call went over.
type way struct {
	connection
	wire atomic.Pointer[wire] // nil for HTTP/2, and where somebody else dials
}

func (w *way) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(w.connection.watch(ctx), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		c, _ := info.Conn.(*wire)
		w.wire.Store(c)
		if info.WasIdle {
			w.reused.Store(true)
		}
	}})
}

// noAnswer says what a round trip's error means, as that of a connection does.
func (w *way) noAnswer(ctx context.Context, err error) error {
	err = w.connection.noAnswer(ctx, err)
	if c := w.wire.Load(); errors.Is(err, errHungUp) && c != nil && c.cutShort() {
		return errCutShort
	}
	return err
}

// mostRead is how long a call may be for a server to have no excuse to hang up on
// it unread.
const mostRead = 16 << 10

// excused says why a server is not to be accused of an error, if so. What it
// leaves unread when it ends a connection makes that a reset, before which even
// an answer may be lost.
func (w *way) excused(err error, size int) error {
	// A stream of HTTP/2 that is broken off is an answer of its own kind.
	begun := unreadable(err) || strings.Contains(err.Error(), "stream error")
	unread := errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
	if c := w.wire.Load(); c != nil && c.readable() {
		came, sent, _ := c.saw()
		begun, unread = came, unread || sent < size
	}
	switch {
	case w.reused.Load() && !begun:
		return errIdle
	case unread && size > mostRead:
		return errUnread
	}
	return err
}

// mistakes are what is wrong with how an answer came: a body where HTTP has none
// (RFC 9110, 6.4.1), a head that others may read otherwise, and bytes beyond its
// end. In process none of that would have left the server.
func (w *way) mistakes(method string, r *http.Response, body []byte) []Problem {
	var problems []Problem
	without := fmt.Sprintf("no body, as the status is %d", r.StatusCode)
	if noBody(method, r.StatusCode) && method != http.MethodHead && r.StatusCode != http.StatusNotModified { // which may announce what it leaves out
		if n := r.Header.Get("Content-Length"); n != "" && n != "0" {
			problems = append(problems, Problem{Level: Must, Pointer: "Content-Length", Expected: without, Actual: n, Link: sectionLength})
		}
		if len(r.TransferEncoding) > 0 {
			problems = append(problems, Problem{Level: Must, Pointer: "Transfer-Encoding", Expected: without, Actual: list(r.TransferEncoding), Link: sectionTransfer})
		}
	}
	if noBody(method, r.StatusCode) && len(body) > 0 { // as HTTP/2 can carry one
		problems = append(problems, Problem{Level: Must, Expected: without, Actual: fmt.Sprintf("%d bytes: %s", len(body), excerpt(body)), Link: sectionNoBody})
	}
	if c := w.wire.Load(); c != nil {
		problems = append(problems, c.wrong()...)
		if _, _, beyond := c.saw(); len(beyond) > 0 {
			problems = append(problems, Problem{Level: Must, Expected: "nothing after the end of the answer", Actual: "more: " + excerpt(beyond), Link: sectionLengths})
		}
	}
	return problems
}

// conform judges an answer by what the document says, and how it came.
func (s *session) conform(o *operation, a *answer) []Problem {
	return append(s.doc.conform(o, a), a.mistakes...)
}

// lost says that nobody knows what became of a call, if so.
func (e Exchange) lost() (why unjudged, so bool) {
	for _, why := range []unjudged{errIdle, errUnread} {
		if e.Error == why.reason {
			return why, true
		}
	}
	return unjudged{}, false
}
