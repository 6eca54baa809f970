package client

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// shortestSecret is how much of a token's beginning is looked for: an echo may
// have been cut off. A shorter token is no secret, and looking for it would tear
// holes into ordinary words.
const shortestSecret = 12

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
			e.cause = scrubbed{text, e.cause}
		}
	}
	if body := clean(string(e.Body)); len(body) != len(e.Body) {
		e.Body = []byte(body)
	}
	for _, values := range e.Header {
		for i := range values {
			values[i] = clean(values[i])
		}
	}
	for name, values := range e.Fields {
		for i := range values {
			values[i] = clean(values[i])
		}
		if clean(name) != name {
			delete(e.Fields, name)
			e.Fields[clean(name)] = values
		}
	}
}

// cleaned is a text without the token, and without what an echo that was cut off
// shows of its beginning.
func cleaned(s, token string) string {
	if len(token) < shortestSecret {
		return s
	}
	before, rest, found := strings.Cut(s, token[:shortestSecret])
	if !found {
		return s
	}
	var b strings.Builder
	for ; found; before, rest, found = strings.Cut(rest, token[:shortestSecret]) {
		b.WriteString(before)
		b.WriteString(redacted)
		for n := shortestSecret; n < len(token) && rest != "" && rest[0] == token[n]; n++ {
			rest = rest[1:]
		}
	}
	b.WriteString(before)
	return b.String()
}

// scrubbed is a cause whose text was cleaned. It still answers errors.Is and
// errors.As as the cause does, and does not unwrap to it.
type scrubbed struct {
	text string
	err  error
}

func (s scrubbed) Error() string        { return s.text }
func (s scrubbed) Is(target error) bool { return errors.Is(s.err, target) }
func (s scrubbed) As(target any) bool   { return errors.As(s.err, target) }

func sortedKeys(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }
