package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/spf13/cobra"
)

// A verification is the verify command with its flags.
type verification struct {
	app                 *app
	url, json           string
	write, strict, list bool
	values              values
	only, skip          pattern
	rate                rate
	maxRequests         int
	settle              time.Duration
	seed                uint64
	journal, cleanup    string
	clean               bool // nothing was left behind, so far
	replay, artifacts   string
	replays             replay
	coverage            bool
	minCoverage         float64
	learn               string
}

// newVerify makes the verify command.
func newVerify(a *app) *cobra.Command {
	v := &verification{app: a}
	cmd := &cobra.Command{
		Use:     "verify [flags]",
		GroupID: groupContract,
		Short:   "Judge a server by the contract",
		Long: `Judge a server by the contract: the OpenAPI document that is built in.

Without --url the sandbox that is built in is judged. A server on this machine
is judged whole, any other by GET requests only unless --write is given; then
use an account made for tests: the run adds customer managers and removes them
again, and touches no others. The token is taken from CUSTMGR_TOKEN.

What the document leaves open is asked too, and answered in a section of its own;
it never breaks the contract. With --learn the answers become an OpenAPI overlay.

The report goes to standard output. "custmgr help exit-codes" lists the codes.`,
		Example: examples(
			"custmgr verify",
			"custmgr verify --url http://127.0.0.1:8080",
			"custmgr verify --url https://app.eu.workato.com --json results.jsonl",
			"custmgr verify --url https://app.eu.workato.com --write \\",
			"    --value team_collaborator_id=4321 --value role_id=2,247 --value permitted_workspace_ids=29456,27123",
			"custmgr verify --list --only '^createCustomerManager/'",
		),
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&v.url, "url", "", "base `URL` of the server to judge; the token is taken from "+envToken)
	flags.BoolVar(&v.write, "write", false, "allow requests that change something, on a server that is not on this machine")
	flags.Var(&v.values, "value", "values that the server accepts for a property, repeatable: an integer is a number, anything else\nand anything in double quotes is text (default: the document's examples)")
	flags.BoolVar(&v.strict, "strict", false, "a warning breaks the contract too")
	flags.Var(&v.only, "only", "judge only the checks whose ID matches")
	flags.Var(&v.skip, "skip", "judge no check whose ID matches")
	flags.BoolVar(&v.list, "list", false, "print the checks with level and line of the document, and judge nothing")
	flags.Var(&v.rate, "rate", "requests a minute (default 60/m for a server that is not on this machine)")
	flags.IntVar(&v.maxRequests, "max-requests", 0, "send no more than `N` requests: what catches most comes first (default no bound)")
	flags.DurationVar(&v.settle, "settle", 0, "how long a write may take to show in a list, such as 2s")
	flags.Uint64Var(&v.seed, "seed", 0, "of what is drawn at random: the same `SEED` sends the same requests; those made at the same time\ngo out in any order, under the ids that the server gives")
	flags.StringVar(&v.replay, "replay", "", "judge one check once more by its `ID`, or those that failed by the results file of --json,\nand say whether they failed again or are fixed; what does not fail alone is judged by a whole run too")
	flags.StringVar(&v.artifacts, "artifacts", "", "write what a failure is best looked at as, such as the timeline of concurrent calls, and a Go test\nof each, into the folder `DIR`")
	flags.StringVar(&v.journal, "journal", "", "note in `FILE` what is added before it is used, for --cleanup after a run that was killed\n(default a file in the cache folder, which is gone when nothing was left behind)")
	flags.StringVar(&v.cleanup, "cleanup", "", "judge nothing: remove what the run that wrote the journal `FILE` has left behind")
	flags.BoolVar(&v.coverage, "coverage", false, "report what of the document the run has exercised, and why not the rest")
	flags.Float64Var(&v.minCoverage, "min-coverage", 0, "exit with 1 if the run exercises less than `PERCENT` of the document")
	flags.StringVar(&v.learn, "learn", "", "write the answers to the document's open questions to `FILE`, as an OpenAPI overlay to review")
	flags.StringVar(&v.json, "json", "", "write the results as lines of JSON to `FILE`, or with - to standard output,\nand the report to standard error then")
	return cmd
}

func (v *verification) run(ctx context.Context) error {
	doc, suite, err := embedded()
	if err != nil {
		return err
	}
	if err := v.chooseCleanUp(); err != nil {
		return err
	}
	if err := v.chooseReplay(suite.Checks()); err != nil {
		return err
	}
	checks := slices.DeleteFunc(suite.Checks(), func(c contracttest.Check) bool { return !passes(c.ID, v.only, v.skip) })
	if len(checks) == 0 {
		return usagef("--only and --skip leave no check: custmgr verify --list shows the IDs")
	}
	if v.list {
		return v.printChecks(checks)
	}
	if v.maxRequests < 0 || v.settle < 0 {
		return usagef("--max-requests and --settle must not be negative")
	}
	if !(v.minCoverage >= 0 && v.minCoverage <= 100) {
		return usagef("--min-coverage must be between 0 and 100")
	}
	if err := v.checkLearn(); err != nil {
		return err
	}
	if err := v.values.check(doc); err != nil {
		return err
	}
	target, name, err := v.target()
	if err != nil {
		return err
	}
	if v.cleanup != "" {
		return v.cleanUp(ctx, suite, target)
	}
	if err := v.keepArtifacts(&target); err != nil {
		return err
	}
	done, err := v.keepJournal(&target)
	if err != nil {
		return err
	}
	defer done()
	run := newRun(doc, name, v.strict)
	run.Seed, run.Settings = v.seed, v.settings()
	return v.judge(ctx, suite, target, len(checks), run)
}

// target returns what to judge, and its name.
func (v *verification) target() (contracttest.Target, string, error) {
	target := contracttest.Target{
		Write: v.write, Strict: v.strict, Values: v.values.given, Only: v.only.re, Skip: v.skip.re,
		Rate: int(v.rate), MaxRequests: v.maxRequests, Settle: v.settle, Seed: v.seed,
	}
	if v.url == "" {
		target.Handler, target.Token, target.OtherToken = sandbox.New(), sandbox.Token, sandbox.Token+"-of-another-account"
		target.Values = sandbox.Values()
		maps.Copy(target.Values, v.values.given)
		return target, inProcess, nil
	}
	if u, err := url.Parse(v.url); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return target, "", usagef("--url must have the form http[s]://HOST[:PORT][/PATH], without user, query or fragment")
	}
	target.URL, target.Token, target.OtherToken = v.url, v.app.env(envToken), v.app.env(envOtherToken)
	if target.Token == "" {
		return target, "", usagef("%s is not set: it must hold a token that %s accepts", envToken, v.url)
	}
	if other := strings.TrimSpace(target.OtherToken); other != "" && other == strings.TrimSpace(target.Token) && v.cleanup == "" {
		return target, "", usagef("%s holds the same token as %s: give it that of another account, or unset it", envOtherToken, envToken)
	}
	return target, v.url, nil
}

// printChecks lists checks: ID, level, place and promise.
func (v *verification) printChecks(checks []contracttest.Check) error {
	t := table{head: []string{"ID", "LEVEL", "LINE", "PROMISE"}}
	for _, c := range checks {
		t.row(c.ID, string(c.Level), fmt.Sprintf("%s:%d", c.File, c.Line), c.Title)
	}
	return t.print(v.app.out, v.app.colorful(v.app.outTerminal))
}
