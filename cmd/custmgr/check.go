package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/spf13/cobra"
)

// A hearing is the check command with its flags.
type hearing struct {
	app        *app
	json       string
	strict     bool
	only, skip pattern
}

// newCheck makes the check command.
func newCheck(a *app) *cobra.Command {
	h := &hearing{app: a}
	cmd := &cobra.Command{
		Use:     "check FILE.har... [flags]",
		GroupID: groupContract,
		Short:   "Judge recorded answers by the contract",
		Long: `Judge recorded answers by the contract: the OpenAPI document that is built in.

A file is a HAR 1.2, as browsers ("save all as HAR") and recording proxies write
it; - is standard input. Requests to other paths than the document's are passed
over, whatever the host. Answers that show credentials or the inside of the server
are named too. Where a file has no body of an answer, the rest of the
answer is judged. Nothing is sent anywhere, and no credentials of a file are shown.

The report goes to standard output. "custmgr help exit-codes" lists the codes.`,
		Example: examples(
			"custmgr check app.eu.workato.com.har",
			"custmgr check monday.har tuesday.har --strict --json results.jsonl",
			"custmgr check - --only '^listCustomerManagers/' < session.har",
		),
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usagef("%s takes the HAR files to judge, but got none: %s --help shows an example", cmd.CommandPath(), cmd.CommandPath())
			case slices.Index(args, "-") != lastIndex(args, "-"):
				return usagef("%s can read standard input once, but - is given more than once", cmd.CommandPath())
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"har"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(_ *cobra.Command, args []string) error { return h.run(args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&h.strict, "strict", false, "a warning breaks the contract too")
	flags.Var(&h.only, "only", "judge only the answers to which a check belongs whose ID matches")
	flags.Var(&h.skip, "skip", "judge no answer to which a check belongs whose ID matches")
	flags.StringVar(&h.json, "json", "", "write the results as lines of JSON to `FILE`, or with - to standard output,\nand the report to standard error then")
	return cmd
}

func lastIndex(all []string, s string) int {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i] == s {
			return i
		}
	}
	return -1
}

func (h *hearing) run(files []string) error {
	doc, suite, err := embedded()
	if err != nil {
		return err
	}
	run := newRun(doc, strings.Join(files, ", "), h.strict)
	to, err := h.app.outputs(h.json)
	if err != nil {
		return err
	}
	bad, err := h.collect(suite, files, &run, to)
	if err = errors.Join(err, to.close()); err != nil {
		return err
	}
	if err := report.Text(to.text, run, report.Options{Color: to.color}); err != nil {
		return failf(exitUsage, "cannot write the report: %w", err)
	}
	switch code := run.Verdict().ExitCode(); {
	case code == exitRefused && bad != nil:
		return &failure{exitRefused, bad}
	case bad != nil:
		return &failure{exitUsage, bad}
	case code != exitOK:
		return &failure{code: code}
	}
	return nil
}

// collect judges the files into run, and says of the first that is none.
func (h *hearing) collect(suite *contracttest.Suite, files []string, run *report.Run, to outlet) (bad, err error) {
	writer, err := report.NewWriter(to.lines, *run)
	if err != nil {
		return nil, usagef("--json: %w", err)
	}
	var seen tally
	for _, file := range files {
		why := h.read(suite, file, func(r contracttest.Result) error {
			if !passes(r.Check.ID, h.only, h.skip) {
				return nil
			}
			seen.add(r)
			if err := writer.Result(lean(r)); err != nil {
				return usagef("--json: %w", err)
			}
			return nil
		})
		var wrong *failure
		switch {
		case errors.As(why, &wrong):
			return nil, why
		case why != nil && bad == nil:
			bad = fmt.Errorf("%s: %s", file, message(why))
		}
	}
	run.Results, run.Requests, run.Elapsed = seen.results(), seen.answers, time.Since(run.Started)
	if run.Complete = bad == nil; run.Complete {
		if err := writer.Done(run.Requests, run.Elapsed); err != nil {
			return nil, usagef("--json: %w", err)
		}
	}
	fmt.Fprintln(to.text, seen.summary(h.strict))
	return bad, nil
}

// read judges one file. An error that is a failure is not the file's.
func (h *hearing) read(suite *contracttest.Suite, file string, each func(contracttest.Result) error) error {
	in := h.app.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			var path *os.PathError
			if errors.As(err, &path) {
				err = path.Err // who calls names the file
			}
			return err
		}
		defer f.Close()
		in = f
	}
	for r, err := range suite.HAR(io.Reader(in)) {
		if err == nil {
			err = each(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
