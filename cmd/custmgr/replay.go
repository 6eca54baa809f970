package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

// inProcess is the name of the target without a URL.
const inProcess = "the sandbox of this command, in process"

// A replay is what --replay names.
type replay struct {
	ids   []string // of the checks that are judged once more
	only  pattern  // what the run judged that they failed in
	whole bool     // they are no checks, but what a whole run left behind
}

// leftBehind is the ID of a result that is of no check: of the run as a whole,
// which has not removed what it added.
const leftBehind = "cleanup"

// chooseReplay narrows the run to what --replay names: one check by its ID, or
// the checks that failed in the run of a results file, against that run's target
// and with its settings.
func (v *verification) chooseReplay(checks []contracttest.Check) error {
	if v.replay == "" {
		return nil
	}
	if v.only.re != nil {
		return usagef("--replay and --only exclude each other")
	}
	if slices.ContainsFunc(checks, func(c contracttest.Check) bool { return c.ID == v.replay }) {
		return v.replayOnly([]string{v.replay})
	}
	file, err := os.Open(v.replay)
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("--replay %s: there is no check of that ID (custmgr verify --list shows them), and no file of that name", v.replay)
	} else if err != nil {
		return usagef("--replay: %w", err)
	}
	defer file.Close()
	earlier, err := report.Read(file)
	if err != nil {
		return usagef("--replay %s: %w", v.replay, err)
	}
	var failed []string
	for _, r := range earlier.Results {
		if r.Outcome == contracttest.Fail {
			failed = append(failed, r.Check.ID)
		}
	}
	if len(failed) == 0 {
		return usagef("--replay %s: nothing failed in that run", v.replay)
	}
	if err := v.like(earlier); err != nil {
		return usagef("--replay %s: %w", v.replay, err)
	}
	checked := slices.DeleteFunc(failed, func(id string) bool { return id == leftBehind }) // every run is cleaned up after
	if len(checked) == 0 {
		v.replays.ids, v.replays.whole, v.only = []string{leftBehind}, true, v.replays.only
		return nil
	}
	if !slices.ContainsFunc(checked, func(id string) bool {
		return slices.ContainsFunc(checks, func(c contracttest.Check) bool { return c.ID == id })
	}) {
		return usagef("--replay %s: none of the checks that failed in that run exists any more, such as %s", v.replay, checked[0])
	}
	return v.replayOnly(checked)
}

// like takes over the target and the settings of an earlier run, where no flag
// says otherwise. To write it has to be allowed anew.
func (v *verification) like(earlier report.Run) error {
	of, set := earlier.Target, earlier.Settings
	switch {
	case of == inProcess && v.url != "":
		return fmt.Errorf("that run judged %s, not %s: leave --url away", of, v.url)
	case of == inProcess:
	case v.url == "":
		v.url = of
	case strings.TrimSuffix(v.url, "/") != strings.TrimSuffix(of, "/"):
		return fmt.Errorf("that run judged %s, not %s: leave --url away, or replay the checks by their IDs", of, v.url)
	}
	if set.Write && !v.write && !onThisMachine(v.url) {
		return fmt.Errorf("that run was allowed to change something on %s: allow it again with --write", of)
	}
	if len(v.values.raw) == 0 {
		for _, text := range set.Values {
			if err := v.values.Set(text); err != nil {
				return err
			}
		}
	}
	v.strict = v.strict || earlier.Strict
	if v.seed == 0 {
		v.seed = earlier.Seed
	}
	if v.settle == 0 {
		v.settle = set.Settle
	}
	if v.maxRequests == 0 {
		v.maxRequests = set.MaxRequests
	}
	if set.Only != "" {
		if err := v.replays.only.Set(set.Only); err != nil {
			return err
		}
	}
	if set.Skip != "" && v.skip.re == nil {
		return v.skip.Set(set.Skip)
	}
	return nil
}

func (v *verification) replayOnly(ids []string) error {
	v.replays.ids = ids
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = regexp.QuoteMeta(id)
	}
	v.only.re = regexp.MustCompile("^(" + strings.Join(quoted, "|") + ")$")
	return nil
}

// again judges the replayed checks alone, and those that do not fail so once
// more by a whole run: what made them fail may have been the calls before. Both
// together send no more than the bound.
func (v *verification) again(ctx context.Context, suite *contracttest.Suite, target contracttest.Target, keep func(contracttest.Result) error) error {
	var alone []contracttest.Result
	open := map[string]bool{}
	whole, tell, sent := target, target.Sent, 0
	target.Sent = func(n int) { sent++; tell(n) }
	for r := range suite.Test(ctx, target) {
		alone = append(alone, r)
		open[r.Check.ID] = r.Check.Operation != "" && r.Outcome != contracttest.Fail && r.Outcome != contracttest.Answered
	}
	if !slices.ContainsFunc(v.replays.ids, func(id string) bool { return open[id] }) || ctx.Err() != nil {
		open = nil
	}
	if bound := target.MaxRequests; open != nil && bound > 0 {
		if whole.MaxRequests = bound - sent; whole.MaxRequests < 1 { // 0 would be no bound
			for i, r := range alone {
				if open[r.Check.ID] && r.Outcome == contracttest.Pass {
					alone[i].Outcome, alone[i].Reason = contracttest.Skip, fmt.Sprintf("it passes alone, and the bound of %d requests is reached before a whole run", bound)
				}
			}
			open = nil
		}
	}
	for _, r := range alone {
		if !open[r.Check.ID] {
			if err := keep(r); err != nil {
				return err
			}
		}
	}
	if open == nil {
		return nil
	}
	whole.Only = v.replays.only.re
	for r := range suite.Test(ctx, whole) {
		if open[r.Check.ID] || r.Check.Operation == "" { // what was left behind belongs to no operation
			if err := keep(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// sayReplayed says of each check that was replayed whether it failed again, and
// reports whether there is a verdict on all of them.
func (v *verification) sayReplayed(run report.Run) bool {
	if len(v.replays.ids) == 0 {
		return true
	}
	words := map[contracttest.Outcome]string{
		contracttest.Fail: "failed again", contracttest.Pass: "fixed", contracttest.Skip: "not judged",
		contracttest.Invalid: "no verdict", contracttest.Answered: "answered",
	}
	now, all := map[string]contracttest.Outcome{}, true
	for _, r := range run.Results {
		now[r.Check.ID] = r.Outcome
	}
	fmt.Fprintln(v.app.err)
	for _, id := range v.replays.ids {
		outcome, ok := now[id]
		switch {
		case !ok && v.replays.whole && run.Verdict() != report.None:
			outcome = contracttest.Pass // nothing was left behind
		case !ok:
			outcome = contracttest.Invalid
		}
		all = all && outcome != contracttest.Skip && outcome != contracttest.Invalid
		fmt.Fprintf(v.app.err, "%-12s %s\n", words[outcome], id)
	}
	return all
}
