package client

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// An Error is why a call failed. Every error of a method is an *Error, or a
// *ScopeMismatchError. Ask it with errors.Is for one of the sentinels, or for the
// cause, such as context.Canceled; it never holds the token.
type Error struct {
	Op         string              // list, create, update or delete
	StatusCode int                 // of the last answer; 0 if there was none
	Message    string              // what the API says, on one line; empty if it says nothing readable
	Fields     map[string][]string // what the API says about single fields; nil if nothing
	Pointer    string              // JSON pointer to what breaks the contract; empty if there is no such place
	RequestID  string              // to quote to the vendor's support; may be empty
	RetryAfter time.Duration       // how long the API asks to wait; 0 if it does not say
	Attempts   int                 // how often the call was tried; 0 if it was refused here
	Header     http.Header         // of the last answer; nil if there was none
	Body       []byte              // of the last answer, at most 64 KiB; of a longer list, the part around the fault

	id      ManagerID // of an update or a delete
	detail  string    // what is wrong, in our words
	cause   error     // what brought the call down, if it is not an answer
	stopped string    // why it was not tried again, where that is not plain

	invalid, unexpected, unknown bool

	spoken bool // the answer is JSON with a message, as the API's own refusals are
}

// Is reports whether target is a sentinel of this package that applies.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrInvalidRequest:
		return e.invalid
	case ErrUnexpectedResponse:
		return e.unexpected
	case ErrOutcomeUnknown:
		return e.unknown
	}
	s := sentinelOf(e.StatusCode)
	return s != nil && s == target
}

// Unwrap returns the cause: a failure of the network, of the TokenSource or of
// the Limiter, or the end of the context. It is nil if an answer is the reason.
func (e *Error) Unwrap() error { return e.cause }

// Error returns one line: what was tried, what happened, what to do. What the
// server says is cut where it is long; what to do never is.
func (e *Error) Error() string {
	const mostSaid, mostCause = 700, 500
	parts := append(make([]string, 0, 8), "client", e.subject())
	if e.StatusCode != 0 {
		parts = append(parts, strings.TrimSpace(strconv.Itoa(e.StatusCode)+" "+http.StatusText(e.StatusCode)))
	}
	if said := e.said(); said != "" {
		parts = append(parts, oneLine(said, mostSaid))
	}
	if e.cause != nil {
		parts = append(parts, oneLine(e.cause.Error(), mostCause))
	}
	if e.stopped != "" {
		parts = append(parts, e.stopped)
	}
	if hint := e.hint(); hint != "" {
		parts = append(parts, hint)
	}
	line := strings.Join(parts, ": ")
	switch {
	case e.RequestID != "" && e.Attempts > 1:
		return fmt.Sprintf("%s (request id %s, attempt %d)", line, oneLine(e.RequestID, 100), e.Attempts)
	case e.RequestID != "":
		return fmt.Sprintf("%s (request id %s)", line, oneLine(e.RequestID, 100))
	case e.Attempts > 1:
		return fmt.Sprintf("%s (attempt %d)", line, e.Attempts)
	}
	return line
}

// subject is what was tried. Whose id was not found has to be told; elsewhere
// the answer is not about the id.
func (e *Error) subject() string {
	if e.StatusCode == http.StatusNotFound && e.id != 0 {
		return fmt.Sprintf("%s customer manager %d", e.Op, e.id)
	}
	return oneLine(e.Op, 100)
}

// said is what is wrong with the answer, in our words and in the server's.
func (e *Error) said() string {
	var parts []string
	if e.detail != "" {
		parts = append(parts, e.detail)
	}
	if e.Message != "" && !strings.EqualFold(e.Message, http.StatusText(e.StatusCode)) {
		parts = append(parts, e.Message)
	}
	for _, name := range sortedKeys(e.Fields) {
		parts = append(parts, name+" "+strings.Join(e.Fields[name], ", "))
	}
	return strings.Join(parts, ": ")
}

// hint says what to do where the rest does not.
func (e *Error) hint() string {
	switch {
	case e.unknown && e.Op == opCreate:
		return "the manager may have been created: look at the list before creating again"
	case e.unknown:
		return "it may have been carried out: call again to make sure"
	case e.StatusCode == http.StatusUnauthorized:
		return "the token may be wrong or belong to another data center"
	case e.StatusCode == http.StatusForbidden:
		return "the token may lack the privilege"
	}
	return ""
}

// LogValue logs what is worth a record; headers and body are left out.
func (e *Error) LogValue() slog.Value {
	attrs := append(make([]slog.Attr, 0, 6), slog.String("op", e.Op), slog.String("error", e.Error()))
	if e.StatusCode != 0 {
		attrs = append(attrs, slog.Int("status", e.StatusCode))
	}
	if e.RequestID != "" {
		attrs = append(attrs, slog.String("request_id", e.RequestID))
	}
	if e.RetryAfter != 0 {
		attrs = append(attrs, slog.Duration("retry_after", e.RetryAfter))
	}
	return slog.GroupValue(append(attrs, slog.Int("attempts", e.Attempts))...)
}

// A ScopeMismatchError means that a create or an update was carried out, with
// another scope than asked for. The method returns the manager beside it: update
// or delete it.
type ScopeMismatchError struct {
	Manager *CustomerManager
	Want    Scope // what was asked for
	Got     Scope // what the answer shows
}

// Error returns one line: who got what instead of what.
func (e *ScopeMismatchError) Error() string {
	if e.Manager == nil {
		return fmt.Sprintf("client: the scope is %s instead of %s", e.Got, e.Want)
	}
	return fmt.Sprintf("client: manager %d has %s instead of %s: update or delete the manager", e.Manager.ID, e.Got, e.Want)
}

// oneLine replaces what would break a line or a terminal, and cuts what is long.
func oneLine(s string, most int) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd")))
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
