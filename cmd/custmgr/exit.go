package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// The exit codes. The topic exit-codes explains them to users.
const (
	exitOK          = 0
	exitRefused     = 1   // the contract is broken, or the API said no
	exitUsage       = 2   // wrong use
	exitNoAnswer    = 3   // no verdict, or no answer from the API
	exitCredentials = 4   // the API refused the token
	exitInterrupted = 130 // as a shell reports SIGINT
)

// A failure is an error with the exit code that it means. Without an err
// everything has been said already.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit code %d", f.code)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func failf(code int, format string, args ...any) error {
	return &failure{code, fmt.Errorf(format, args...)}
}

// usagef is an error of whoever typed the command.
func usagef(format string, args ...any) error { return failf(exitUsage, format, args...) }

// exitCode maps an error to the exit code. Errors without one come from cobra,
// about the command line.
func exitCode(err error) int {
	var f *failure
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &f):
		return f.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitUsage
}

// message is what remains to be said of an error, "" if nothing does.
func message(err error) string {
	var f *failure
	if err == nil || errors.As(err, &f) && f.err == nil {
		return ""
	}
	text := err.Error()
	for _, prefix := range []string{"client: ", "contracttest: "} { // which package it was matters to nobody here
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}
