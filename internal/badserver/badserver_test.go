package badserver

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
)

func TestNothingNamesWhatIsInADocument(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	var names []string
	for _, o := range read(doc).operations {
		names = append(names, o.id, o.path)
		if o.body != nil {
			names = append(names, sorted(o.body.Properties)...)
		}
	}
	require.Contains(t, names, "role_id")
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, name := range names {
			require.NotContains(t, string(text), name, file)
		}
	}
}

func TestAnEditReachesWhatThePointerNames(t *testing.T) {
	for name, test := range map[string]struct {
		pointer string
		reach   which
		change  func(any) (any, bool)
		want    string
	}{
		"a field":                                  {"/a/b", every, to("x"), `{"a":{"b":"x"},"l":[{"m":[1,2]},{"m":[]},{"m":[3,4]}]}`},
		"the whole":                                {"", every, to(nil), `null`},
		"nothing, where there is nothing":          {"/a/c", every, to("x"), `{"a":{"b":1},"l":[{"m":[1,2]},{"m":[]},{"m":[3,4]}]}`},
		"every element of every array":             {"/l/*/m/*", every, to("x"), `{"a":{"b":1},"l":[{"m":["x","x"]},{"m":[]},{"m":["x","x"]}]}`},
		"the last element of each innermost array": {"/l/*/m/*", last, to("x"), `{"a":{"b":1},"l":[{"m":[1,"x"]},{"m":[]},{"m":[3,"x"]}]}`},
		"one element by its number":                {"/l/2/m/0", every, to("x"), `{"a":{"b":1},"l":[{"m":[1,2]},{"m":[]},{"m":["x",4]}]}`},
		"a field that goes":                        {"/l/*/m", every, func(any) (any, bool) { return nil, false }, `{"a":{"b":1},"l":[{},{},{}]}`},
		"elements that go":                         {"/l/*", last, func(any) (any, bool) { return nil, false }, `{"a":{"b":1},"l":[{"m":[1,2]},{"m":[]}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			v, ok := decode([]byte(`{"a":{"b":1},"l":[{"m":[1,2]},{"m":[]},{"m":[3,4]}]}`))
			require.True(t, ok)
			require.JSONEq(t, test.want, string(encode(edit(v, tokens(test.pointer), test.reach, test.change))))
		})
	}
}

// counting is a good server that counts what reaches it.
type counting struct{ calls int }

func (c *counting) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	c.calls++
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(http.StatusTeapot)
	_, _ = w.Write([]byte("as it is"))
}

func (c *counting) Snapshot() func() { return func() {} }

func TestWhatIsOutsideTheDocumentPassesUnchanged(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	for _, server := range Bad(doc) {
		good := &counting{}
		w := httptest.NewRecorder()
		server.Wrap(good).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/elsewhere?a=b", strings.NewReader("anything")))
		require.Equal(t, "as it is", w.Body.String(), server.Name)
		require.Equal(t, http.StatusTeapot, w.Code, server.Name)
		require.Equal(t, 1, good.calls, server.Name)
	}
}
