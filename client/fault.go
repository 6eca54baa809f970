package client

import (
	"math"
	"net/http"
)

// A fault is how an attempt failed, as far as repeating depends on it.
type fault int

const (
	none    fault = iota // it did not
	unsent               // nothing reached the server
	lost                 // sent, and no whole answer came
	limited              // 429: refused before it was looked at
	late                 // 408: the server says that it did not get the whole request
	early                // 425: the server does not want it yet
	failed               // 500
	down                 // 502, 503, 504 and every other 5xx
	refused              // surely not carried out, and asking again will not help
	broken               // a success or redirect that is not the contract's
)

// faultOf classifies the status of an answer that is not a success.
func faultOf(status int) fault {
	switch {
	case status == http.StatusTooManyRequests:
		return limited
	case status == http.StatusRequestTimeout:
		return late
	case status == http.StatusTooEarly:
		return early
	case status == http.StatusInternalServerError:
		return failed
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return refused
	case status >= 500 && status < 600:
		return down
	case status >= 400 && status < 500:
		return refused
	case status == http.StatusMovedPermanently, status == http.StatusTemporaryRedirect, status == http.StatusPermanentRedirect:
		// These ask for the same request elsewhere. The others (302, 303) often
		// stand behind a write that was carried out.
		return refused
	}
	return broken
}

// repeats says how often the operation may be sent again after the fault, the
// attempts of the policy aside. What a create is sent again for is exactly what
// surely did not create anything.
func repeats(op string, f fault) int {
	switch f {
	case unsent, limited:
		return math.MaxInt
	case lost, down, late, early:
		if op == opCreate {
			return 0
		}
		return math.MaxInt
	case failed:
		switch op {
		case opCreate:
			return 0
		case opUpdate:
			return 1
		}
		return math.MaxInt
	}
	return 0
}

// doubtful reports whether a write may have been carried out after the fault.
func doubtful(f fault) bool {
	switch f {
	case lost, late, failed, down, broken:
		return true
	}
	return false
}
