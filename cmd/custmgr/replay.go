package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

// chooseReplay narrows the run to what --replay names: one check by its ID, or
// the checks that failed in the run of a results file, with that run's seed.
func (v *verification) chooseReplay(checks []contracttest.Check) error {
	if v.replay == "" {
		return nil
	}
	if v.only.re != nil {
		return usagef("--replay and --only exclude each other")
	}
	for _, c := range checks {
		if c.ID == v.replay {
			return v.replayOnly([]string{c.ID})
		}
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
	if v.seed == 0 {
		v.seed = earlier.Seed
	}
	return v.replayOnly(failed)
}

func (v *verification) replayOnly(ids []string) error {
	v.replayed = ids
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = regexp.QuoteMeta(id)
	}
	v.only.re = regexp.MustCompile("^(" + strings.Join(quoted, "|") + ")$")
	return nil
}

// sayReplayed says of each check that was replayed whether it failed again.
func (v *verification) sayReplayed(run report.Run) {
	if len(v.replayed) == 0 {
		return
	}
	words := map[contracttest.Outcome]string{contracttest.Fail: "failed again", contracttest.Pass: "fixed", contracttest.Skip: "not judged", contracttest.Invalid: "no verdict"}
	now := map[string]string{}
	for _, r := range run.Results {
		now[r.Check.ID] = words[r.Outcome]
	}
	fmt.Fprintln(v.app.err)
	for _, id := range v.replayed {
		if now[id] == "" {
			now[id] = "no verdict"
		}
		fmt.Fprintf(v.app.err, "%-12s %s\n", now[id], id)
	}
}

// goTest is one check as a line of a Go test.
func (v *verification) goTest(id string) string {
	target := "URL: " + fmt.Sprintf("%q", v.url) + `, Token: os.Getenv("` + envToken + `")`
	if v.url == "" {
		target = "Handler: sandbox.New(), Token: sandbox.Token"
	}
	if v.write {
		target += ", Write: true"
	}
	if v.seed != 0 {
		target += fmt.Sprintf(", Seed: %d", v.seed)
	}
	return fmt.Sprintf("contracttest.Run(t, contracttest.Target{%s, Only: regexp.MustCompile(%q)})", target, "^"+regexp.QuoteMeta(id)+"$")
}
