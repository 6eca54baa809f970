package client

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string.
func (s *scanner) str() string {
	if s.peek() != '"' {
		s.want("a string")
		return ""
	}
	return string(s.text())
}

// text reads a string whose quote is next. The bytes hold until the scanner
// moves on.
func (s *scanner) text() []byte {
	s.pos++
	s.keep = s.pos
	escaped, ascii := false, true
	for i := 0; ; {
		for tail := s.buf[s.keep:s.end]; i < len(tail); i++ {
			switch c := tail[i]; {
			case c == '"':
				s.pos = s.keep + i + 1
				return s.decoded(tail[:i], escaped, ascii)
			case c == '\\':
				escaped = true
				i++ // whatever follows does not end the string
			case c < ' ':
				s.fail("holds a control character that is not escaped")
				return nil
			case c >= utf8.RuneSelf:
				ascii = false
			}
		}
		if !s.more() {
			s.fail("is cut off: the JSON ends early")
			return nil
		}
	}
}

// decoded checks the bytes of a string and resolves its escapes.
func (s *scanner) decoded(raw []byte, escaped, ascii bool) []byte {
	if !ascii && !utf8.Valid(raw) {
		s.fail("is not valid UTF-8")
		return nil
	}
	if !escaped {
		return raw
	}
	out := s.scratch[:0]
	for len(raw) > 0 {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 {
			out = append(out, raw...)
			break
		}
		out = append(out, raw[:i]...)
		r, n := escape(raw[i:])
		if n == 0 {
			s.fail("holds an escape that JSON does not have")
			return nil
		}
		out = utf8.AppendRune(out, r)
		raw = raw[i+n:]
	}
	s.scratch = out
	return out
}

// escape resolves the escape that b begins with. It returns its length, 0 if
// there is no such escape; half a surrogate pair is none.
func escape(b []byte) (rune, int) {
	const letters, meant = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if len(b) < 2 {
		return 0, 0
	}
	if i := bytes.IndexByte([]byte(letters), b[1]); i >= 0 {
		return rune(meant[i]), 2
	}
	r := unit(b)
	switch {
	case r < 0:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, 6
	}
	if r = utf16.DecodeRune(r, unit(b[6:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// unit returns the UTF-16 unit of a \uXXXX that b begins with, or -1.
func unit(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}
