package client

import (
	"math"
	"net/http"
	"strings"
	"time"
)

// retryAfter reads Retry-After (RFC 9110, 10.2.3): whole seconds, or a date. What
// is neither, or below zero, counts as absent; what is too long to be counted is
// the longest time there is. A date is read against the answer's own Date, if it
// has one, so that the two clocks need not agree.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0, false
	}
	if seconds, ok := wholeSeconds(v); ok {
		return seconds, true
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0, false
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return max(0, at.Sub(now)), true
}

// wholeSeconds reads digits, however many.
func wholeSeconds(v string) (time.Duration, bool) {
	var n int64
	for _, c := range []byte(v) {
		if c < '0' || c > '9' {
			return 0, false
		}
		if n <= math.MaxInt64/int64(time.Second) {
			n = n*10 + int64(c-'0')
		}
	}
	if n > math.MaxInt64/int64(time.Second) {
		return math.MaxInt64, true
	}
	return time.Duration(n) * time.Second, true
}
