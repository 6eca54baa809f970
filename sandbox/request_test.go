package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRefusedRequests(t *testing.T) {
	const (
		post, put, del = "POST", "PUT", "DELETE"
		good           = `{"team_collaborator_id":5252,"role_id":2,"permitted_workspace_ids":[29456]}`
		one            = managersPath + "/1234"
	)
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		answer                   string // the message, or the whole body if it starts with {
	}{
		{"unknown path", "GET", "/api/customers", "", nil, 404, "Not found"},
		{"root", "GET", "/", "", nil, 404, "Not found"},
		{"pages that are not there", "GET", "/docs/", "", nil, 404, "Not found"},
		{"trailing slash", "GET", managersPath + "/", "", nil, 404, "Not found"},
		{"trailing slash behind an id", del, one + "/", "", nil, 404, "Not found"},
		{"two slashes", "GET", "//", "", nil, 404, "Not found"},
		{"doubled slash", "GET", "//api/customer_managers", "", nil, 404, "Not found"},
		{"dot segments", "GET", "/api/./customer_managers", "", nil, 404, "Not found"},
		{"path below a manager", "GET", one + "/roles", "", nil, 404, "Not found"},
		{"unknown control", "GET", "/_sandbox/clock", "", nil, 404, "Not found"},

		{"method not in the document", "PATCH", managersPath, "", nil, 405, "Method not allowed"},
		{"method not in the document, on a manager", "GET", one, "", nil, 405, "Method not allowed"},
		{"unknown method", "BREW", managersPath, "", nil, 405, "Method not allowed"},
		{"OPTIONS", "OPTIONS", managersPath, "", nil, 405, "Method not allowed"},

		{"no credentials", "GET", managersPath, "", []string{"-Authorization"}, 401, "Unauthorized"},
		{"empty credentials", "GET", managersPath, "", []string{"Authorization: "}, 401, "Unauthorized"},
		{"token alone", "GET", managersPath, "", []string{"Authorization: sandbox"}, 401, "Unauthorized"},
		{"other token", "GET", managersPath, "", []string{"Authorization: Bearer other"}, 401, "Unauthorized"},
		{"token in another case", "GET", managersPath, "", []string{"Authorization: Bearer SANDBOX"}, 401, "Unauthorized"},
		{"other scheme", "GET", managersPath, "", []string{"Authorization: Basic sandbox"}, 401, "Unauthorized"},
		{"two tokens", "GET", managersPath, "", []string{"Authorization: Bearer sandbox sandbox"}, 401, "Unauthorized"},
		{"token behind a tab", "GET", managersPath, "", []string{"Authorization: Bearer\tsandbox"}, 401, "Unauthorized"},
		{"two headers", "GET", managersPath, "", []string{"Authorization: Bearer sandbox", "Authorization: Bearer sandbox"}, 401, "Unauthorized"},
		{"token in the query", "GET", managersPath + "?access_token=sandbox", "", []string{"-Authorization"}, 401, "Unauthorized"},
		{"legacy headers", "GET", managersPath, "", []string{"-Authorization", "x-user-email: a@example.com", "x-user-token: sandbox"}, 401, "Unauthorized"},
		{"legacy query", "GET", managersPath + "?user_email=a@example.com&user_token=sandbox", "", []string{"-Authorization"}, 401, "Unauthorized"},
		{"credentials come before the body", post, managersPath, `{`, []string{"-Authorization"}, 401, "Unauthorized"},
		{"credentials come before the id", del, managersPath + "/x", "", []string{"-Authorization"}, 401, "Unauthorized"},
		{"control without credentials", "GET", "/_sandbox/state", "", []string{"-Authorization"}, 401, "Unauthorized"},

		{"unknown manager", del, managersPath + "/99", "", nil, 404, "Not found"},
		{"unknown manager, updated", put, managersPath + "/99", `{"role_id":2}`, nil, 404, "Not found"},
		{"unknown manager with an unknown role", put, managersPath + "/99", `{"role_id":99}`, nil, 404, "Not found"},
		{"id of letters", del, managersPath + "/abc", "", nil, 404, "Not found"},
		{"id with a leading zero", del, managersPath + "/01234", "", nil, 404, "Not found"},
		{"id with a sign", del, managersPath + "/+1234", "", nil, 404, "Not found"},
		{"id with a space", del, managersPath + "/1234%20", "", nil, 404, "Not found"},
		{"id with a line feed", del, managersPath + "/1234%0A", "", nil, 404, "Not found"},
		{"id with a slash in it", del, managersPath + "/1234%2F1", "", nil, 404, "Not found"},
		{"id 0", del, managersPath + "/0", "", nil, 404, "Not found"},
		{"id beyond int64", del, managersPath + "/9223372036854775808", "", nil, 404, "Not found"},
		{"id that is 1234 modulo 2^64", del, managersPath + "/18446744073709552850", "", nil, 404, "Not found"},
		{"id of other digits", del, managersPath + "/%D9%A1%D9%A2", "", nil, 404, "Not found"},

		{"body too large", post, managersPath, good + strings.Repeat(" ", maxBody), nil, 413, "Content too large"},
		{"no body", post, managersPath, "", nil, 400, "Bad request: the body is missing"},
		{"no body, on a manager", put, one, "", nil, 400, "Bad request: the body is missing"},
		{"body of white space", post, managersPath, "  ", nil, 400, "Bad request: the body is not one JSON value"},
		{"no content type", post, managersPath, good, []string{"-Content-Type"}, 415, "Unsupported media type"},
		{"two content types", post, managersPath, good, []string{"Content-Type: application/json", "Content-Type: application/json"}, 415, "Unsupported media type"},
		{"text", post, managersPath, good, []string{"Content-Type: text/plain"}, 415, "Unsupported media type"},
		{"form", put, one, good, []string{"Content-Type: application/x-www-form-urlencoded"}, 415, "Unsupported media type"},
		{"other JSON", post, managersPath, good, []string{"Content-Type: application/problem+json"}, 415, "Unsupported media type"},
		{"malformed content type", post, managersPath, good, []string{"Content-Type: application/json;;;="}, 415, "Unsupported media type"},
		{"other charset", post, managersPath, good, []string{"Content-Type: application/json; charset=iso-8859-1"}, 415, "Unsupported media type"},
		{"compressed", post, managersPath, good, []string{"Content-Encoding: gzip"}, 415, "Unsupported media type"},

		{"byte order mark", post, managersPath, "\ufeff" + good, nil, 400, "Bad request: the body is not one JSON value"},
		{"truncated", post, managersPath, good[:20], nil, 400, "Bad request: the body is not one JSON value, see byte 20"},
		{"trailing bytes", post, managersPath, good + "x", nil, 400, "Bad request: the body is not one JSON value, see byte 75"},
		{"two values", post, managersPath, good + good, nil, 400, "Bad request: the body is not one JSON value"},
		{"single quotes", post, managersPath, `{'role_id':2}`, nil, 400, "Bad request: the body is not one JSON value, see byte 1"},
		{"comment", post, managersPath, `{/**/"role_id":2}`, nil, 400, "Bad request: the body is not one JSON value, see byte 1"},
		{"NaN", post, managersPath, `{"role_id":NaN}`, nil, 400, "Bad request: the body is not one JSON value, see byte 11"},
		{"leading zero", post, managersPath, `{"role_id":02}`, nil, 400, "Bad request: the body is not one JSON value, see byte 12"},
		{"invalid UTF-8", post, managersPath, "{\"x\":\"\xff\"}", nil, 400, "Bad request: the body is not one JSON value, see byte 6"},
		{"lone surrogate", post, managersPath, `{"x":"\ud800"}`, nil, 400, "Bad request: the body is not one JSON value, see byte 6"},
		{"duplicate name", post, managersPath, `{"role_id":2,"role_id":3,"team_collaborator_id":5252}`, nil, 400, `Bad request: the body names "role_id" twice`},
		{"duplicate name, escaped", post, managersPath, `{"role_id":2,"role\u005fid":3,"team_collaborator_id":5252}`, nil, 400, `Bad request: the body names "role_id" twice`},
		{"depth beyond reason", post, managersPath, strings.Repeat("[", 100_000), nil, 400, "Bad request: the body is not one JSON value, see byte 10000"},

		{"array", post, managersPath, `[` + good + `]`, nil, 400, "Invalid body: Must be an Object"},
		{"null", put, one, `null`, nil, 400, "Invalid body: Must be an Object"},
		{"empty object", post, managersPath, `{}`, nil, 400, "Missing parameter team_collaborator_id"},
		{"missing role", put, one, `{"permitted_workspace_ids":[]}`, nil, 400, "Missing parameter role_id"},
		{"missing collaborator", post, managersPath, `{"role_id":true}`, nil, 400, "Missing parameter team_collaborator_id"},
		{"name in another case", put, one, `{"Role_ID":2}`, nil, 400, "Missing parameter role_id"},
		{"null role", put, one, `{"role_id":null}`, nil, 400, `Invalid parameter 'role_id' value null: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"boolean role", put, one, `{"role_id":true}`, nil, 400, `Invalid parameter 'role_id' value true: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"role 0", put, one, `{"role_id":0}`, nil, 400, `Invalid parameter 'role_id' value 0: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"role 2.0", put, one, `{"role_id":2.0}`, nil, 400, `Invalid parameter 'role_id' value 2.0: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"role 2e0", put, one, `{"role_id":2e0}`, nil, 400, `Invalid parameter 'role_id' value 2e0: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"role beyond int64", put, one, `{"role_id":9223372036854775808}`, nil, 400, `Invalid parameter 'role_id' value 9223372036854775808: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"role beyond float64", put, one, `{"role_id":1e999}`, nil, 400, `Invalid parameter 'role_id' value 1e999: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"role of letters", put, one, `{"role_id":"admin"}`, nil, 400, `Invalid parameter 'role_id' value "admin": Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"role with a leading zero", put, one, `{"role_id":"02"}`, nil, 400, `Invalid parameter 'role_id' value "02": Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"very long role", put, one, `{"role_id":"` + strings.Repeat("é", 100) + `"}`, nil, 400, `Invalid parameter 'role_id' value "` + strings.Repeat("é", 29) + `…: Must be an Integer of at least 1 or a String like ^[1-9][0-9]*$`},
		{"workspaces null", put, one, `{"role_id":2,"permitted_workspace_ids":null}`, nil, 400, "Invalid parameter 'permitted_workspace_ids' value null: Must be an Array"},
		{"workspaces not a list", put, one, `{"role_id":2,"permitted_workspace_ids":27123}`, nil, 400, "Invalid parameter 'permitted_workspace_ids' value 27123: Must be an Array"},
		{"workspace as text", put, one, `{"role_id":2,"permitted_workspace_ids":[27123,"29456"]}`, nil, 400, `Invalid parameter 'permitted_workspace_ids/1' value "29456": Must be an Integer of at least 1`},
		{"workspace 27123.0", put, one, `{"role_id":2,"permitted_workspace_ids":[27123.0]}`, nil, 400, "Invalid parameter 'permitted_workspace_ids/0' value 27123.0: Must be an Integer of at least 1"},
		{"token in the body", put, one, `{"role_id":"sandbox"}`, nil, 400, "Bad request"},

		{"unknown collaborator", post, managersPath, `{"team_collaborator_id":99,"role_id":2}`, nil, 422,
			`{"errors":{"team_collaborator_id":["is unknown"]},"message":"Validation failed"}`},
		{"collaborator beyond int64, as text", post, managersPath, `{"team_collaborator_id":"9223372036854775808","role_id":2}`, nil, 422,
			`{"errors":{"team_collaborator_id":["is unknown"]},"message":"Validation failed"}`},
		{"collaborator who is a manager", post, managersPath, `{"team_collaborator_id":4321,"role_id":2}`, nil, 422,
			`{"errors":{"team_collaborator_id":["is a customer manager already"]},"message":"Validation failed"}`},
		{"everything unknown", post, managersPath, `{"team_collaborator_id":99,"role_id":98,"permitted_workspace_ids":[97,27123,96]}`, nil, 422,
			`{"errors":{"permitted_workspace_ids":["97 is unknown","96 is unknown"],"role_id":["is unknown"],"team_collaborator_id":["is unknown"]},"message":"Validation failed"}`},
		{"unknown role", put, one, `{"role_id":"98"}`, nil, 422, `{"errors":{"role_id":["is unknown"]},"message":"Validation failed"}`},
		{"unknown workspace", put, one, `{"role_id":2,"permitted_workspace_ids":[1]}`, nil, 422,
			`{"errors":{"permitted_workspace_ids":["1 is unknown"]},"message":"Validation failed"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			if !strings.HasPrefix(c.answer, "{") {
				text := strings.NewReplacer(`"`, `\"`).Replace(c.answer)
				c.answer = `{"message":"` + text + `"}`
			}
			got := b.call(c.method, c.path, c.body, c.headers...)
			require.Equal(t, c.answer+"\n", got.Body)
			require.Equal(t, c.status, got.Status)
			require.Equal(t, c.status == 401, got.Header.Get("WWW-Authenticate") == "Bearer")
			require.JSONEq(t, seedList, b.call("GET", managersPath, "").Body, "a refused request changes nothing")
		})
	}
}

func TestAllowNamesTheMethodsOfThePath(t *testing.T) {
	b := newBench(t)
	for path, allow := range map[string]string{
		managersPath:           "GET, POST",
		managersPath + "/1234": "DELETE, PUT",
		managersPath + "/x":    "DELETE, PUT",
		"/_sandbox/state":      "GET, PUT",
	} {
		got := b.call("HEAD", path, "")
		require.Equal(t, http.StatusMethodNotAllowed, got.Status, path)
		require.Equal(t, allow, got.Header.Get("Allow"), path)
	}
}

func TestAcceptedRequests(t *testing.T) {
	const good = `{"team_collaborator_id":5252,"role_id":2,"permitted_workspace_ids":[29456]}`
	for name, c := range map[string]struct {
		path, body string
		headers    []string
	}{
		"scheme in another case":              {managersPath, good, []string{"Authorization: bEARER sandbox"}},
		"spaces before the token":             {managersPath, good, []string{"Authorization: Bearer   sandbox"}},
		"token of a subtest":                  {managersPath, good, []string{"Authorization: Bearer sandbox-TestX/it's_wörks#01"}},
		"long token":                          {managersPath, good, []string{"Authorization: Bearer sandbox" + strings.Repeat("x", 2000)}},
		"unknown query parameter":             {managersPath + "?page=2", good, nil},
		"unknown property":                    {managersPath, good[:len(good)-1] + `,"note":{"x":[1.0,null]}}`, nil},
		"property that differs in case":       {managersPath, good[:len(good)-1] + `,"Role_ID":99,"ROLE_ID":"x"}`, nil},
		"white space around the body":         {managersPath, "\r\n\t " + good + "\n", nil},
		"charset":                             {managersPath, good, []string{"Content-Type: Application/JSON; charset=UTF-8"}},
		"content that is encoded as identity": {managersPath, good, []string{"Content-Encoding: identity"}},
		"escaped path":                        {"/api/customer%5Fmanagers", good, nil},
		"ids as text":                         {managersPath, `{"team_collaborator_id":"5252","role_id":"2","permitted_workspace_ids":[29456]}`, nil},
		"workspace named twice":               {managersPath, `{"team_collaborator_id":5252,"role_id":2,"permitted_workspace_ids":[29456,29456]}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := newBench(t).call("POST", c.path, c.body, c.headers...)
			require.Equal(t, `{"result":{"id":10001,"moderated_workspaces":[{"id":29456,"name":"ACME USA"}],`+
				`"privilege_group":{"id":2,"name":"Admin","system":true},`+
				`"user":{"avatar_url":"https://example.com/robin.png","email":"robin@example.com","id":5252,"name":"Robin Example"}}}`+"\n", got.Body)
			require.Equal(t, http.StatusOK, got.Status)
		})
	}
}

func TestBodiesThatNobodyAskedForAreIgnored(t *testing.T) {
	got := newBench(t).call("GET", managersPath, `{`)
	require.Equal(t, http.StatusOK, got.Status)
	require.JSONEq(t, seedList, got.Body)
}

func TestPathsThatAreNoneAreNotFound(t *testing.T) {
	b := newBench(t)
	for _, target := range []string{"*", "example.com:443"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Method, r.RequestURI, r.URL.Path = "CONNECT", target, target
		require.Equal(t, http.StatusNotFound, b.do(r).Status, target)
	}
}
