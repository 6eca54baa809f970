package reference

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
)

func ask(t *testing.T, h http.Handler, method, path string, header map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestTheHandlerServesEveryFileUnderAnyPrefix(t *testing.T) {
	h := Handler()
	gzipped := map[string]string{"Accept-Encoding": "gzip"}
	for file, contentType := range map[string]string{
		"":             "text/html; charset=utf-8",
		"index.html":   "text/html; charset=utf-8",
		"scalar.js":    "text/javascript; charset=utf-8",
		"openapi.yaml": "application/yaml",
		"openapi.json": "application/json",
		"NOTICE":       "text/plain; charset=utf-8",
	} {
		for _, prefix := range []string{"/", "/docs/", "/a/b/"} {
			t.Run(prefix+file, func(t *testing.T) {
				w := ask(t, h, http.MethodGet, prefix+file, gzipped)
				require.Equal(t, http.StatusOK, w.Code)
				require.Equal(t, contentType, w.Header().Get("Content-Type"))
				require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
				require.Equal(t, "no-cache", w.Header().Get("Cache-Control"))

				again := ask(t, h, http.MethodGet, prefix+file, map[string]string{"Accept-Encoding": "gzip", "If-None-Match": w.Header().Get("ETag")})
				require.Equal(t, http.StatusNotModified, again.Code)
			})
		}
	}
}

func TestTheHandlerRefusesTheRest(t *testing.T) {
	for name, c := range map[string]struct {
		method, path string
		status       int
		body         string
	}{
		"an unknown file":       {"GET", "/docs/package.json", 404, `{"message":"Not found"}`},
		"a file of the package": {"GET", "/docs/vendor/vendor.sh", 404, `{"message":"Not found"}`},
		"a write":               {"POST", "/docs/", 405, `{"message":"Method not allowed"}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := ask(t, Handler(), c.method, c.path, nil)
			require.Equal(t, c.status, w.Code)
			require.JSONEq(t, c.body, w.Body.String())
			require.Equal(t, "application/json; charset=utf-8", w.Header().Get("Content-Type"))
			if c.status == http.StatusMethodNotAllowed {
				require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
			}
		})
	}
}

func TestTheBundleTravelsCompressedIfTheBrowserTakesIt(t *testing.T) {
	want, err := bundle()
	require.NoError(t, err)
	h := Handler()

	w := ask(t, h, http.MethodGet, "/docs/scalar.js", map[string]string{"Accept-Encoding": "gzip, deflate"})
	require.Equal(t, "gzip", w.Header().Get("Content-Encoding"))
	require.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
	zr, err := gzip.NewReader(w.Body)
	require.NoError(t, err)
	got, err := io.ReadAll(zr)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got))

	plain := ask(t, h, http.MethodGet, "/docs/scalar.js", nil)
	require.Empty(t, plain.Header().Get("Content-Encoding"))
	require.Equal(t, "Accept-Encoding", plain.Header().Get("Vary"))
	require.True(t, bytes.Equal(want, plain.Body.Bytes()))
	require.NotEqual(t, w.Header().Get("ETag"), plain.Header().Get("ETag"), "two forms, two tags")
}

func TestGzipIsSentOnlyToThoseWhoTakeIt(t *testing.T) {
	for accept, want := range map[string]bool{
		"gzip, deflate, br":  true,
		"GZIP;q=0.5":         true,
		"br, *":              true,
		"":                   false,
		"br":                 false,
		"gzip;q=0, identity": false,
		"gzip;q=none":        false,
	} {
		t.Run(accept, func(t *testing.T) {
			require.Equal(t, want, acceptsGzip(http.Header{"Accept-Encoding": {accept}}))
		})
	}
}

func TestThePageNamesNoOtherHostAndOnlyRelativeFiles(t *testing.T) {
	w := ask(t, Handler(), http.MethodGet, "/docs/", nil)
	policy := w.Header().Get("Content-Security-Policy")
	require.True(t, strings.HasPrefix(policy, "default-src 'none'; "), policy)
	require.NotRegexp(t, `[a-z]+://|\*|'unsafe-eval'`, policy)
	require.Contains(t, policy, "connect-src 'self'")

	around := w.Body.String() // the page without the document, which may link anywhere
	around = strings.Replace(around, inline(t, w.Body.Bytes(), "document"), "", 1)
	addresses := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(around, -1)
	require.NotEmpty(t, addresses)
	for _, a := range addresses {
		require.Contains(t, []string{"scalar.js", "openapi.yaml", "data:,"}, a[1])
	}
	require.NotContains(t, around, "http://")
	require.NotContains(t, around, "https://")
}

func TestOnlyAServedPageCanCallAndHasAToken(t *testing.T) {
	for _, served := range []bool{true, false} {
		p, err := makePage(openapi.Name, openapi.YAML(), served)
		require.NoError(t, err)
		set, doc := inline(t, p.html, "settings"), inline(t, p.html, "document")
		require.Equal(t, served, strings.Contains(set, `"token":"sandbox"`))
		require.Equal(t, served, strings.Contains(set, `"hideTestRequestButton":false`))
		require.Equal(t, served, strings.Contains(doc, `"servers":[{"url":"/"`))
		require.Equal(t, served, strings.Contains(p.policy, "connect-src 'self'"))
		for _, off := range []string{`"telemetry":false`, `"withDefaultFonts":false`, `"agent":{"disabled":true}`, `"mcp":{"disabled":true}`, `"showDeveloperTools":"never"`, `"hideClientButton":true`} {
			require.Contains(t, set, off)
		}
	}
}
