package contracttest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

const okList = `{"result":{"items":[]}}`

// answering is a server that answers everything in one way.
func answering(status int, contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		} else {
			w.Header()["Content-Type"] = nil
		}
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(status)
		io.WriteString(w, body)
	})
}

func TestWhatPassesThroughIsJudgedAndUnchanged(t *testing.T) {
	const list = "/api/customer_managers"
	for _, c := range []struct {
		name, method, path string
		status             int
		contentType, body  string
		outcome            contracttest.Outcome
		level              contracttest.Level
		says               string
	}{
		{"a documented list", "GET", list, 200, "application/json; charset=utf-8", okList, contracttest.Pass, "", ""},
		{"a documented error", "GET", list, 401, "application/json", `{"message":"Unauthorized"}`, contracttest.Pass, "", ""},
		{"an undocumented status", "GET", list, 299, "application/json", okList, contracttest.Fail, contracttest.Must, "299"},
		{"a create with 201, an open question", "POST", list, 201, "application/json", `{"result":{"id":1,"user":{"id":1,"name":"","email":"a@example.com","avatar_url":""},"privilege_group":{"id":2,"name":"","system":true},"moderated_workspaces":[]}}`, contracttest.Fail, contracttest.Should, "201"},
		{"HTML", "GET", list, 200, "text/html", "<html>", contracttest.Fail, contracttest.Must, "text/html"},
		{"no Content-Type", "GET", list, 200, "", okList, contracttest.Fail, contracttest.Must, "no Content-Type"},
		{"another charset", "GET", list, 200, "application/json; charset=iso-8859-1", okList, contracttest.Fail, contracttest.Must, "iso-8859-1"},
		{"a malformed Content-Type", "GET", list, 200, "application/json;;;=", okList, contracttest.Fail, contracttest.Must, "malformed"},
		{"a missing field", "GET", list, 200, "application/json", `{"result":{}}`, contracttest.Fail, contracttest.Must, "missing"},
		{"a duplicate name", "GET", list, 200, "application/json", `{"result":1,"result":{"items":[]}}`, contracttest.Fail, contracttest.Must, "duplicate"},
		{"more after the JSON", "GET", list, 200, "application/json", okList + "x", contracttest.Fail, contracttest.Must, "more after"},
		{"a byte order mark", "GET", list, 200, "application/json", "\xef\xbb\xbf" + okList, contracttest.Fail, contracttest.Must, "byte order mark"},
		{"invalid UTF-8", "GET", list, 401, "application/json", "{\"message\":\"\xff\"}", contracttest.Fail, contracttest.Must, "UTF-8"},
		{"a lone surrogate", "GET", list, 401, "application/json", `{"message":"\ud800"}`, contracttest.Fail, contracttest.Must, "surrogate"},
		{"an undocumented field", "GET", list, 200, "application/json", `{"result":{"items":[],"count":0}}`, contracttest.Fail, contracttest.Should, "documented fields"},
		{"a quota answer with a header that is no number", "GET", list, 429, "application/json", `{"message":""}`, contracttest.Pass, "", ""},
		{"a path of no operation", "GET", "/health", 200, "text/plain", "ok", contracttest.Skip, "", "no operation"},
		{"an item", "DELETE", list + "/1234", 200, "application/json", `{"result":"ok"}`, contracttest.Pass, "", ""},
		{"an item under another word", "DELETE", list + "/1234", 200, "application/json", `{"result":"OK"}`, contracttest.Fail, contracttest.Must, "ok"},
	} {
		t.Run(c.name, func(t *testing.T) {
			const token = "sandbox-secret-7f3a"
			var seen, leaked []contracttest.Result
			report := func(r contracttest.Result) {
				if r.Check.Rule == contracttest.LeaksRule {
					leaked = append(leaked, r)
				} else {
					seen = append(seen, r)
				}
			}
			check := func(status int, body string) {
				require.Equal(t, c.status, status)
				require.Equal(t, c.body, body)
				require.Len(t, seen, 1)
				require.Equal(t, c.outcome, seen[0].Outcome, seen[0])
				require.Equal(t, c.level, seen[0].Level)
				require.Contains(t, seen[0].String(), c.says)
				require.Equal(t, seen[0].Check.Operation != "", len(leaked) == 1, "the server echoes the token")
				require.NotContains(t, fmt.Sprintf("%+v %+v", seen, leaked), token)
				seen, leaked = nil, nil
			}
			request := httptest.NewRequest(c.method, "http://127.0.0.1"+c.path, nil)
			request.Header.Set("Authorization", "Bearer "+token)
			recorder := httptest.NewRecorder()
			contracttest.Handler(answering(c.status, c.contentType, c.body), report).ServeHTTP(recorder, request)
			check(recorder.Code, recorder.Body.String())

			server := httptest.NewServer(answering(c.status, c.contentType, c.body))
			defer server.Close()
			client := &http.Client{Transport: contracttest.Transport(nil, report)}
			request, _ = http.NewRequest(c.method, server.URL+c.path, nil)
			request.Header.Set("Authorization", "Bearer "+token)
			response, err := client.Do(request)
			require.NoError(t, err)
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			response.Body.Close()
			check(response.StatusCode, string(body))
		})
	}
}

func TestABodyThatNobodyReadsIsNotJudged(t *testing.T) {
	server := httptest.NewServer(answering(200, "application/json", okList))
	defer server.Close()
	var seen []contracttest.Result
	client := &http.Client{Transport: contracttest.Transport(nil, func(r contracttest.Result) { seen = append(seen, r) })}
	response, err := client.Get(server.URL + "/api/customer_managers")
	require.NoError(t, err)
	response.Body.Close()
	require.Len(t, seen, 1)
	require.Equal(t, contracttest.Skip, seen[0].Outcome)
	require.Contains(t, seen[0].Reason, "read to its end")
}

func TestAHandlerThatPanicsIsReportedAndStillPanics(t *testing.T) {
	var seen []contracttest.Result
	h := contracttest.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
		func(r contracttest.Result) { seen = append(seen, r) })
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://127.0.0.1/api/customer_managers", nil))
	})
	require.Len(t, seen, 1)
	require.Equal(t, contracttest.Fail, seen[0].Outcome)
}

func TestAHandlerMayStream(t *testing.T) {
	var outcomes []contracttest.Outcome
	h := contracttest.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for _, part := range strings.SplitAfter(okList, ":") {
			io.WriteString(w, part)
			w.(http.Flusher).Flush()
		}
	}), func(r contracttest.Result) { outcomes = append(outcomes, r.Outcome) })
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest("GET", "http://127.0.0.1/api/customer_managers", nil))
	require.Equal(t, []contracttest.Outcome{contracttest.Pass}, outcomes)
	require.True(t, recorder.Flushed)
	require.Equal(t, okList, recorder.Body.String())
}
