package contracttest

import (
	"bytes"
	"context"
	"net/http"
)

// An answer is what a server sent back, read to its end.
type answer struct {
	context context.Context
	status  int
	header  http.Header
	body    []byte
	err     error // why there is no whole answer; nil if there is one

	read       bool // value and wrong hold what readJSON said
	value      any
	wrong      error
	oddNumbers bool // the body may hold numbers that are no plain digits
}

// json reads the body strictly, once.
func (a *answer) json() (any, error) {
	if !a.read {
		a.read = true
		a.value, a.wrong = readJSON(a.body)
		a.oddNumbers = oddNumber(a.body)
	}
	return a.value, a.wrong
}

// oddNumber reports whether a JSON text may hold a number with a fraction, an
// exponent or more than 18 digits. It may be wrong about digits in strings.
func oddNumber(data []byte) bool {
	digits := 0
	for i, c := range data {
		switch {
		case c >= '0' && c <= '9':
			if digits++; digits > 18 {
				return true
			}
		case digits > 0 && (c == '.' || c == 'e' || c == 'E') && i+1 < len(data) && bytes.IndexByte([]byte("0123456789+-"), data[i+1]) >= 0:
			return true
		default:
			digits = 0
		}
	}
	return false
}

func (a *answer) ok() bool { return a.err == nil && a.status >= 200 && a.status <= 299 }
