package client

import (
	"errors"
	"maps"
	"slices"
)

// scrub takes the token out of all that an error shows: a server may echo it, and
// a RoundTripper may put it into its error's text.
func (e *Error) scrub(token string) {
	if len(token) < shortestSecret {
		return
	}
	clean := func(s string) string { return cleaned(s, token) }
	e.Message, e.RequestID, e.Pointer = clean(e.Message), clean(e.RequestID), clean(e.Pointer)
	e.detail = clean(e.detail)
	if e.cause != nil {
		if text := clean(e.cause.Error()); text != e.cause.Error() {
			cause := e.cause
			e.cause = scrubbed{text, func() error { return cause }}
		}
	}
	if body := clean(string(e.Body)); body != string(e.Body) {
		e.Body = []byte(body)
	}
	scrubAll(e.Header, clean)
	scrubAll(e.Fields, clean)
}

// scrubAll cleans names and values. Names that are the same then share theirs.
func scrubAll(m map[string][]string, clean func(string) string) {
	for _, name := range sortedKeys(m) {
		values := m[name]
		for i := range values {
			values[i] = clean(values[i])
		}
		if to := clean(name); to != name {
			delete(m, name)
			m[to] = append(m[to], values...)
		}
	}
}

// scrubbed is a cause whose text was cleaned. It still answers errors.Is and
// errors.As as the cause does, and does not unwrap to it. The cause is in a
// closure so that %#v does not reach it.
type scrubbed struct {
	text string
	err  func() error
}

func (s scrubbed) Error() string        { return s.text }
func (s scrubbed) Is(target error) bool { return errors.Is(s.err(), target) }
func (s scrubbed) As(target any) bool   { return errors.As(s.err(), target) }

func sortedKeys(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }
