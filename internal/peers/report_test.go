package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

// The files of testdata are outputs of the tools, cut short.
func recorded(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return text
}

func TestReportsOfTheToolsAreRead(t *testing.T) {
	const created = "+ve Scenario: POST /api/customer_managers -> 200 with the request from the example 'page' where REQUEST.BODY contains all the keys AND the key team_collaborator_id is set to the smallest possible value '1' AND role_id is set to the smallest possible value '1' AND permitted_workspace_ids is set to a value within the specified bounds"
	for _, c := range []struct {
		tool            string
		read            func([]byte) (verdict, error)
		file            string
		checks, failing int
		failed          []finding
	}{
		{"Dredd", readDredd, "dredd.xml", 4, 3, []finding{
			{"GET (200) /api/customer_managers", `headers: At '/content-type' No enum match for: "application/json; charset=utf-8"`},
			{"GET (400) /api/customer_managers", `headers: At '/content-type' No enum match for: "application/json; charset=utf-8"`},
			{"GET (400) /api/customer_managers", "body: At '/message' Missing required property: message"},
			{"GET (400) /api/customer_managers", "statusCode: Expected status code '400', but got '200'."},
			{"PUT (200) /api/customer_managers/#", "Error: connect ECONNREFUSED #"},
		}},
		{"Specmatic", readSpecmatic, "specmatic.xml", 2, 1, []finding{
			{created, "failed"},
			{created, `Testing scenario "Create a customer manager. Response: The customer manager that was created."`},
			{created, "API: POST /api/customer_managers -> 200"},
			{created, ">> RESPONSE.STATUS"},
			{created, "R#: HTTP status mismatch"},
			{created, "Specification expected status 200 but response contained status 422"},
		}},
		{"Portman", readPortman, "portman.json", 217, 4, []finding{
			{"Create a customer manager: [POST]::/api/customer_managers - Schema is valid", "expected data to satisfy schema but found following errors:"},
			{"Create a customer manager: [POST]::/api/customer_managers - Schema is valid", "data.result should have required property 'id'"},
			{"create: [POST]::/api/customer_managers - Schema is valid", "expected data to satisfy schema but found following errors:"},
			{"create: [POST]::/api/customer_managers - Schema is valid", "data.result should have required property 'id'"},
			{"created: [GET]::/api/customer_managers - Content check if value for 'result.items[3].id' matches '{{managerId}}'", "expected # to deeply equal undefined"},
			{"Delete a customer manager:", "socket hang up"},
		}},
	} {
		t.Run(c.tool, func(t *testing.T) {
			v, err := c.read(recorded(t, c.file))
			require.NoError(t, err)
			require.Equal(t, c.checks, v.checks, "tests")
			require.Equal(t, c.failing, v.failing, "failing tests")
			want := findings{}
			for _, f := range c.failed {
				want[f] = true
			}
			require.Equal(t, want, v.failed)
		})
		t.Run(c.tool+" that was cut off is an error", func(t *testing.T) {
			text := recorded(t, c.file)
			_, err := c.read(text[:len(text)/2])
			require.Error(t, err)
		})
	}
}

func TestPrismsViolationsAreThoseOfTheAnswer(t *testing.T) {
	for _, c := range []struct {
		name, header string
		want         []string
	}{
		{"none", "", nil},
		{"of the request", `[{"location":["request"],"severity":"Error","code":401,"message":"Invalid security scheme used"}]`, nil},
		{"of both", `[{"location":["request","body"],"severity":"Error","code":"required","message":"Request body must have required property 'role_id'"},` +
			`{"location":["response","body","result"],"severity":"Error","code":"required","message":"Response body property result must have required property 'id'"}]`,
			[]string{"[response body result] required: Response body property result must have required property 'id'"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrong, err := violations(c.header)
			require.NoError(t, err)
			require.Equal(t, c.want, wrong)
		})
	}
	_, err := violations("[{")
	require.EqualError(t, err, "sl-violations is no JSON list")
}

func TestCustmgrsFailuresAreThoseThatBreakTheContract(t *testing.T) {
	check := func(id string, level contracttest.Level, outcome contracttest.Outcome) contracttest.Result {
		return contracttest.Result{Check: contracttest.Check{ID: id, Level: level}, Level: level, Outcome: outcome}
	}
	run := report.Run{Results: []contracttest.Result{
		check("a/passes", contracttest.Must, contracttest.Pass),
		check("b/fails", contracttest.Must, contracttest.Fail),
		check("c/warns", contracttest.Should, contracttest.Fail),
		check("d/is/not/judged", contracttest.Must, contracttest.Skip),
		check("e/has/no/verdict", contracttest.Must, contracttest.Invalid),
	}}
	for _, c := range []struct {
		name   string
		strict bool
		want   findings
	}{
		{"by default", false, findings{{"b/fails", "failed"}: true}},
		{"with --strict", true, findings{{"b/fails", "failed"}: true, {"c/warns", "failed"}: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := judged(run, c.strict)
			require.Equal(t, c.want, v.failed)
			require.Equal(t, len(c.want), v.failing)
			require.Equal(t, 3, v.checks)
		})
	}
}

func TestACatchIsWhatTheCorrectServerDoesNotShow(t *testing.T) {
	alarms, seen := findings{}, findings{}
	alarms.add("creates", "status 422 of 127.0.0.1:40001 for 7100612508704154479")
	seen.add("creates", "status 422 of 127.0.0.1:50002 for 864167420324295837")
	require.Empty(t, seen.news(alarms), "only numbers differ")
	seen.add("creates", "result has no id")
	require.Equal(t, findings{{"creates", "result has no id"}: true}, seen.news(alarms), "another reason of a test that fails anyway counts")
}
