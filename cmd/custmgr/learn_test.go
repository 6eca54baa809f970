package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/speakeasy-api/openapi/json"
	"github.com/speakeasy-api/openapi/overlay/loader"
	"github.com/stretchr/testify/require"
)

const sandboxLessons = `# Observations, not documentation: review them before you apply any.
overlay: 1.0.0
x-speakeasy-jsonpath: rfc9535
info:
  title: What HOST answered to the open questions of openapi/openapi.yaml
  version: "2024-01-29"
actions:
  - target: $.paths['/api/customer_managers']
    description: Does a trailing slash reach the same resource?
    update:
      x-answer: 'listCustomerManagers: GET /api/customer_managers/ answered 404 (observed on HOST, DAY)'
  - target: $.paths['/api/customer_managers'].post
    description: What answers a collaborator who is a manager already, or an unknown collaborator, role or workspace? 400, 404, 409 or 422?
    update:
      x-answer: 'createCustomerManager: the same item again refused with 422, unknown team_collaborator_id refused with 422, unknown role_id refused with 422, unknown element of permitted_workspace_ids refused with 422 (observed on HOST, DAY)'
  - target: $.paths['/api/customer_managers'].post.responses['200']
    description: Is it 200 or 201?
    update:
      x-answer: createCustomerManager answered 200, 4 times (observed on HOST, DAY)
  - target: $.paths['/api/customer_managers/{id}'].put
    description: What answers an unknown role or workspace? 400, 404 or 422?
    update:
      x-answer: 'updateCustomerManager: unknown role_id refused with 422, unknown element of permitted_workspace_ids refused with 422 (observed on HOST, DAY)'
  - target: $.paths['/api/customer_managers/{id}'].delete
    description: Does deleting a second time answer 404 or 200?
    update:
      x-answer: 'deleteCustomerManager: an item that was removed before refused with 404 (observed on HOST, DAY)'
  - target: $.components.schemas.CustomerManagerCreate.properties.team_collaborator_id
    description: The page says string and shows a number. Are both accepted?
    update:
      x-answer: 'createCustomerManager: integer accepted with 200, string accepted with 200 (observed on HOST, DAY)'
  - target: $.components.schemas.RoleID
    description: The page says string and shows "2" to update and 2 to create. Are both accepted?
    update:
      x-answer: 'createCustomerManager: integer accepted with 200, string accepted with 200; updateCustomerManager: integer accepted with 200, string accepted with 200 (observed on HOST, DAY)'
`

// learn makes a run of a sandbox on a port, and returns the overlay and its path.
func learn(t *testing.T) (text, path string) {
	t.Helper()
	url := serveSandbox(t)
	path = filepath.Join(t.TempDir(), "answers.yaml")
	p := with("").run(t, "verify", "--url", url, "--learn", path)
	require.Equal(t, exitOK, p.code, p.out)
	written, err := os.ReadFile(path)
	require.NoError(t, err)
	text = strings.ReplaceAll(string(written), strings.TrimPrefix(url, "http://"), "HOST")
	return regexp.MustCompile(`\d{4}-\d\d-\d\d\)`).ReplaceAllString(text, "DAY)"), path
}

func TestVerifyLearnsTheAnswersOfTheSandbox(t *testing.T) {
	text, _ := learn(t)
	require.Equal(t, sandboxLessons, text)
}

func TestWhatWasLearntCanBeAppliedToTheDocument(t *testing.T) {
	_, path := learn(t)
	o, err := loader.LoadOverlay(path)
	require.NoError(t, err)
	require.NoError(t, o.Validate())
	document := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, os.WriteFile(document, openapi.YAML(), 0o600))
	root, err := loader.LoadSpecification(document)
	require.NoError(t, err)
	warnings, err := o.ApplyToStrict(root)
	require.NoError(t, err)
	require.Empty(t, warnings)
	var applied bytes.Buffer
	require.NoError(t, json.YAMLToJSON(root, 2, &applied))

	doc, err := openapi.Parse("applied.yaml", applied.Bytes())
	require.NoError(t, err, "what was learnt is lint-free")
	answered := map[string]string{}
	for _, q := range openapi.Questions(doc) {
		if answer := openapi.AnswerOf(extensionsOf(t, q.Element)); answer != "" {
			answered[q.Pointer] = answer
		}
	}
	require.Len(t, answered, len(o.Actions))
	require.Contains(t, answered["/paths/~1api~1customer_managers/post/responses/200"], "createCustomerManager answered 200, 4 times (observed on 127.0.0.1:")
}

func extensionsOf(t *testing.T, element any) map[string]any {
	t.Helper()
	switch e := element.(type) {
	case *openapi3.PathItem:
		return e.Extensions
	case *openapi3.Operation:
		return e.Extensions
	case *openapi3.Response:
		return e.Extensions
	case *openapi3.Schema:
		return e.Extensions
	}
	require.Failf(t, "an element of another kind", "%T", element)
	return nil
}

func TestWithoutAnAnswerNothingIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.yaml")
	p := session{}.run(t, "verify", "--only", "^listCustomerManagers/(credentials|question/429)", "--learn", path)
	require.Equal(t, exitOK, p.code, p.out)
	require.Equal(t, "no open question was answered: "+path+" is not written\n", p.err)
	require.NoFileExists(t, path)
}

func TestAFileToLearnIntoIsLookedAtBeforeTheRun(t *testing.T) {
	p := with("").run(t, "verify", "--url", "http://127.0.0.1:1", "--learn", "/nonexistent/answers.yaml")
	require.Equal(t, exitUsage, p.code)
	require.Contains(t, p.err, "--learn: stat /nonexistent: no such file or directory")
}

func TestAPointerBecomesAPathOfTheSameElement(t *testing.T) {
	for pointer, want := range map[string]string{
		"":                                     "$",
		"/info":                                "$.info",
		"/servers/0":                           "$.servers[0]",
		"/paths/~1a~1{id}/get/responses/200":   "$.paths['/a/{id}'].get.responses['200']",
		"/paths/~1it's/get/parameters/1":       `$.paths['/it\'s'].get.parameters[1]`,
		"/components/schemas/A~0B":             "$.components.schemas['A~B']",
		"/components/schemas/A/oneOf/1":        "$.components.schemas.A.oneOf[1]",
		"/components/schemas/A/properties/0":   "$.components.schemas.A.properties['0']",
		"/components/schemas/A/properties/a-b": "$.components.schemas.A.properties['a-b']",
	} {
		require.Equal(t, want, jsonPath(pointer))
	}
}

// sandboxCoverage is the sections on questions and coverage of a whole run of
// the sandbox, and the last lines.
const sandboxCoverage = `open questions (8 of 10 answered)
  ✓ listCustomerManagers/question/path  openapi/openapi.yaml:N
    Does a trailing slash reach the same resource?
      GET /api/customer_managers/ answered 404
  ✓ createCustomerManager/question  openapi/openapi.yaml:N
    What answers a collaborator who is a manager already, or an unknown collaborator, role or workspace? 400, 404, 409 or 422?
      the same item again refused with 422, unknown team_collaborator_id refused with 422, unknown role_id refused with 422, unknown element of permitted_workspace_ids refused with 422
  ✓ createCustomerManager/question/team_collaborator_id  openapi/openapi.yaml:N
    The page says string and shows a number. Are both accepted?
      integer accepted with 200, string accepted with 200
  ✓ createCustomerManager/question/role_id  openapi/openapi.yaml:N
    The page says string and shows "2" to update and 2 to create. Are both accepted?
      integer accepted with 200, string accepted with 200
  ✓ updateCustomerManager/question  openapi/openapi.yaml:N
    What answers an unknown role or workspace? 400, 404 or 422?
      unknown role_id refused with 422, unknown element of permitted_workspace_ids refused with 422
  ✓ updateCustomerManager/question/role_id  openapi/openapi.yaml:N
    The page says string and shows "2" to update and 2 to create. Are both accepted?
      integer accepted with 200, string accepted with 200
  ✓ deleteCustomerManager/question  openapi/openapi.yaml:N
    Does deleting a second time answer 404 or 200?
      an item that was removed before refused with 404
  – listCustomerManagers/question/403  openapi/openapi.yaml:N
    Does a missing privilege answer 401 or 403?
      not answered: no call of this run was answered 403
  – listCustomerManagers/question/429  openapi/openapi.yaml:N
    What are the body and the headers of a 429?
      not answered: no call of this run was answered 429
  ✓ createCustomerManager/question/200  openapi/openapi.yaml:N
    Is it 200 or 201?
      createCustomerManager answered 200, 4 times

coverage (109 of 132)
  operations            4 of 4
  documented answers   19 of 33
  media types           6 of 6
  parameters            6 of 6
  request keywords     63 of 63
  answer values        11 of 20

  no call was answered with it
    listCustomerManagers, documented answers: 400
    deleteCustomerManager, documented answers: 400

  never provoked: no call lacked a privilege
    listCustomerManagers, documented answers: 403
    createCustomerManager, documented answers: 403
    updateCustomerManager, documented answers: 403
    deleteCustomerManager, documented answers: 403

  never provoked: the run keeps within the quota
    listCustomerManagers, documented answers: 429
    createCustomerManager, documented answers: 429
    updateCustomerManager, documented answers: 429
    deleteCustomerManager, documented answers: 429

  never provoked: no call broke the server
    listCustomerManagers, documented answers: 500
    createCustomerManager, documented answers: 500
    updateCustomerManager, documented answers: 500
    deleteCustomerManager, documented answers: 500
    answer values: ServerFailure/id present, ServerFailure/id absent

  no answer showed it, of those that might have
    answer values: CustomerManagerList/result/items empty, CustomerManagerList/result/items one,
      ValidationFailure/errors absent, ValidationFailure/errors/* absent,
      ValidationFailure/errors/* as string, ValidationFailure/errors/* as array empty,
      ValidationFailure/errors/* as array many

4 of 4 operations, 19 of 33 documented answers, 6 of 6 media types, 6 of 6 parameters, 63 of 63 request keywords, 11 of 20 answer values seen: 82.5% of the document
N passed, 0 failed, by N requests in T: the contract is kept
`

func TestVerifyReportsCoverage(t *testing.T) {
	p := session{}.run(t, "verify", "--coverage")
	require.Equal(t, exitOK, p.code, p.out)
	_, sections, _ := strings.Cut(p.out, "\n\nopen questions")
	sections = "open questions" + regexp.MustCompile(`openapi.yaml:\d+`).ReplaceAllString(sections, "openapi.yaml:N")
	sections = regexp.MustCompile(`\d+ passed, 0 failed, by \d+ requests in \S+:`).ReplaceAllString(sections, "N passed, 0 failed, by N requests in T:")
	require.Equal(t, sandboxCoverage, sections)

	require.NotContains(t, session{}.run(t, "verify", "--only", "response").out, "\ncoverage (")
}

func TestTooLittleCoverageIsExitCodeOne(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		code int
		says string
	}{
		"more than is asked for": {[]string{"--min-coverage", "80"}, exitOK, ""},
		"less than is asked for": {[]string{"--min-coverage", "99.5"}, exitRefused, "the run exercised 82.5% of the document, less than the 99.5% of --min-coverage: see --coverage for what is missing\n"},
		"no percentage at all":   {[]string{"--min-coverage", "101"}, exitUsage, "--min-coverage must be between 0 and 100\n"},
		"not a number":           {[]string{"--min-coverage", "NaN"}, exitUsage, "--min-coverage must be between 0 and 100\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := session{}.run(t, append([]string{"verify"}, tt.args...)...)
			require.Equal(t, tt.code, p.code, p.out)
			require.True(t, strings.HasSuffix(p.err, tt.says), p.err)
		})
	}
}

func TestTheResultsHoldTheCoverage(t *testing.T) {
	p := session{}.run(t, "verify", "--json", "-")
	require.Equal(t, exitOK, p.code)
	kept, err := report.Read(strings.NewReader(p.out))
	require.NoError(t, err)
	require.Greater(t, kept.Percent(), 80.0)
	require.Regexp(t, `\{"done":\{"verdict":"kept",.*"coverage":\{"seen":\d+,"of":\d+,"percent":[\d.]+,"points":\[`, p.out)
}
