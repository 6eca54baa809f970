package contracttest_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// covered runs a suite and returns what it has exercised.
func covered(t *testing.T, suite *contracttest.Suite, target contracttest.Target) []contracttest.Point {
	t.Helper()
	if target.Token == "" {
		target.Token = sandbox.Token
	}
	var c contracttest.Coverage
	require.Empty(t, c.Points(), "before a run there is nothing")
	target.Coverage = &c
	for range suite.Test(t.Context(), target) {
	}
	points := c.Points()
	names := map[string]bool{}
	for _, p := range points {
		name := fmt.Sprint(p.Part, p.Operation, p.Name)
		require.False(t, names[name], "two points have the name %s", name)
		names[name] = true
		require.Equal(t, p.Seen == 0, p.Why != "", "a blank has a reason, what was seen has none: %v", p)
	}
	return points
}

func ownSuite(t *testing.T) *contracttest.Suite {
	t.Helper()
	doc, err := openapi.Load()
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	return suite
}

// blanks lists what was not seen, as "operation name: why".
func blanks(points []contracttest.Point) []string {
	var all []string
	for _, p := range points {
		if p.Seen == 0 {
			all = append(all, strings.TrimSpace(p.Operation+" "+p.Name)+": "+p.Why)
		}
	}
	return all
}

func TestARunOfTheSandboxExercisesAllButThis(t *testing.T) {
	const (
		unanswered  = ": no call was answered with it"
		privileged  = ": never provoked: no call lacked a privilege"
		withinQuota = ": never provoked: the run keeps within the quota"
		unbroken    = ": never provoked: no call broke the server"
		unshown     = ": no answer showed it, of those that might have"
	)
	points := covered(t, ownSuite(t), contracttest.Target{Handler: sandbox.New(), OtherToken: sandbox.Token + "-2"})
	require.Equal(t, []string{
		"listCustomerManagers 400" + unanswered,
		"listCustomerManagers 403" + privileged,
		"listCustomerManagers 429" + withinQuota,
		"listCustomerManagers 500" + unbroken,
		"createCustomerManager 403" + privileged,
		"createCustomerManager 429" + withinQuota,
		"createCustomerManager 500" + unbroken,
		"updateCustomerManager 403" + privileged,
		"updateCustomerManager 429" + withinQuota,
		"updateCustomerManager 500" + unbroken,
		"deleteCustomerManager 400" + unanswered,
		"deleteCustomerManager 403" + privileged,
		"deleteCustomerManager 429" + withinQuota,
		"deleteCustomerManager 500" + unbroken,
		"CustomerManagerList/result/items empty" + unshown,
		"CustomerManagerList/result/items one" + unshown,
		"ServerFailure/id present" + unbroken,
		"ServerFailure/id absent" + unbroken,
		"ValidationFailure/errors absent" + unshown,
		"ValidationFailure/errors/* absent" + unshown,
		"ValidationFailure/errors/* as string" + unshown,
		"ValidationFailure/errors/* as array empty" + unshown,
		"ValidationFailure/errors/* as array many" + unshown,
	}, blanks(points))
	require.Equal(t, len(points)-len(blanks(points)), contracttest.Covered(points))
}

func TestABlankSaysWhatItWouldTake(t *testing.T) {
	suite := ownSuite(t)
	reasons := func(target contracttest.Target, name string) map[string]bool {
		all := map[string]bool{}
		for _, p := range covered(t, suite, target) {
			if p.Operation == name && p.Seen == 0 {
				all[p.Why] = true
			}
		}
		return all
	}
	unreachable := contracttest.Target{URL: "http://127.0.0.1:1"}
	readOnly := reasons(remote(sandbox.New()), "updateCustomerManager")
	require.Contains(t, readOnly, "needs Write (--write)")
	for why := range readOnly { // what writing would not provoke either says so
		require.Regexp(t, `^needs Write|^never provoked`, why)
	}
	require.Contains(t, reasons(contracttest.Target{Handler: sandbox.New(), MaxRequests: 20}, "updateCustomerManager"), "skipped: the bound of 20 requests")
	for why := range reasons(contracttest.Target{Handler: sandbox.New(), MaxRequests: 100_000}, "listCustomerManagers") {
		require.NotContains(t, why, "bound", "isolation was skipped for want of a second token, nothing for the bound")
	}
	require.Contains(t, reasons(contracttest.Target{Handler: sandbox.New(), Only: regexp.MustCompile("^list")}, "updateCustomerManager"), "left out by Only or Skip (--only, --skip)")
	for why := range reasons(unreachable, "listCustomerManagers") {
		require.Regexp(t, `^never provoked|^the run ended early: .*is the server running`, why)
	}
}

func TestACallThatIsRefusedForItsCredentialsExercisesNoKeyword(t *testing.T) {
	suite := ownSuite(t)
	points := covered(t, suite, contracttest.Target{Handler: sandbox.New(), Token: sandbox.Token, Values: sandbox.Values(), Only: regexp.MustCompile("^updateCustomerManager/credentials/none$")})
	for _, p := range points {
		if p.Operation == "updateCustomerManager" && p.Part == contracttest.PartRequests {
			require.Zero(t, p.Seen, p.Name)
		}
	}
}

func TestADocumentOfAnotherShapeIsCovered(t *testing.T) {
	doc, err := openapi.Parse("notes.yaml", notes.YAML)
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	points := covered(t, suite, contracttest.Target{Handler: notes.New(), Token: notes.Key, OtherToken: notes.OtherKey})
	for _, blank := range blanks(points) {
		require.NotContains(t, blank, "204")
		require.NotContains(t, blank, " kept")
	}
	require.Greater(t, contracttest.Covered(points), len(points)*3/4)
}

// everyKeyword is a document with what ours has not.
const everyKeyword = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: find
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 10}}
        - {name: X-Trace, in: header, schema: {type: string, maxLength: 3}}
      responses:
        "200":
          description: d
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Tree"}
    post:
      operationId: send
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              properties:
                color: {type: string, enum: [red, blue], nullable: true}
                sizes: {type: array, minItems: 1, maxItems: 2, uniqueItems: true, items: {type: number, multipleOf: 0.5, exclusiveMaximum: true, maximum: 4}}
                mail: {type: string, format: email, minLength: 2}
                tree: {$ref: "#/components/schemas/Tree"}
            example: {color: red}
      responses:
        "200": {description: d, content: {application/json: {schema: {type: string, nullable: true, enum: [a, b, null]}}}}
components:
  schemas:
    Tree:
      type: object
      minProperties: 1
      properties:
        leaf: {type: boolean}
        trees: {type: array, items: {$ref: "#/components/schemas/Tree"}}
`

func TestEveryKeywordIsAPoint(t *testing.T) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData([]byte(everyKeyword))
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	var names []string
	seen := map[string]int{}
	for _, p := range covered(t, suite, contracttest.Target{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			saying(w, 200, `{"trees":[{"leaf":true},{"leaf":true,"trees":[]}]}`)
			return
		}
		saying(w, 200, `"b"`)
	})}) {
		names = append(names, p.Name)
		seen[p.Name] = p.Seen
	}
	require.Subset(t, names, []string{
		"limit given", "limit left out", "limit maximum kept", "limit maximum violated", "X-Trace maxLength violated",
		"color null", `color enum "red"`, `color enum "blue"`, "color enum violated", "color left out",
		"sizes minItems violated", "sizes maxItems kept", "sizes uniqueItems violated", "sizes/* multipleOf kept", "sizes/* maximum violated",
		"mail format violated", "mail minLength kept", "body additionalProperties violated", "tree minProperties violated", "tree/leaf type violated",
		"Tree/leaf true", "Tree/leaf false", "Tree/leaf absent", "Tree/trees empty", "Tree/trees one", "Tree/trees many",
		`send 200 "a"`, `send 200 "b"`, "send 200 null",
	})
	for name, times := range map[string]int{"limit left out": 1, "limit given": 0, "Tree/leaf true": 2, "Tree/leaf false": 0, "Tree/trees many": 1, "Tree/trees empty": 1, "Tree/trees absent": 1} {
		require.Equal(t, times > 0, seen[name] > 0, name)
	}
	require.Positive(t, seen[`color enum "red"`])
	require.Zero(t, seen[`color enum "blue"`])
	require.Positive(t, seen[`send 200 "b"`])
	require.Zero(t, seen[`send 200 "a"`])
}
