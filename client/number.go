package client

import "math"

// id reads an id: a whole number above zero, or a string of its digits.
func (s *scanner) id() int64 {
	switch c := s.peek(); {
	case c == '"':
		return s.parseID(s.text())
	case c == '-' || c >= '0' && c <= '9':
		return s.parseID(s.number())
	}
	s.want("an id")
	return 0
}

// parseID refuses all but the digits of an int64 above zero.
func (s *scanner) parseID(digits []byte) int64 {
	if s.err != nil {
		return 0
	}
	var n int64
	for _, c := range digits {
		if c < '0' || c > '9' {
			s.fail("is not an id: only digits make one")
			return 0
		}
		if n > (math.MaxInt64-int64(c-'0'))/10 {
			s.fail("is not an id: it is beyond 64 bits")
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) == 0 || digits[0] == '0' {
		s.fail("is not an id: ids are above zero and begin with no zero")
		return 0
	}
	return n
}

// number reads a number as it is written. The bytes hold until the scanner moves on.
func (s *scanner) number() []byte {
	s.keep = s.pos
	for i := 0; ; {
		for tail := s.buf[s.keep:s.end]; i < len(tail); i++ {
			switch c := tail[i]; {
			case c >= '0' && c <= '9', c == '-', c == '+', c == '.', c == 'e', c == 'E':
				continue
			}
			s.pos = s.keep + i
			return s.grammatical(tail[:i])
		}
		if !s.more() {
			s.pos = s.end
			return s.grammatical(s.buf[s.keep:s.end])
		}
	}
}

// grammatical holds a number to the grammar of RFC 8259.
func (s *scanner) grammatical(b []byte) []byte {
	rest := b
	digits := func() bool {
		n := 0
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		rest = rest[n:]
		return n > 0
	}
	is := func(set string) bool {
		for i := range len(set) {
			if len(rest) > 0 && rest[0] == set[i] {
				rest = rest[1:]
				return true
			}
		}
		return false
	}
	is("-")
	ok := is("0") || digits()
	if ok && is(".") {
		ok = digits()
	}
	if ok && is("eE") {
		is("+-")
		ok = digits()
	}
	if !ok || len(rest) > 0 {
		s.fail("is not a JSON number")
		return nil
	}
	return b
}
