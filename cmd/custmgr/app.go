package main

import (
	"context"
	"fmt"
	"io"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

// The environment variables that the command reads.
const (
	envToken = contracttest.TokenVariable
	// envOtherToken holds the token of a second account, to see that two are kept apart.
	envOtherToken = contracttest.OtherTokenVariable
	envURL        = contracttest.URLVariable
	envNoColor    = "NO_COLOR"
	envTerm       = "TERM"
)

// An app is what the command is connected to.
type app struct {
	in       io.Reader
	out, err io.Writer // data, and everything else
	env      func(name string) string

	inTerminal, outTerminal, errTerminal bool

	done string // what the API has carried out, in words; "" if nothing

	color choice
}

// run runs the command line and returns the exit code. Nothing that is written
// contains the token.
func run(ctx context.Context, a *app, args []string) int {
	out, errs := a.redacted(a.out), a.redacted(a.err)
	a.out, a.err = out, errs
	root := newRoot(a)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	flushed := out.Flush()
	if err == nil && flushed != nil {
		err = a.unprinted(flushed)
	}
	if text := message(err); text != "" {
		fmt.Fprintf(errs, "custmgr: %s\n", report.OneLine(text, 2000))
	}
	_ = errs.Flush() // there is nowhere left to say so
	return exitCode(err)
}

// unprinted is the failure of a result that cannot be printed. What was done
// must not look like wrong use: nobody would look at the account.
func (a *app) unprinted(err error) error {
	if a.done != "" {
		return failf(exitRefused, "%s, but standard output cannot be written: %w", a.done, err)
	}
	return failf(exitUsage, "cannot write to standard output: %w", err)
}

// colorful reports whether to colour what goes to a stream.
func (a *app) colorful(terminal bool) bool {
	switch a.color.value {
	case "always":
		return true
	case "never":
		return false
	}
	return terminal && a.env(envNoColor) == "" && a.env(envTerm) != "dumb"
}
