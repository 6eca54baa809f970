package contracttest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

func TestARequestIsJudgedByTheOperationWhosePathItHas(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paths []string // of the document; each is the ID of its operation
		asked string
		found string // "" where the document has none
	}{
		{"a parameter whose name is no word of Go", []string{"/a/{manager-id}"}, "/a/1", "/a/{manager-id}"},
		{"a parameter with a text after it", []string{"/a/{id}.json"}, "/a/1.json", "/a/{id}.json"},
		{"another text than that", []string{"/a/{id}.json"}, "/a/1.xml", ""},
		{"nothing before that text", []string{"/a/{id}.json"}, "/a/.json", ""},
		{"two parameters in one segment", []string{"/a/{from}-{to}"}, "/a/1-2", "/a/{from}-{to}"},
		{"a text with a parameter goes before one alone", []string{"/a/{id}", "/a/{id}.json"}, "/a/1.json", "/a/{id}.json"},
		{"what is written out goes before a parameter", []string{"/a/{id}", "/a/me"}, "/a/me", "/a/me"},
		{"and nothing else does", []string{"/a/{id}", "/a/me"}, "/a/you", "/a/{id}"},
		{"two paths that both fit, the first word first", []string{"/a/{x}/b", "/a/c/{y}"}, "/a/c/b", "/a/c/{y}"},
		{"two paths of which one fits", []string{"/a/{x}/b", "/a/c/{y}"}, "/a/d/b", "/a/{x}/b"},
		{"more words before an earlier one", []string{"/a/{x}/{y}", "/{x}/b/c"}, "/a/b/c", "/{x}/b/c"},
		{"a slash at the end", []string{"/a/"}, "/a/", "/a/"},
		{"a slash at the end has nothing below it", []string{"/a/"}, "/a/b", ""},
		{"a slash at the end is not left out", []string{"/a/"}, "/a", ""},
		{"a slash at the end is not added", []string{"/a"}, "/a/", ""},
		{"the root", []string{"/"}, "/", "/"},
		{"the root is not all", []string{"/"}, "/a", ""},
		{"an empty parameter", []string{"/a/{id}"}, "/a/", ""},
		{"a parameter with a slash, escaped", []string{"/a/{id}"}, "/a/b%2Fc", "/a/{id}"},
		{"a word that is escaped", []string{"/a b/{id}"}, "/a%20b/1", "/a b/{id}"},
		{"a word that is escaped in the document", []string{"/a%20b"}, "/a%20b", "/a%20b"},
		{"a path that a server may clean first", []string{"/a/{id}"}, "/a/%2e%2e", ""},
		{"two slashes side by side", []string{"/a/{id}"}, "/a//b", ""},
		{"more segments", []string{"/a/{id}"}, "/a/b/c", ""},
		{"a segment with braces of another kind", []string{"/a/{id}:{verb...}"}, "/a/1:go", "/a/{id}:{verb...}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{Title: "t", Version: "1"}, Paths: openapi3.NewPaths()}
			for _, path := range tt.paths {
				description := ""
				doc.Paths.Set(path, &openapi3.PathItem{Get: &openapi3.Operation{OperationID: path, Responses: openapi3.NewResponses(
					openapi3.WithStatus(204, &openapi3.ResponseRef{Value: &openapi3.Response{Description: &description}}))}})
			}
			suite, err := contracttest.New(doc)
			require.NoError(t, err)
			var seen []contracttest.Result
			h := suite.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }), func(r contracttest.Result) { seen = append(seen, r) })
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://127.0.0.1"+tt.asked, nil))
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("PUT", "http://127.0.0.1"+tt.asked, nil))
			require.Len(t, seen, 2)
			require.Equal(t, tt.found, seen[0].Check.Operation, fmt.Sprint(seen[0]))
			require.Empty(t, seen[1].Check.Operation, "another method")
		})
	}
}

func TestWhatTheDocumentHasNotShowsNoCredentialsEither(t *testing.T) {
	const token = "sandbox-secret-7f3a"
	var seen []contracttest.Result
	h := contracttest.Handler(answering(200, "text/plain", "ok"), func(r contracttest.Result) { seen = append(seen, r) })
	r := httptest.NewRequest("GET", "http://127.0.0.1/tokens/"+token, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	h.ServeHTTP(httptest.NewRecorder(), r)
	require.Len(t, seen, 1)
	require.Equal(t, contracttest.Skip, seen[0].Outcome)
	require.NotContains(t, fmt.Sprintf("%+v", seen), token)
	require.Equal(t, "GET /tokens/[token]", seen[0].Check.ID)
}
