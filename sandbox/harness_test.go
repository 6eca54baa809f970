package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"
)

const (
	managersPath = "/api/customer_managers"
	seedList     = `{"result":{"items":[` +
		`{"id":1234,"moderated_workspaces":[{"id":27123,"name":"Nutech"},{"id":29456,"name":"ACME USA"}],` +
		`"privilege_group":{"id":247,"name":"Customer Admin","system":false},` +
		`"user":{"avatar_url":"https://example.com","email":"alex@example.com.com","id":4321,"name":"ACME-HR"}},` +
		`{"id":5678,"moderated_workspaces":[],"privilege_group":{"id":2,"name":"Admin","system":true},` +
		`"user":{"avatar_url":"https://example.com","email":"ariel@example.com","id":8765,"name":"ACME Corp."}}]}}`
)

// A reply is an answer as a test wants to look at it.
type reply struct {
	Status int
	Header http.Header
	Body   string
}

// bench is a sandbox in a test: every answer to an operation is held against
// the document, whatever the test itself looks at.
type bench struct {
	*Server
	t   testing.TB
	doc *openapi3.T
}

func newBench(t testing.TB, opts ...Option) bench {
	doc, err := contract()
	require.NoError(t, err)
	return bench{New(opts...), t, doc}
}

// call sends a request with the default token and, if there is a body, as JSON.
// Headers are written "Name: value"; "-Name" removes one.
func (b bench) call(method, path, body string, headers ...string) reply {
	b.t.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, path, content)
	r.Header.Set("Authorization", "Bearer "+Token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if bare, remove := strings.CutPrefix(name, "-"); remove {
			r.Header.Del(bare)
		} else {
			r.Header.Add(name, value)
		}
	}
	if slices.ContainsFunc(headers, func(h string) bool { return strings.HasPrefix(h, "Authorization: ") }) {
		r.Header["Authorization"] = r.Header["Authorization"][1:]
	}
	if slices.ContainsFunc(headers, func(h string) bool { return strings.HasPrefix(h, "Content-Type: ") }) && body != "" {
		r.Header["Content-Type"] = r.Header["Content-Type"][1:]
	}
	return b.do(r)
}

func (b bench) do(r *http.Request) reply {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	got := reply{w.Code, w.Header(), w.Body.String()}
	require.Equal(b.t, jsonUTF8, got.Header.Get("Content-Type"))
	require.Equal(b.t, strconv.Itoa(len(got.Body)), got.Header.Get("Content-Length"))
	_, err := parseJSON([]byte(got.Body))
	require.NoError(b.t, err, got.Body)
	b.conforms(r, got)
	return got
}

// conforms holds the answer to an operation against the document.
func (b bench) conforms(r *http.Request, got reply) {
	b.t.Helper()
	path := managersPath
	if strings.HasPrefix(r.URL.Path, managersPath+"/") {
		path += "/{id}"
	}
	item := b.doc.Paths.Value(path)
	operation := item.GetOperation(r.Method)
	if !strings.HasPrefix(r.URL.Path, managersPath) || strings.HasSuffix(r.URL.Path, "/") || operation == nil || got.Status == 404 && operation.Responses.Status(404) == nil {
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: r, Route: &routers.Route{Spec: b.doc, Path: path, PathItem: item, Method: r.Method, Operation: operation},
		},
		Status: got.Status, Header: got.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	input.SetBodyBytes([]byte(got.Body))
	require.NoError(b.t, openapi3filter.ValidateResponse(r.Context(), input), got.Body)
}
