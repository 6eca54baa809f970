package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/stretchr/testify/require"
)

// counted is a run with open questions and a coverage.
func counted() report.Run {
	run := only(contracttest.Pass)
	question := check("question/role_id", "updateCustomerManager", contracttest.QuestionRule, "Are both accepted?", 320)
	unanswered := check("question/429", "listCustomerManagers", contracttest.QuestionRule, "What is in a 429?", 538)
	run.Results = append(run.Results,
		contracttest.Result{Check: question, Outcome: contracttest.Answered, Reason: "integer accepted with 200, string refused with 4\x1b22", Started: noon},
		contracttest.Result{Check: unanswered, Outcome: contracttest.Skip, Reason: "no call of this run was answered 429", Started: noon})
	point := func(part contracttest.Part, operation, name string, seen int, why string) contracttest.Point {
		return contracttest.Point{Part: part, Operation: operation, Name: name, Seen: seen, Why: why}
	}
	run.Coverage = []contracttest.Point{
		point(contracttest.PartOperations, "listCustomerManagers", "GET /api/customer_managers", 12, ""),
		point(contracttest.PartAnswers, "listCustomerManagers", "200", 11, ""),
		point(contracttest.PartAnswers, "listCustomerManagers", "401", 1, ""),
		point(contracttest.PartAnswers, "listCustomerManagers", "429", 0, "never provoked"),
		point(contracttest.PartAnswers, "updateCustomerManager", "200", 0, "needs Write (--write)"),
		point(contracttest.PartAnswers, "updateCustomerManager", "404", 0, "needs Write (--write)"),
		point(contracttest.PartValues, "", "Error/id present", 0, "never provoked"),
	}
	return run
}

func TestQuestionsAndCoverageAreSectionsOfTheirOwn(t *testing.T) {
	require.Equal(t, `target    http://127.0.0.1:8080
document  openapi/openapi.yaml (2024-01-29)
suite     custmgr v0.1.0

listCustomerManagers
  ✓ response  ✓ credentials ×2

open questions (1 of 2 answered)
  ✓ updateCustomerManager/question/role_id  openapi/openapi.yaml:320
    Are both accepted?
      integer accepted with 200, string refused with 4\u001b22
  – listCustomerManagers/question/429  openapi/openapi.yaml:538
    What is in a 429?
      not answered: no call of this run was answered 429

coverage (3 of 7)
  operations            1 of 1
  documented answers    2 of 5
  answer values         0 of 1

  never provoked
    listCustomerManagers, documented answers: 429
    answer values: Error/id present

  needs Write (--write)
    updateCustomerManager, documented answers: 200, 404

1 of 1 operations, 2 of 5 documented answers, 0 of 1 answer values seen: 42.8% of the document
3 passed, 0 failed, by 31 requests in 1.2s (seed 7): the contract is kept
`, text(t, counted(), report.Options{Coverage: true}))
}

func TestCoverageIsASectionOnlyIfAskedFor(t *testing.T) {
	out := text(t, counted(), report.Options{})
	require.NotContains(t, out, "coverage (")
	require.Contains(t, out, "\n1 of 1 operations, 2 of 5 documented answers, 0 of 1 answer values seen: 42.8% of the document\n", "the numbers always are")
	bare := counted()
	bare.Coverage = nil
	require.NotContains(t, text(t, bare, report.Options{Coverage: true}), "of the document")
}

func TestOpenQuestionsCountNowhere(t *testing.T) {
	run := counted()
	require.Equal(t, report.Count{Passed: 3}, run.Count())
	require.Equal(t, report.Kept, run.Verdict())
	run.Results = run.Results[3:]
	require.Equal(t, report.None, run.Verdict(), "an answer to a question judges nothing")
	require.NotContains(t, text(t, run, report.Options{}), "not judged")
}

func TestCoverageIsKeptInTheLastLine(t *testing.T) {
	run := counted()
	var b bytes.Buffer
	w, err := report.NewWriter(&b, run)
	require.NoError(t, err)
	for _, r := range run.Results {
		require.NoError(t, w.Result(r))
	}
	w.Coverage(run.Coverage)
	require.NoError(t, w.Done(run.Requests, run.Elapsed))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.True(t, strings.HasPrefix(lines[len(lines)-1], `{"done":{"verdict":"kept","results":5,"requests":31,"elapsed_ns":1234000000,"coverage":{"seen":3,"of":7,"percent":42.8,"points":[{"part":"operations","operation":"listCustomerManagers","name":"GET /api/customer_managers","seen":12},`), lines[len(lines)-1])
	kept, err := report.Read(&b)
	require.NoError(t, err)
	require.Equal(t, run, kept)
}

func TestLongListsOfBlanksAreWrapped(t *testing.T) {
	run := counted()
	for range 40 {
		run.Coverage = append(run.Coverage, contracttest.Point{Part: contracttest.PartRequests, Operation: "op", Name: "property keyword violated", Why: "no call sends it"})
	}
	for line := range strings.Lines(text(t, run, report.Options{Coverage: true, Width: 60})) {
		if strings.Contains(line, "violated") {
			require.LessOrEqual(t, len([]rune(line)), 61)
		}
	}
}
