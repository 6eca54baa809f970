package contracttest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// TestAnOperationMoreInTheDocumentGrowsChecksAndBadServers adds a GET by id to
// a copy of the document: nothing else has to be edited.
func TestAnOperationMoreInTheDocumentGrowsChecksAndBadServers(t *testing.T) {
	text := string(openapi.YAML())
	for old, grown := range map[string]string{
		"          links:\n": `          links:
            get:
              operationId: getCustomerManager
              parameters: {id: "$response.body#/result/id"}
`,
		"    put:\n      operationId: updateCustomerManager\n": `    get:
      operationId: getCustomerManager
      tags: [Customer managers]
      summary: Get a customer manager
      externalDocs: {url: "https://example.com/get"}
      responses:
        "200":
          description: The customer manager.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/CustomerManagerEnvelope"}
              examples:
                page: {value: {result: {id: 1, user: {id: 2, name: A, email: a@example.com, avatar_url: ""}, privilege_group: {id: 2, name: Admin, system: true}, moderated_workspaces: []}}}
        "400": {$ref: "#/components/responses/BadRequest"}
        "401": {$ref: "#/components/responses/Unauthorized"}
        "404": {$ref: "#/components/responses/NotFound"}
    put:
      operationId: updateCustomerManager
`,
	} {
		require.Equal(t, 1, strings.Count(text, old), old)
		text = strings.Replace(text, old, grown, 1)
	}
	doc, err := openapi.Parse("grown.yaml", []byte(text))
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	all := subjects(t)[0]
	before, after := len(all.suite.Checks()), len(suite.Checks())
	require.Greater(t, after, before+15)
	bad, worse := len(badserver.Bad(all.doc)), len(badserver.Bad(doc))
	require.Greater(t, worse, bad+100)
	t.Logf("%d checks became %d, %d bad servers became %d", before, after, bad, worse)

	server := getting{sandbox.New()}
	judged := 0
	for r := range suite.Test(t.Context(), contracttest.Target{Handler: server, Token: all.token, OtherToken: all.other, Values: all.values}) {
		if r.Check.Rule != "question" {
			require.Equal(t, contracttest.Pass, r.Outcome, r)
		}
		if r.Check.Operation == "getCustomerManager" {
			judged++
		}
	}
	require.Greater(t, judged, 15)
}

// getting is a sandbox that also answers a GET by id.
type getting struct{ *sandbox.Server }

func (g getting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, item := strings.CutPrefix(r.URL.Path, "/api/customer_managers/")
	if !item || r.Method != http.MethodGet {
		g.Server.ServeHTTP(allowing{w, item}, r)
		return
	}
	list := r.Clone(r.Context())
	list.URL.Path, list.URL.RawPath = "/api/customer_managers", ""
	recorder := httptest.NewRecorder()
	g.Server.ServeHTTP(recorder, list)
	status, body := recorder.Code, recorder.Body.Bytes()
	if status == http.StatusOK {
		status, body = http.StatusNotFound, []byte(`{"message":"Not found"}`)
		var all struct {
			Result struct{ Items []json.RawMessage }
		}
		_ = json.Unmarshal(recorder.Body.Bytes(), &all)
		for _, item := range all.Result.Items {
			var m struct{ ID json.Number }
			if _ = json.Unmarshal(item, &m); m.ID.String() == id {
				status, body = http.StatusOK, []byte(`{"result":`+string(item)+`}`)
			}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// allowing adds GET to the Allow of a refusal.
type allowing struct {
	http.ResponseWriter
	item bool
}

func (a allowing) WriteHeader(status int) {
	if status == http.StatusMethodNotAllowed && a.item {
		a.Header().Set("Allow", a.Header().Get("Allow")+", GET")
	}
	a.ResponseWriter.WriteHeader(status)
}
