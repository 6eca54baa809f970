package contracttest_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
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
		{"what would fill the memory", []string{"gzip"}, tooMuch(), contracttest.Skip, "too large"},
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

// tooMuch is the gzip of more space than any body may have. A gzip may be written
// in pieces, and to compress one of them is quick.
func tooMuch() string { return strings.Repeat(gzipped(strings.Repeat(" ", 1<<20)), 65) }

// TestTheSuiteReadsCodingsAsTheDoorsDo asks in process and over a connection,
// where net/http would undo gzip by itself if the suite did not ask for it.
func TestTheSuiteReadsCodingsAsTheDoorsDo(t *testing.T) {
	for _, tt := range []struct {
		name, coding string
		code         func(string) string
		outcome      contracttest.Outcome
		says         string
		always       bool // not only if gzip is asked for
	}{
		{"gzip", "gzip", gzipped, contracttest.Pass, "", false},
		{"gzip whatever is asked for", "gzip", gzipped, contracttest.Fail, "no content coding, as identity alone was asked for", true},
		{"one that was never asked for", "br", strings.Clone, contracttest.Fail, "no content coding, as identity alone was asked for", true},
		{"no coding, said openly", "identity", strings.Clone, contracttest.Pass, "", false},
		{"what is no gzip", "gzip", strings.Clone, contracttest.Fail, "a body that is what its Content-Encoding says: gzip", false},
		{"half of a gzip", "gzip", func(s string) string { return gzipped(s)[:20] }, contracttest.Fail, "unexpected EOF", false},
		{"an unknown coding", "rot13", strings.Clone, contracttest.Fail, `"rot13" is no content coding of HTTP`, false},
		{"one that was not asked for", "br", strings.Clone, contracttest.Fail, "a content coding that was asked for, which is gzip, or none", false},
		{"what would fill the memory", "gzip", func(s string) string { return gzipped(s) + tooMuch() }, contracttest.Fail, "the body has more than 67108864 bytes", false},
	} {
		if raceDetector && tt.name == "what would fill the memory" {
			continue // it is slow, and has been read at a door
		}
		t.Run(tt.name, func(t *testing.T) {
			good, filled := sandbox.New(), false
			coded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				kept := httptest.NewRecorder()
				good.ServeHTTP(kept, r)
				maps.Copy(w.Header(), kept.Header())
				body := kept.Body.String()
				huge := tt.name == "what would fill the memory" // once, as it takes its time
				if tt.always || r.Header.Get("Accept-Encoding") == "gzip" && (!huge || !filled && r.Method == http.MethodGet) {
					filled = huge
					w.Header().Del("Content-Length")
					w.Header().Set("Content-Encoding", tt.coding)
					body = tt.code(body)
				}
				w.WriteHeader(kept.Code)
				_, _ = io.WriteString(w, body)
			})
			server := httptest.NewServer(coded)
			defer server.Close()
			var both []contracttest.Result
			for _, target := range []contracttest.Target{{Handler: coded}, {URL: server.URL}} {
				filled = false
				target.Token, target.Values, target.Only = doorsToken, sandbox.Values(), regexp.MustCompile("^listCustomerManagers/response$")
				for r := range contracttest.Test(t.Context(), target) {
					if r.Check.ID == "listCustomerManagers/response" {
						require.Equal(t, tt.outcome, r.Outcome, r)
						require.Contains(t, r.String(), tt.says)
						if tt.outcome == contracttest.Fail && r.Problems[0].Pointer == "Content-Encoding" {
							asked := "gzip"
							if tt.always {
								asked = "identity"
							}
							require.Contains(t, r.String(), "-H 'Accept-Encoding: "+asked+"'", "who repeats the call asks for the same")
						}
						both = append(both, r)
					}
				}
			}
			require.Len(t, both, 2)
			require.Equal(t, both[0].Problems, both[1].Problems)
		})
	}
}
