package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

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
	err = errors.Join(v.writeLessons(run), v.writeTests(run))
	decided := v.sayReplayed(run)
	switch code := run.Verdict().ExitCode(); {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return &failure{code: exitInterrupted}
	case code != exitOK:
		return &failure{code: code}
	case !decided:
		return &failure{code: exitNoAnswer}
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
	v.clean = false // from here on something may be sent
	live := &report.Live{}
	if v.app.errTerminal {
		live = report.NewLive(v.app.err, checks, v.strict)
	}
	defer live.Clear()
	target.Notify = live.Notice
	if !v.app.errTerminal { // a log: nothing is shown there but what takes long
		target.Notify = func(text string) { fmt.Fprintf(v.app.err, "custmgr: %s\n", report.OneLine(text, 200)) }
	}
	target.Sent = func(int) {
		if run.Requests++; run.Requests == 1 && !v.app.errTerminal && !onThisMachine(v.url) {
			target.Notify(fmt.Sprintf("no more than %d requests a minute are sent: a run of all checks takes minutes", cmp.Or(int(v.rate), 60)))
		}
	}
	target.Coverage = &contracttest.Coverage{}
	keep := func(result contracttest.Result) error {
		if ctx.Err() != nil && result.Outcome == contracttest.Invalid && result.Check.Operation != "" {
			return nil // it was not begun
		}
		run.Results = append(run.Results, result)
		live.Result(result)
		if err := writer.Result(result); err != nil {
			return usagef("--json: %w", err)
		}
		return nil
	}
	if len(v.replays.ids) > 0 && !v.replays.whole {
		err = v.again(ctx, suite, target, keep)
	} else {
		for result := range suite.Test(ctx, target) {
			if err = keep(result); err != nil {
				break
			}
		}
	}
	if err != nil {
		return err
	}
	v.clean = !slices.ContainsFunc(run.Results, func(r contracttest.Result) bool { return r.Check.ID == leftBehind })
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
