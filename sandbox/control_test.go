package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const statePath = "/_sandbox/state"

func TestHealthNeedsNoToken(t *testing.T) {
	got := newBench(t).call("GET", "/_sandbox/health", "", "-Authorization")
	require.Equal(t, http.StatusOK, got.Status)
	require.Equal(t, "{\"status\":\"ok\"}\n", got.Body)
}

func TestStateGoesOutAndIn(t *testing.T) {
	b := newBench(t)
	before := b.call("GET", statePath, "").Body
	require.Equal(t, http.StatusOK, b.call("DELETE", managersPath+"/1234", "").Status)
	require.Equal(t, before, b.call("PUT", statePath, before).Body)
	require.JSONEq(t, seedList, b.call("GET", managersPath, "").Body)
	require.Equal(t, http.StatusOK, b.call("DELETE", managersPath+"/1234", "").Status)
	require.Equal(t, "{\"result\":\"ok\"}\n", b.call("POST", "/_sandbox/reset", "").Body)
	require.Equal(t, before, b.call("GET", statePath, "").Body)
}

func TestTheShapeOfAState(t *testing.T) {
	b := newBench(t)
	const small = `{"next_id":8,` +
		`"managers":[{"id":7,"team_collaborator_id":1,"role_id":2,"permitted_workspace_ids":[3]}],` +
		`"collaborators":[{"id":1,"name":"A","email":"a@example.com","avatar_url":""}],` +
		`"roles":[{"id":2,"name":"R","system":true}],` +
		`"workspaces":[{"id":3,"name":"W"}]}`
	require.Equal(t, small+"\n", b.call("PUT", statePath, small, "Content-Type: application/x-www-form-urlencoded").Body)
	require.Equal(t, `{"result":{"items":[{"id":7,"moderated_workspaces":[{"id":3,"name":"W"}],"privilege_group":{"id":2,"name":"R","system":true},`+
		`"user":{"avatar_url":"","email":"a@example.com","id":1,"name":"A"}}]}}`+"\n", b.call("GET", managersPath, "").Body)
	require.Equal(t, `{"next_id":10001,"managers":[],"collaborators":[],"roles":[],"workspaces":[]}`+"\n", b.call("PUT", statePath, `{}`).Body)
	require.Equal(t, "{\"result\":{\"items\":[]}}\n", b.call("GET", managersPath, "").Body)
}

func TestControlRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		message            string
	}{
		"state that dangles":        {"PUT", statePath, `{"managers":[{"id":7,"team_collaborator_id":1}]}`, 422, "Invalid state: manager 7 refers to collaborator 1, which is missing: add it, or change the manager"},
		"state with a misspelling":  {"PUT", statePath, `{"manager":[]}`, 400, `Bad request: the body does not fit at "/manager"`},
		"state with a wrong type":   {"PUT", statePath, `{"roles":[{"id":"2"}]}`, 400, `Bad request: the body does not fit at "/roles/0/id"`},
		"state with a name twice":   {"PUT", statePath, `{"roles":[],"roles":[]}`, 400, `Bad request: the body names "roles" twice`},
		"state that is no JSON":     {"PUT", statePath, `{]`, 400, "Bad request: the body is not one JSON value, see byte 1"},
		"no state":                  {"PUT", statePath, ``, 400, "Bad request: the body is not one JSON value"},
		"reset by GET":              {"GET", "/_sandbox/reset", ``, 405, "Method not allowed"},
		"fault with a misspelling":  {"POST", faultsPath, `{"state":500}`, 400, `Bad request: the body does not fit at "/state"`},
		"fault with a wrong type":   {"POST", faultsPath, `{"status":"500"}`, 400, `Bad request: the body does not fit at "/status"`},
		"fault with a wrong delay":  {"POST", faultsPath, `{"delay":"soon"}`, 400, `Bad request: the body does not fit at ""`},
		"fault of no operation":     {"POST", faultsPath, `{"operation":"x"}`, 422, "Invalid fault: operation \"x\" is unknown: choose one of createCustomerManager, deleteCustomerManager, listCustomerManagers, updateCustomerManager"},
		"fault with a wrong status": {"POST", faultsPath, `{"status":99}`, 422, "Invalid fault: status 99 is no final status: choose one from 200 to 599"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			got := b.call(c.method, c.path, c.body)
			require.Equal(t, c.status, got.Status)
			var answer struct{ Message string }
			require.NoError(t, json.Unmarshal([]byte(got.Body), &answer))
			require.Equal(t, c.message, answer.Message)
			require.Equal(t, Seed(), b.World(Token).Snapshot())
			require.Equal(t, "{\"faults\":[]}\n", b.call("GET", faultsPath, "").Body)
		})
	}
}

func TestRequestsAreKeptWithoutCredentials(t *testing.T) {
	b := newBench(t)
	const secret = "sandbox-secret"
	b.call("POST", managersPath+"?user_token="+secret+"&page=2&note="+secret, `{"role_id":"`+secret+`"}`,
		as(secret), "X-User-Token: "+secret, "X-Trace: "+secret, "X-Note: kept")
	b.call("DELETE", managersPath+"/1234", "", as(secret))
	b.call("GET", managersPath, "")
	got := b.call("GET", "/_sandbox/requests", "", as(secret))
	require.NotContains(t, got.Body, secret)
	require.Equal(t, `{"requests":[`+
		`{"operation":"createCustomerManager","method":"POST","path":"/api/customer_managers?note=%5Btoken%5D\u0026page=2",`+
		`"header":{"Content-Type":["application/json"],"X-Note":["kept"],"X-Trace":["[token]"]},"body":"{\"role_id\":\"[token]\"}","status":400},`+
		`{"operation":"deleteCustomerManager","method":"DELETE","path":"/api/customer_managers/1234","header":{},"status":200}]}`+"\n", got.Body)
}

func TestTheLastHundredRequestsAreKept(t *testing.T) {
	b := newBench(t)
	for range 60 {
		b.call("GET", managersPath, "")
		b.call("POST", managersPath, `{"x":"`+strings.Repeat("é", keptBytes)+`"}`)
	}
	b.call("DELETE", managersPath+"/1", "")
	kept := b.World(Token).Requests()
	require.Len(t, kept, 100)
	require.Equal(t, "POST", kept[0].Method)
	require.Less(t, len(kept[0].Body), keptBytes+4)
	require.Equal(t, "/api/customer_managers/1", kept[99].Path)
	require.NoError(t, b.World(Token).Reset())
	require.Empty(t, b.World(Token).Requests())
}
