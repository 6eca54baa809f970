package contracttest_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

func TestABodyIsJudgedByWhatItsCodingsHide(t *testing.T) {
	var wrapped, bare bytes.Buffer
	z := zlib.NewWriter(&wrapped)
	_, _ = io.WriteString(z, okList)
	require.NoError(t, z.Close())
	f, err := flate.NewWriter(&bare, flate.DefaultCompression)
	require.NoError(t, err)
	_, _ = io.WriteString(f, okList)
	require.NoError(t, f.Close())
	for _, tt := range []struct {
		name    string
		codings []string
		body    string
		outcome contracttest.Outcome
		says    string
	}{
		{"gzip", []string{"gzip"}, gzipped(okList), contracttest.Pass, ""},
		{"gzip under its old name, in capitals", []string{"X-GZIP"}, gzipped(okList), contracttest.Pass, ""},
		{"deflate", []string{"deflate"}, wrapped.String(), contracttest.Pass, ""},
		{"deflate without its wrapper, as some send it", []string{"deflate"}, bare.String(), contracttest.Pass, ""},
		{"no coding, said openly", []string{"identity"}, okList, contracttest.Pass, ""},
		{"two codings in one header", []string{"deflate, gzip"}, gzipped(wrapped.String()), contracttest.Pass, ""},
		{"two codings in two headers", []string{"deflate", "gzip"}, gzipped(wrapped.String()), contracttest.Pass, ""},
		{"two codings in the wrong order", []string{"gzip, deflate"}, gzipped(wrapped.String()), contracttest.Fail, "Content-Encoding"},
		{"one that cannot be read here", []string{"br"}, "\x0b\x02\x80", contracttest.Skip, "br"},
		{"too many", []string{"gzip, gzip, gzip, gzip"}, okList, contracttest.Skip, "4 content codings"},
		{"what would fill the memory", []string{"gzip"}, gzipped(strings.Repeat(" ", 65<<20)), contracttest.Skip, "too large"},
		{"something after the end", []string{"gzip"}, gzipped(okList) + "x", contracttest.Fail, "Content-Encoding"},
		{"an empty body", []string{"gzip"}, "", contracttest.Fail, "is empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var seen contracttest.Result
			h := contracttest.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Encoding"] = tt.codings
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, tt.body)
			}), func(r contracttest.Result) { seen = r })
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, httptest.NewRequest("GET", "http://127.0.0.1"+listPath, nil))
			require.Equal(t, tt.body, recorder.Body.String(), "it passes as it is")
			require.Equal(t, tt.outcome, seen.Outcome, seen)
			require.Contains(t, seen.String(), tt.says)
		})
	}
}
