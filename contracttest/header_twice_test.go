package contracttest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

const withHeaders = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: a
      responses:
        "204":
          description: d
          headers:
            X-One: {schema: {type: string}}
            X-Other: {schema: {type: string}}
            X-Third: {schema: {type: string}}
            X-List: {schema: {type: array, items: {type: string}}}
            X-Any: {description: anything}
`

func TestAHeaderMayComeTwiceOnlyWhereItIsAList(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(withHeaders))
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	for _, tt := range []struct {
		name    string
		doubled []string
		at      []string // in this order
	}{
		{"none is", nil, nil},
		{"a list", []string{"X-List"}, nil},
		{"a text", []string{"X-One"}, []string{"X-One"}},
		{"one of which the document says nothing more", []string{"X-Any"}, []string{"X-Any"}},
		{"all", []string{"X-Third", "X-List", "X-One", "X-Other"}, []string{"X-One", "X-Other", "X-Third"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for range 10 { // the order is always the same
				var seen []contracttest.Result
				h := suite.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					for _, name := range tt.doubled {
						w.Header()[name] = []string{"a", "b"}
					}
					w.WriteHeader(http.StatusNoContent)
				}), func(r contracttest.Result) { seen = append(seen, r) })
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://127.0.0.1/a", nil))
				require.Len(t, seen, 1)
				var at []string
				for _, p := range seen[0].Problems {
					at = append(at, p.Pointer)
				}
				require.Equal(t, tt.at, at, seen[0])
			}
		})
	}
}
