package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
)

// A Fault spoils the next calls of a world: it waits, refuses, lies or hangs up,
// as often as it was told and then no more. [World.Inject] takes one. Its parts
// can be combined.
//
// A call is carried out as long as its own answer is needed, that is unless
// Status replaces the answer or Cut is [CutAnswer]. With Applied it is always
// carried out, and before the delay: the client may never learn of it. A fault
// strikes before the request is judged, and every call that it strikes counts,
// also one that would have been refused anyway.
//
// As JSON, under /_sandbox/faults, it is an object:
//
//	{"operation": "createCustomerManager", "times": 2, "delay": "1.5s", "applied": true,
//	 "status": 503, "header": {"Retry-After": ["3"]}, "body": "…", "cut": "answer",
//	 "pad": 1048576, "widen_scope": true}
type Fault struct {
	Operation  string        // the operationId of the calls to strike; "" strikes any
	Times      int           // how many calls to strike; 0 means one
	Applied    bool          // carry the call out first, whatever the client gets to see
	Delay      time.Duration // how long to wait; who hangs up meanwhile ends it
	Status     int           // 200 to 599: answer this; 0: answer what is true
	Header     http.Header   // set on the answer: Retry-After, Location, Content-Type, …
	Body       string        // the answer's body, as application/json unless Header says otherwise; only with Status
	Cut        Cut           // break the connection off
	Pad        int           // bytes of white space to put behind the body, at most 1 GiB
	WidenScope bool          // grant all workspaces instead of those that were asked for
}

// A Cut is where a connection breaks off.
type Cut string

const (
	// CutAnswer breaks off among the headers of the answer: the client gets an
	// error that wraps [io.ErrUnexpectedEOF]. (Had nothing arrived at all,
	// net/http would silently repeat some calls.)
	CutAnswer Cut = "answer"

	// CutBody breaks off in the middle of the body: reading it ends with
	// [io.ErrUnexpectedEOF].
	CutBody Cut = "body"
)

// Validate reports the first thing that is wrong with a fault.
func (f Fault) Validate() error {
	const maxPad = 1 << 30
	switch {
	case f.Times < 0:
		return fmt.Errorf("fault: times %d is negative: say how many calls it strikes", f.Times)
	case f.Delay < 0:
		return fmt.Errorf("fault: delay %v is negative: say how long to wait", f.Delay)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("fault: status %d is no final status: choose one from 200 to 599", f.Status)
	case f.Body != "" && f.Status == 0:
		return errors.New("fault: a body needs a status: set both")
	case !slices.Contains([]Cut{"", CutAnswer, CutBody}, f.Cut):
		return fmt.Errorf("fault: cut %q is unknown: choose %q or %q", f.Cut, CutAnswer, CutBody)
	case f.Pad < 0 || f.Pad > maxPad:
		return fmt.Errorf("fault: pad %d is out of range: choose 0 to %d bytes", f.Pad, maxPad)
	case f.WidenScope && !f.Applied && (f.Status != 0 || f.Cut == CutAnswer):
		return errors.New("fault: widen_scope is in vain where the call is not carried out: set applied")
	}
	for name, values := range f.Header {
		if name == "" || strings.ContainsFunc(name+strings.Join(values, ""), func(c rune) bool { return c < ' ' || c == 0x7f }) {
			return fmt.Errorf("fault: header %q cannot be sent: remove what is not printable", name)
		}
	}
	return nil
}

// spoil lets a call be carried out, or not, and does to the answer what the
// fault says. The zero Fault does nothing.
func (f Fault) spoil(a *answer, r *http.Request, carryOut func()) {
	if f.Applied {
		carryOut()
	}
	if !wait(r.Context(), f.Delay) {
		a.cut = CutAnswer
		return
	}
	if !f.Applied && f.Status == 0 && f.Cut != CutAnswer {
		carryOut()
	}
	if f.Status != 0 {
		a.refuse(f.Status)
		if f.Body != "" {
			a.body.Reset()
			a.body.WriteString(f.Body)
		}
	}
	for name, values := range f.Header {
		a.header[http.CanonicalHeaderKey(name)] = values
	}
	a.cut, a.pad = f.Cut, f.Pad
}

// wait waits, and reports whether the client did so too.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// hangUp breaks a connection off among the headers of an answer, one that
// nobody can take for a success, or for one without a body.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // HTTP/2, or no connection at all
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 1\r\n")
	_ = conn.Close()
}

// blank writes n bytes of white space, which JSON allows at its end.
func blank(w io.Writer, n int) {
	const chunk = 32 << 10
	spaces := strings.Repeat(" ", min(n, chunk))
	for n > 0 {
		if _, err := io.WriteString(w, spaces[:min(n, chunk)]); err != nil {
			return
		}
		n -= chunk
	}
}

// A faultJSON is a Fault as it is written down: the delay as people write it.
type faultJSON struct {
	Operation  string      `json:"operation,omitempty"`
	Times      int         `json:"times,omitempty"`
	Applied    bool        `json:"applied,omitempty"`
	Delay      string      `json:"delay,omitempty"`
	Status     int         `json:"status,omitempty"`
	Header     http.Header `json:"header,omitempty"`
	Body       string      `json:"body,omitempty"`
	Cut        Cut         `json:"cut,omitempty"`
	Pad        int         `json:"pad,omitempty"`
	WidenScope bool        `json:"widen_scope,omitempty"`
}

// MarshalJSON writes the fault as /_sandbox/faults shows it.
func (f Fault) MarshalJSON() ([]byte, error) {
	written := faultJSON{f.Operation, f.Times, f.Applied, "", f.Status, f.Header, f.Body, f.Cut, f.Pad, f.WidenScope}
	if f.Delay != 0 {
		written.Delay = f.Delay.String()
	}
	return json.Marshal(written)
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown members.
func (f *Fault) UnmarshalJSON(data []byte) error {
	var read faultJSON
	if err := jsonv2.Unmarshal(data, &read, jsonv2.RejectUnknownMembers(true)); err != nil {
		return err
	}
	var delay time.Duration
	if read.Delay != "" {
		var err error
		if delay, err = time.ParseDuration(read.Delay); err != nil {
			return fmt.Errorf("fault: delay %q is no duration: write it like 1.5s", read.Delay)
		}
	}
	*f = Fault{read.Operation, read.Times, read.Applied, delay, read.Status, read.Header, read.Body, read.Cut, read.Pad, read.WidenScope}
	return nil
}
