package contracttest

import (
	"net/http"
	"slices"
	"strings"
)

// A mutation is a token that is not the good one, and that a careless
// comparison takes for it.
type mutation struct {
	id, title string
	of        func(token string) string
}

// shortestPart is how many bytes a part of a token has at least that no report
// shows: a shorter one may be a word.
const shortestPart = 8

// mutations lists the careless comparisons: of a beginning or an end, of a
// length, of letters in any case, of a pattern.
var mutations = []mutation{
	{"suffixed", "the token with something after it", func(t string) string { return t + "x" }},
	{"long", "the token with 300 bytes after it", func(t string) string { return t + strings.Repeat("x", 300) }},
	{"shortened", "the token without its last byte", func(t string) string { return t[:max(0, len(t)-1)] }},
	{"half", "the first half of the token", func(t string) string { return t[:len(t)/2] }},
	{"other-start", "the token with another first byte", func(t string) string { return altered(t, 0) }},
	{"other-middle", "the token with another byte in the middle", func(t string) string { return altered(t, len(t)/2) }},
	{"other-end", "the token with another last byte", func(t string) string { return altered(t, len(t)-1) }},
	{"other-case", "the token with its letters in the other case", otherCase},
}

// judgeMutated judges a call with a mutation of the token. It may by chance be
// the token of another account: only what reaches the items of this one is wrong.
func judgeMutated(s *session, c *check) verdict {
	e, without := s.event(c)
	if e == nil {
		return without
	}
	a, w := e.x.answer, s.worldOf(c.op)
	switch {
	case c.op.keyParam != "" && (slices.Contains(c.op.contentErrors(), a.status) || a.status == http.StatusForbidden && c.op.response(a.status) != nil):
		return verdict{problems: s.conform(c.op, a), exchanges: []Exchange{e.x.Exchange}}
	case c.op.keyParam != "" || !a.ok() || w == nil || c.op != w.c.list:
		return verdict{problems: s.refusedProblems(c, e), exchanges: []Exchange{e.x.Exchange}}
	case len(w.alive()) == 0:
		return skipped("without an item of its own in the account nobody can tell whose list that is")
	}
	l := w.read(e.x)
	for _, it := range w.alive() {
		if v := l.items[it.key]; v != nil && (w.c.has(v, it.identity) || len(it.identity) == 0 && w.c.alike(it.value, v)) {
			return verdict{problems: s.refusedProblems(c, e), exchanges: []Exchange{e.x.Exchange}}
		}
	}
	return verdict{}
}

// given is the mutation of a token, and in a report its name where that says more.
func (m mutation) given(token string) string {
	made := m.of(token)
	if token == shownToken && !strings.Contains(made, token) {
		return "[" + m.title + "]"
	}
	return made
}

// altered is a token with another byte at a place.
func altered(token string, at int) string {
	if token == "" {
		return token
	}
	b := []byte(token)
	if at = max(0, min(at, len(b)-1)); b[at] == 'x' {
		b[at] = 'y'
	} else {
		b[at] = 'x'
	}
	return string(b)
}

func otherCase(token string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, token)
}
