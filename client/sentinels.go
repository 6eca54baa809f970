package client

import (
	"errors"
	"net/http"
)

// What an *Error is about, to be asked with errors.Is. The first eight match by
// the status of the answer.
var (
	ErrBadRequest    = errors.New("bad request")           // 400
	ErrUnauthorized  = errors.New("unauthorized")          // 401: the token is wrong, or of another data center
	ErrForbidden     = errors.New("forbidden")             // 403: the token lacks a privilege
	ErrNotFound      = errors.New("not found")             // 404
	ErrConflict      = errors.New("conflict")              // 409
	ErrUnprocessable = errors.New("unprocessable content") // 422
	ErrRateLimited   = errors.New("rate limited")          // 429
	ErrServer        = errors.New("server error")          // 500 and above

	// ErrInvalidRequest means that the call was refused here: nothing was sent.
	ErrInvalidRequest = errors.New("invalid request")

	// ErrUnexpectedResponse means that a success or a redirect came which is not
	// what the contract promises: another status, media type or shape, too large,
	// about somebody else, or a refusal inside a 200.
	ErrUnexpectedResponse = errors.New("unexpected response")

	// ErrOutcomeUnknown means that a write may or may not have been carried out.
	// An update or a delete can simply be called again. A create must not be: look
	// at the list first; see the example of Create.
	ErrOutcomeUnknown = errors.New("outcome unknown")
)

// sentinelOf returns the sentinel of a status, nil if it has none.
func sentinelOf(status int) error {
	switch {
	case status == http.StatusBadRequest:
		return ErrBadRequest
	case status == http.StatusUnauthorized:
		return ErrUnauthorized
	case status == http.StatusForbidden:
		return ErrForbidden
	case status == http.StatusNotFound:
		return ErrNotFound
	case status == http.StatusConflict:
		return ErrConflict
	case status == http.StatusUnprocessableEntity:
		return ErrUnprocessable
	case status == http.StatusTooManyRequests:
		return ErrRateLimited
	case status >= 500 && status < 600:
		return ErrServer
	}
	return nil
}
