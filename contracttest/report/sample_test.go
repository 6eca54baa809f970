package report_test

import (
	"net/http"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func check(id, operation, rule, title string, line int) contracttest.Check {
	return contracttest.Check{
		ID: operation + "/" + id, Title: title, Operation: operation, Rule: rule, Level: contracttest.Must,
		Link: "https://docs.example/#" + operation, File: "openapi/openapi.yaml", Line: line,
	}
}

// sample is a run with every outcome in it.
func sample() report.Run {
	header := http.Header{"Authorization": {"Bearer [token]"}, "Content-Type": {"application/json"}}
	media := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	const base = "http://127.0.0.1:8080/api/customer_managers"
	return report.Run{
		Suite: "custmgr v0.1.0", Document: "openapi/openapi.yaml", DocumentVersion: "2024-01-29", Target: "http://127.0.0.1:8080",
		Seed: 7, Started: noon, Complete: true, Requests: 31, Elapsed: 1234 * time.Millisecond,
		Results: []contracttest.Result{
			{Check: check("response", "listCustomerManagers", "response", "a valid call is answered as documented", 88), Outcome: contracttest.Pass, Started: noon},
			{Check: check("credentials/none", "listCustomerManagers", "credentials", "no credentials are refused", 88), Outcome: contracttest.Pass, Started: noon},
			{Check: check("credentials/unknown", "listCustomerManagers", "credentials", "unknown credentials are refused", 88), Outcome: contracttest.Pass, Started: noon},
			{Check: check("response", "updateCustomerManager", "response", "a valid call is answered as documented", 182), Outcome: contracttest.Invalid, Reason: "the network: connection reset", Started: noon},
			{
				Check: check("reflects/permitted_workspace_ids/omitted", "updateCustomerManager", "reflects", "without permitted_workspace_ids, all workspaces are granted", 320), Outcome: contracttest.Fail, Level: contracttest.Must, Started: noon,
				Problems: []contracttest.Problem{{Level: contracttest.Must, Pointer: "/result/moderated_workspaces", Expected: "[]", Actual: "[27123 29456]", File: "openapi/openapi.yaml", Line: 326}},
				Exchanges: []contracttest.Exchange{
					{Role: contracttest.Arrange, Method: "POST", URL: base, RequestHeader: header, RequestBody: `{"team_collaborator_id":4321,"role_id":2}`, Status: 200, ResponseHeader: media, ResponseBody: `{"result":{"id":1234}}`},
					{Role: contracttest.Act, Method: "PUT", URL: base + "/1234", RequestHeader: header, RequestBody: `{"role_id":"2"}`, Status: 200, ResponseHeader: media, ResponseBody: "{\"result\":\n{\"name\":\"it's \x1b[31mred\"}}"},
				},
			},
			{
				Check: check("unknown/malformed", "updateCustomerManager", "unknown", "a malformed id is refused", 175), Outcome: contracttest.Fail, Level: contracttest.Should, Started: noon,
				Problems: []contracttest.Problem{{Level: contracttest.Should, Expected: "400 or 404", Actual: "418"}},
			},
			{Check: check("method/post", "updateCustomerManager", "method", "POST is refused", 175), Outcome: contracttest.Skip, Reason: "it might change something: allow that with --write", Started: noon},
			{Check: check("method/patch", "updateCustomerManager", "method", "PATCH is refused", 175), Outcome: contracttest.Skip, Reason: "it might change something: allow that with --write", Started: noon},
		},
	}
}

// only is the sample with the results of some outcomes.
func only(outcomes ...contracttest.Outcome) report.Run {
	run := sample()
	all := run.Results
	run.Results = nil
	for _, r := range all {
		for _, o := range outcomes {
			if r.Outcome == o {
				run.Results = append(run.Results, r)
			}
		}
	}
	return run
}
