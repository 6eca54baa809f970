package client

import (
	"encoding/binary"
	"strings"
)

const (
	// shortestSecret is the length of a token that is looked for. A shorter one is
	// no secret, and looking for it would tear holes into ordinary words.
	shortestSecret = 12

	// leastEcho is how much of a token gives it away, wherever in it: an echo may
	// begin late and be cut off early.
	leastEcho = 8
)

// cleaned is a text without the token, and without any part of it of leastEcho
// bytes or more, in whatever way it is escaped. What follows in one run goes too:
// it may be the rest, in a way that is not known here.
func cleaned(s, token string) string {
	if len(token) < shortestSecret || len(s) < leastEcho {
		return s
	}
	of := secretOf(token)
	hidden, found := make([]bool, len(s)), false
	for r, more := readingOf(s), true; more; r, more = r.unescaped() {
		found = of.hide(r, hidden) || found
	}
	if !found {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		switch {
		case !hidden[i]:
			b.WriteByte(s[i])
		case i == 0 || !hidden[i-1]:
			b.WriteString(redacted)
		}
	}
	return b.String()
}

// A secret is a token as it is looked for.
type secret struct {
	forms []string      // the token, and itself unescaped if it looks as if it could be
	maybe [1 << 13]bool // by slot: some part of leastEcho bytes may be of the forms
}

func secretOf(token string) *secret {
	s := new(secret)
	for r, more := readingOf(token), true; more; r, more = r.unescaped() {
		s.forms = append(s.forms, string(r.text))
		for i := range max(0, len(r.text)-leastEcho+1) {
			s.maybe[slot(r.text[i:])] = true
		}
	}
	return s
}

// slot spreads the parts of leastEcho bytes, so that next to all of a text is
// passed over at a glance.
func slot(part []byte) uint64 {
	const odd = 0x9e3779b97f4a7c15
	return binary.LittleEndian.Uint64(part) * odd >> (64 - 13)
}

// hide marks what belongs to an echo in a reading, by its place in the text.
func (s *secret) hide(r reading, hidden []bool) (found bool) {
	until := 0 // the end of what is hidden
	for end := leastEcho; end <= len(r.text); end++ {
		part := r.text[end-leastEcho : end]
		if end <= until || !s.maybe[slot(part)] || !s.holds(part) {
			continue
		}
		for until = end; until < len(r.text) && tokenLike(r.text[until]); until++ {
		}
		for at := r.at[end-leastEcho]; at < r.at[until]; at++ {
			hidden[at] = true
		}
		found = true
	}
	return found
}

func (s *secret) holds(part []byte) bool {
	for _, form := range s.forms {
		if strings.Contains(form, string(part)) {
			return true
		}
	}
	return false
}

// tokenLike reports whether a byte is one of those that tokens are made of (RFC
// 6750, b64token).
func tokenLike(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~+/=", c) >= 0
}
