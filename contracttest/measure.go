package contracttest

import (
	"net/http"
	"strconv"
)

// A measure says what of a handler's writes net/http would send: it holds the
// handler to the length that it declares, and to HTTP, which allows some answers
// no body.
type measure struct {
	begun    bool
	bodiless bool
	declared int64 // -1 if it is not
	written  int64 // what the handler tried to write
	sent     int64
}

// begin takes the head of the answer as it goes out.
func (m *measure) begin(status int, header http.Header) {
	if m.begun {
		return
	}
	m.begun, m.bodiless, m.declared = true, noBody("", status), -1
	if n, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64); err == nil && n >= 0 {
		m.declared = n
	}
}

// takes says what net/http makes of so many more bytes: all of them go out, or
// with an error none.
func (m *measure) takes(n int) error {
	switch {
	case n == 0:
		return nil
	case m.bodiless:
		return http.ErrBodyNotAllowed
	}
	m.written += int64(n)
	if m.declared >= 0 && m.written > m.declared {
		return http.ErrContentLength
	}
	m.sent += int64(n)
	return nil
}

// short reports whether less went out than was declared, so that a client gets
// no whole answer.
func (m *measure) short() bool { return !m.bodiless && m.declared > m.sent }

// progress reports whether a status only tells that an answer is to come.
func progress(status int) bool {
	return status >= 100 && status < 200 && status != http.StatusSwitchingProtocols
}
