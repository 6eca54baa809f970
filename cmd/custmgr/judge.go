package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

// judge runs the checks, which are so many, and prints the report.
func (v *verification) judge(ctx context.Context, suite *contracttest.Suite, target contracttest.Target, checks int, run report.Run) error {
	to, err := v.app.outputs(v.json)
	if err != nil {
		return err
	}
	err = v.collect(ctx, suite, target, checks, &run, to.lines)
	if err = errors.Join(err, to.close()); err != nil {
		return err
	}
	if len(run.Results) == 1 && run.Results[0].Check.ID == "target" { // nothing was sent: the flags do not make a target
		return usagef("%s", run.Results[0].Reason)
	}
	if err := report.Text(to.text, run, report.Options{Color: to.color, Rerun: v.rerun, GoTest: v.goTest, Coverage: v.coverage}); err != nil {
		return failf(exitUsage, "cannot write the report: %w", err)
	}
	err = v.writeLessons(run)
	v.sayReplayed(run)
	switch code := run.Verdict().ExitCode(); {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return &failure{code: exitInterrupted}
	case code != exitOK:
		return &failure{code: code}
	case run.Percent() < v.minCoverage:
		return failf(exitRefused, "the run exercised %.1f%% of the document, less than the %g%% of --min-coverage: see --coverage for what is missing", run.Percent(), v.minCoverage)
	}
	return nil
}

// collect runs the checks into run, and into lines as they come.
func (v *verification) collect(ctx context.Context, suite *contracttest.Suite, target contracttest.Target, checks int, run *report.Run, lines io.Writer) error {
	writer, err := report.NewWriter(lines, *run)
	if err != nil {
		return usagef("--json: %w", err)
	}
	live := &report.Live{}
	if v.app.errTerminal {
		live = report.NewLive(v.app.err, checks, v.strict)
	}
	defer live.Clear()
	target.Sent = func(n int) { run.Requests = n }
	target.Notify = live.Notice
	target.Coverage = &contracttest.Coverage{}
	for result := range suite.Test(ctx, target) {
		if ctx.Err() != nil && result.Outcome == contracttest.Invalid && result.Check.Operation != "" {
			continue // it was not begun
		}
		run.Results = append(run.Results, result)
		live.Result(result)
		if err := writer.Result(result); err != nil {
			return usagef("--json: %w", err)
		}
	}
	v.clean = !slices.ContainsFunc(run.Results, func(r contracttest.Result) bool { return r.Check.ID == "cleanup" })
	run.Elapsed = time.Since(run.Started)
	if run.Complete = ctx.Err() == nil; run.Complete {
		run.Coverage = target.Coverage.Points()
		writer.Coverage(run.Coverage)
		if err := writer.Done(run.Requests, run.Elapsed); err != nil {
			return usagef("--json: %w", err)
		}
	}
	return nil
}

// rerun is the command that judges one check again.
func (v *verification) rerun(id string) string {
	words := []string{"custmgr", "verify"}
	if v.url != "" {
		words = append(words, "--url", v.url)
	}
	if v.write {
		words = append(words, "--write")
	}
	for _, raw := range v.values.raw {
		words = append(words, "--value", raw)
	}
	if v.strict {
		words = append(words, "--strict")
	}
	if v.seed != 0 {
		words = append(words, "--seed", strconv.FormatUint(v.seed, 10))
	}
	words = append(words, "--replay", id)
	for i, w := range words {
		if strings.ContainsFunc(w, func(r rune) bool {
			return !strings.ContainsRune("-_=,.:/", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}
