package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/stretchr/testify/require"
)

func text(t *testing.T, run report.Run, options report.Options) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.Text(&b, run, options))
	return b.String()
}

func TestTextPrintsTheWholeRun(t *testing.T) {
	rerun := func(id string) string { return "custmgr verify --only '^" + id + "$'" }
	require.Equal(t, `target    http://127.0.0.1:8080
document  openapi/openapi.yaml (2024-01-29)
suite     custmgr v0.1.0

listCustomerManagers
  ✓ response  ✓ credentials ×2

updateCustomerManager
  – method ×2  ? response
  ✗ reflects/permitted_workspace_ids/omitted                  must    openapi/openapi.yaml:320
  ! unknown/malformed                                         should  openapi/openapi.yaml:175

not judged (2)
     2  it might change something: allow that with --write
        updateCustomerManager/method/post, updateCustomerManager/method/patch

no verdict (1)
     1  the network: connection reset
        updateCustomerManager/response

warnings (1)
  ! updateCustomerManager/unknown/malformed
    a malformed id is refused
      level     should: inferred, not documented
      document  openapi/openapi.yaml:175
      expected  400 or 404
      actual    418
      see       https://docs.example/#updateCustomerManager
      again     custmgr verify --only '^updateCustomerManager/unknown/malformed$'

failures (1)
  ✗ updateCustomerManager/reflects/permitted_workspace_ids/omitted
    without permitted_workspace_ids, all workspaces are granted
      level     must: the vendor or a standard demands it
      document  openapi/openapi.yaml:320
      at        /result/moderated_workspaces
      expected  []
      actual    [27123 29456]
      by        openapi/openapi.yaml:326
      see       https://docs.example/#updateCustomerManager
      arrange   curl -i -X POST http://127.0.0.1:8080/api/customer_managers -H "Authorization: Bearer $CUSTMGR_TOKEN" -H 'Content-Type: application/json' --data-raw '{"team_collaborator_id":4321,"role_id":2}'
                → 200 OK  application/json; charset=utf-8  {"result":{"id":1234}}
      act       curl -i -X PUT http://127.0.0.1:8080/api/customer_managers/1234 -H "Authorization: Bearer $CUSTMGR_TOKEN" -H 'Content-Type: application/json' --data-raw '{"role_id":"2"}'
                → 200 OK  application/json; charset=utf-8  {"result":\n{"name":"it's \u001b[31mred"}}
      again     custmgr verify --only '^updateCustomerManager/reflects/permitted_workspace_ids/omitted$'

3 passed, 1 failed, 1 warning, 2 not judged, 1 without a verdict, by 31 requests in 1.2s (seed 7): the contract is broken
`, text(t, sample(), report.Options{Rerun: rerun}))
}

func TestTextSaysTheVerdictInWords(t *testing.T) {
	strict := only(contracttest.Pass, contracttest.Fail)
	strict.Results = strict.Results[:3]
	strict.Results = append(strict.Results, sample().Results[5])
	warned := strict
	strict.Strict = true
	cut, none := only(contracttest.Pass), only()
	cut.Complete, cut.Requests, cut.Elapsed = false, 0, 0
	early := report.Run{Started: noon}
	brokenAndCut := sample()
	brokenAndCut.Complete = false
	for name, tt := range map[string]struct {
		run     report.Run
		verdict report.Verdict
		code    int
		last    string
	}{
		"all checks passed":                  {only(contracttest.Pass), report.Kept, 0, "3 passed, 0 failed, by 31 requests in 1.2s (seed 7): the contract is kept"},
		"some were skipped":                  {only(contracttest.Pass, contracttest.Skip), report.Kept, 0, "3 passed, 0 failed, 2 not judged, by 31 requests in 1.2s (seed 7): the contract is kept, and partly judged: 3 of 5 checks judged"},
		"a warning does not break it":        {warned, report.Kept, 0, "3 passed, 0 failed, 1 warning, by 31 requests in 1.2s (seed 7): the contract is kept"},
		"a warning breaks it if strict":      {strict, report.Broken, 1, "3 passed, 1 failed, by 31 requests in 1.2s (seed 7), strict: the contract is broken"},
		"one has no verdict":                 {only(contracttest.Pass, contracttest.Invalid), report.None, 3, "3 passed, 0 failed, 1 without a verdict, by 31 requests in 1.2s (seed 7): no verdict: the contract is partly judged: 3 of 4 checks judged"},
		"nothing but skips":                  {only(contracttest.Skip), report.None, 3, "0 passed, 0 failed, 2 not judged, by 31 requests in 1.2s (seed 7): no verdict: nothing could be judged"},
		"no results":                         {none, report.None, 3, "0 passed, 0 failed, by 31 requests in 1.2s (seed 7): no verdict: nothing could be judged"},
		"cut short":                          {cut, report.None, 3, "3 passed, 0 failed (seed 7): no verdict: the run was cut short, the contract is partly judged: 3 of 3 checks judged"},
		"cut short at once":                  {early, report.None, 3, "0 passed, 0 failed: no verdict: the run was cut short before anything was judged"},
		"cut short after a failure":          {brokenAndCut, report.Broken, 1, "3 passed, 1 failed, 1 warning, 2 not judged, 1 without a verdict, by 31 requests in 1.2s (seed 7): the contract is broken; the run was cut short"},
		"a failure outweighs what is unsure": {sample(), report.Broken, 1, "3 passed, 1 failed, 1 warning, 2 not judged, 1 without a verdict, by 31 requests in 1.2s (seed 7): the contract is broken"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tt.verdict, tt.run.Verdict())
			require.Equal(t, tt.code, tt.run.Verdict().ExitCode())
			lines := strings.Split(strings.TrimSuffix(text(t, tt.run, report.Options{}), "\n"), "\n")
			require.Equal(t, tt.last, lines[len(lines)-1])
		})
	}
}

func TestTextIsColouredOnlyWhenAsked(t *testing.T) {
	plain := text(t, sample(), report.Options{})
	require.NotContains(t, plain, "\x1b")
	coloured := text(t, sample(), report.Options{Color: true})
	require.Contains(t, coloured, "\x1b[31m✗\x1b[0m")
	require.Contains(t, coloured, "\x1b[31mthe contract is broken\x1b[0m")
	require.Equal(t, plain, regexp.MustCompile(`\x1b\[[0-9]+m`).ReplaceAllString(coloured, ""), "colour changes no column")
}

func TestTextShowsNothingATerminalWouldActUpon(t *testing.T) {
	const evil = "a\x1b]0;owned\a\r\n\tb\xff\u202e\u009b2J"
	r := sample().Results[4]
	r.Problems = []contracttest.Problem{{Expected: evil, Actual: evil, Pointer: evil}}
	r.Exchanges[1].ResponseHeader = map[string][]string{"Content-Type": {evil}}
	r.Exchanges[1].ResponseBody, r.Exchanges[1].RequestBody = evil, evil
	r.Exchanges[0].Error, r.Reason = evil, evil
	run := sample()
	run.Target = evil
	run.Results = append(run.Results, r, contracttest.Result{Check: contracttest.Check{ID: evil, Operation: evil, Rule: evil, Title: evil, Link: evil, File: evil}, Outcome: contracttest.Skip, Reason: evil})
	out := text(t, run, report.Options{Rerun: func(id string) string { return id }})
	for _, bad := range []string{"\x1b", "\a", "\r", "\t", "\xff", "\u202e", "\u009b"} {
		require.NotContains(t, out, bad)
	}
	require.Contains(t, out, `a\u001b]0;owned\u0007\r\n\tb\xff\u202e\u009b2J`)
}

func TestTextBoundsWhatAServerCanMakeItPrint(t *testing.T) {
	run := sample()
	failure := &run.Results[4]
	failure.Problems = nil
	for i := range 500 {
		failure.Problems = append(failure.Problems, contracttest.Problem{Level: contracttest.Must, Expected: fmt.Sprint(i), Actual: strings.Repeat("a", 100_000)})
	}
	failure.Exchanges[1].ResponseBody = strings.Repeat("b", 60_000)
	out := text(t, run, report.Options{})
	require.Less(t, len(out), 12_000)
	require.Contains(t, out, "490 more of this kind")
	require.Contains(t, out, "… (100000 bytes in all)")
}

func TestTextWrapsLongListsOfChecks(t *testing.T) {
	run := only()
	for i := range 40 {
		rule := fmt.Sprintf("rule-%02d", i)
		run.Results = append(run.Results, contracttest.Result{Check: check(rule, "op", rule, "", 1), Outcome: contracttest.Pass})
	}
	for line := range strings.Lines(text(t, run, report.Options{Width: 60})) {
		require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), 80)
		if strings.Contains(line, "rule-") {
			require.LessOrEqual(t, len([]rune(line)), 61)
		}
	}
}

func TestTextReportsThatItCouldNotBeWritten(t *testing.T) {
	require.EqualError(t, report.Text(full{}, sample(), report.Options{}), "no space left")
}

// full is a writer with no space left.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }
