package client

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// A scanner reads strict JSON (RFC 7493: no duplicate keys, valid UTF-8, nothing
// behind the value) from a reader, as it comes. It is told what to expect, one
// value after the other. Its first error sticks: later calls do nothing and
// return zero values, so that a caller looks at err once, at the end.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int   // what is unread: buf[pos:end]
	keep     int   // start of the token that is being read; what stands before may go
	eof      bool  // the reader is at its end
	total    int64 // bytes read so far
	limit    int64 // most that total may be
	path     []step
	scratch  []byte      // for strings with escapes
	rooms    []Workspace // collects the workspaces of one manager
	beside   beside      // what the answer says beside its result
	err      error       // a *contractError, errTooLarge, or what the reader said
}

// A step is one part of the way from the root of the JSON to the present value.
type step struct {
	key   string
	index int // -1 in an object
}

// A contractError says where and how the JSON differs from the contract.
type contractError struct{ pointer, what string }

func (e *contractError) Error() string {
	if e.pointer == "" {
		return "the answer " + e.what
	}
	return e.pointer + " " + e.what
}

var errTooLarge = errors.New("the answer is too large")

const (
	scannerBuffer = 32 << 10
	deepest       = 1000 // nesting of values that are skipped
)

// reset makes the scanner ready for a new body of at most limit bytes.
func (s *scanner) reset(r io.Reader, limit int64) {
	if s.buf == nil {
		s.buf = make([]byte, scannerBuffer)
	}
	clear(s.rooms[:cap(s.rooms)])
	*s = scanner{r: r, buf: s.buf, limit: limit, path: s.path[:0], scratch: s.scratch[:0], rooms: s.rooms[:0]}
}

// allow lets as many bytes come from here on, whatever came before.
func (s *scanner) allow(bytes int64) {
	s.limit = s.total - int64(s.end-s.pos) + bytes
}

// more reads on, keeping what stands from keep on, and reports whether anything came.
func (s *scanner) more() bool {
	if s.err != nil || s.eof {
		return false
	}
	if s.end == len(s.buf) {
		if s.keep > 0 {
			s.end = copy(s.buf, s.buf[s.keep:s.end])
			s.pos -= s.keep
			s.keep = 0
		} else {
			s.buf = append(s.buf, make([]byte, len(s.buf))...)
		}
	}
	// At the limit one byte more is asked for: only the end may come.
	room := max(1, min(s.limit-s.total, int64(len(s.buf)-s.end)))
	for range 100 {
		n, err := s.r.Read(s.buf[s.end : s.end+int(room)])
		s.end += n
		if s.total += int64(n); s.total > s.limit {
			s.err = errTooLarge
			return false
		}
		switch {
		case err == io.EOF:
			s.eof = true
			return n > 0
		case n > 0: // an error will come again
			return true
		case err != nil:
			s.err = err
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// peek skips white space and returns the byte that follows, 0 at the end.
func (s *scanner) peek() byte {
	if s.err != nil {
		return 0
	}
	for {
		for s.pos < s.end {
			switch c := s.buf[s.pos]; c {
			case ' ', '\t', '\n', '\r':
				s.pos++
			default:
				return c
			}
		}
		s.keep = s.pos
		if !s.more() {
			return 0
		}
	}
}

// finish makes sure that nothing follows the value.
func (s *scanner) finish() {
	if s.peek(); s.err == nil && s.pos < s.end {
		s.path = s.path[:0]
		s.fail("goes on behind its JSON")
	}
}

// fail notes that the present value is not as the contract has it.
func (s *scanner) fail(what string) {
	if s.err == nil {
		s.err = &contractError{s.pointer(), what}
	}
}

// want notes that the present value is of another kind than it must be.
func (s *scanner) want(kind string) {
	c := s.peek()
	switch {
	case s.err != nil:
	case c == 0 && s.pos == s.end:
		s.fail("is cut off: the JSON ends early")
	default:
		s.fail("is " + kindOf(c) + " where " + kind + " is due")
	}
}

func kindOf(c byte) string {
	switch {
	case c == 'n':
		return "null"
	case c == '"':
		return "a string"
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case c == 't' || c == 'f':
		return "a boolean"
	case c == '-' || c >= '0' && c <= '9':
		return "a number"
	}
	return "not JSON"
}

// pointer returns the JSON pointer (RFC 6901) to the present value.
func (s *scanner) pointer() string {
	var b strings.Builder
	for _, st := range s.path {
		b.WriteByte('/')
		if st.index >= 0 {
			b.WriteString(strconv.Itoa(st.index))
			continue
		}
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(st.key))
	}
	return b.String()
}

// literal reads true, false or null.
func (s *scanner) literal(word string) {
	s.keep = s.pos
	for s.end-s.pos < len(word) && s.more() {
	}
	if s.end-s.pos < len(word) || string(s.buf[s.pos:s.pos+len(word)]) != word {
		if s.err == nil {
			s.fail("is not JSON")
		}
		return
	}
	s.pos += len(word)
}

// boolean reads true or false.
func (s *scanner) boolean() bool {
	switch s.peek() {
	case 't':
		s.literal("true")
		return s.err == nil
	case 'f':
		s.literal("false")
	default:
		s.want("a boolean")
	}
	return false
}
