package contracttest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCurlWritesTheRequestAsAPersonWould(t *testing.T) {
	const url = "http://127.0.0.1:8080/api/customer_managers"
	for name, tt := range map[string]struct {
		exchange Exchange
		want     string
	}{
		"a GET needs no method": {
			Exchange{Method: "GET", URL: url, RequestHeader: http.Header{"Authorization": {"[token]"}}},
			`curl -i ` + url + ` -H "Authorization: Bearer $CUSTMGR_TOKEN"`,
		},
		"a POST carries its body in single quotes": {
			Exchange{Method: "POST", URL: url, RequestBody: `{"role_id":"2"}`, RequestHeader: http.Header{
				"Content-Type": {"application/json"}, "Authorization": {"[token]"}, "User-Agent": {"x"}, "Content-Length": {"15"},
			}},
			`curl -i -X POST ` + url + ` -H "Authorization: Bearer $CUSTMGR_TOKEN" -H 'Content-Type: application/json' --data-raw '{"role_id":"2"}'`,
		},
		"a body without a type does not become a form": {
			Exchange{Method: "PUT", URL: url, RequestBody: `{`},
			`curl -i -X PUT ` + url + ` -H Content-Type: --data-raw '{'`,
		},
		"a HEAD waits for no body": {
			Exchange{Method: "HEAD", URL: url},
			`curl -I ` + url,
		},
		"a GET with a body stays a GET": {
			Exchange{Method: "GET", URL: url, RequestBody: "1", RequestHeader: http.Header{"Content-Type": {"text/plain"}}},
			`curl -i -X GET ` + url + ` -H 'Content-Type: text/plain' --data-raw 1`,
		},
		"a made-up token is an obvious fake": {
			Exchange{Method: "GET", URL: url, RequestHeader: http.Header{"Authorization": {"[unknown token]"}}},
			`curl -i ` + url + ` -H 'Authorization: Bearer unknown-token'`,
		},
		"the token of a second account is a variable of its own": {
			Exchange{Method: "GET", URL: url, RequestHeader: http.Header{"Authorization": {shownOther}}},
			`curl -i ` + url + ` -H "Authorization: Bearer $CUSTMGR_TOKEN_2"`,
		},
		"the same in the query, beside what double quotes would change": {
			Exchange{Method: "GET", URL: url + "?key=%5Btoken+of+another+account%5D", RequestHeader: http.Header{"X-A": {"$(id) " + shownOther + "x"}}},
			`curl -i "` + url + `?key=$CUSTMGR_TOKEN_2" -H 'X-A: $(id) '"$CUSTMGR_TOKEN_2"x`,
		},
		"the token under another scheme is still the variable": {
			Exchange{Method: "GET", URL: url, RequestHeader: http.Header{"Authorization": {"Basic [token]"}}},
			`curl -i ` + url + ` -H "Authorization: Basic $CUSTMGR_TOKEN"`,
		},
		"the token in a legacy header and in the query": {
			Exchange{Method: "GET", URL: url + "?user_token=%5Btoken%5D", RequestHeader: http.Header{"X-User-Token": {"[token]"}}},
			`curl -i "` + url + `?user_token=$CUSTMGR_TOKEN" -H "X-User-Token: $CUSTMGR_TOKEN"`,
		},
		"the token beside characters that double quotes would change": {
			Exchange{Method: "GET", URL: url, RequestHeader: http.Header{"X-A": {"$(id) [token]"}}},
			`curl -i ` + url + ` -H 'X-A: $(id) '"$CUSTMGR_TOKEN"`,
		},
		"the token with something after it": {
			Exchange{Method: "GET", URL: url, RequestHeader: http.Header{"Authorization": {"Bearer [token]x"}}},
			`curl -i ` + url + ` -H 'Authorization: Bearer '"$CUSTMGR_TOKEN"x`,
		},
		"a server in process is wherever the reader runs it": {
			Exchange{Method: "GET", URL: "http://in-process/api?user_email=%5Bunknown+e+mail%5D"},
			`curl -i "$CUSTMGR_URL/api?user_email=unknown-e-mail"`,
		},
		"an empty header is sent, not removed": {
			Exchange{Method: "GET", URL: url, RequestHeader: http.Header{"Authorization": {""}}},
			`curl -i ` + url + ` -H 'Authorization;'`,
		},
		"a path with dots and braces is not rewritten": {
			Exchange{Method: "GET", URL: url + "/../{1}"},
			`curl -i --globoff --path-as-is '` + url + `/../{1}'`,
		},
		"a body of control characters shows none": {
			Exchange{Method: "POST", URL: url, RequestBody: "{\x1b[31m\x00\\\n}", RequestHeader: http.Header{"Content-Type": {"a"}}},
			`printf '%b' '{\0033[31m\0000\\\0012}' | curl -i -X POST ` + url + ` -H 'Content-Type: a' --data-binary @-`,
		},
		"a long body comes from a file": {
			Exchange{Method: "POST", URL: url, RequestBody: strings.Repeat("a", 5000), RequestHeader: http.Header{"Content-Type": {"a"}}},
			`curl -i -X POST ` + url + ` -H 'Content-Type: a' --data-binary @body.json  # body.json: the 5000 bytes of the request's body`,
		},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.want, tt.exchange.Curl()) })
	}
}

// shellWords returns what a shell hands to curl: its arguments, and its standard input.
func shellWords(t *testing.T, line string) (args []string, stdin string) {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell on this machine")
	}
	const curl = `curl() { for a in "$@"; do printf '%s\0' "$a"; done; printf '\0'; case "$*" in *@-*) cat;; esac; }` + "\n"
	cmd := exec.Command(sh, "-c", curl+line)
	cmd.Env = append(os.Environ(), TokenVariable+"=the token's $value")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s\n%s", line, out)
	words, body, _ := strings.Cut(string(out), "\x00\x00")
	return strings.Split(words, "\x00"), body
}

func FuzzCurlSurvivesTheShell(f *testing.F) {
	for _, s := range []string{
		"", "a", "it's", `"`, "$(id)", "`id`", "\\", "\\n", "a\nb\n", "\x00", "\x1b[2J", "!!", "ünï", "\xff\xfe", "\u202e", "@file", "-o x", "# c", "%b %s", "\\0101", "[token]",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e := Exchange{Method: "POST", URL: "http://h/", RequestBody: text, RequestHeader: http.Header{"Content-Type": {"a/b"}, "X-A": {"[token]"}}}
		if len(text) > curlBody || text == "" {
			return
		}
		line := e.Curl()
		require.True(t, showable(line), "the line can be shown: %q", line)
		args, stdin := shellWords(t, line)
		want := []string{"-i", "-X", "POST", "http://h/", "-H", "Content-Type: a/b", "-H", "X-A: the token's $value"}
		if body := args[len(args)-1]; body == "@-" && args[len(args)-2] == "--data-binary" {
			require.Equal(t, append(want, "--data-binary", "@-"), args)
			require.Equal(t, text, stdin)
		} else {
			require.Equal(t, append(want, "--data-raw", text), args)
		}
	})
}

func FuzzCurlQuotesHeadersAndAddresses(f *testing.F) {
	f.Add("it's", "?q='$(id)'")
	f.Add("a [token] \"$b\"`c`\\", "/[x]{y}")
	f.Add("caf\xe9", "/\u202e")
	f.Fuzz(func(t *testing.T, value, path string) {
		if strings.ContainsAny(value+path, "\x00\n\r") || value == "" || placeholder.MatchString(value+path) || encodedPlaceholder.MatchString(path) {
			return // cannot stand in a request, or is meant to change
		}
		line := Exchange{Method: "GET", URL: "http://h" + path, RequestHeader: http.Header{"X-A": {value}}}.Curl()
		require.True(t, showable(line), "the line can be shown: %q", line)
		args, _ := shellWords(t, line)
		require.Equal(t, "X-A: "+value, args[len(args)-1])
		require.Equal(t, "http://h"+path, args[len(args)-3])
	})
}

func TestRealCurlSendsTheSameRequest(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("no curl on this machine")
	}
	type seen struct{ method, path, auth, contentType, body string }
	requests := make(chan seen, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests <- seen{r.Method, r.RequestURI, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(body)}
	}))
	defer server.Close()
	for name, want := range map[string]seen{
		"a list":                   {"GET", "/api/customer_managers", "Bearer secret", "", ""},
		"a create":                 {"POST", "/api/customer_managers", "Bearer secret", "application/json", `{"role_id":"2","note":"it's @ $HOME\\"}`},
		"a body of odd bytes":      {"PUT", "/api/customer_managers/1", "Bearer secret", "application/json", "\x00\x01\xff\n"},
		"a body without a type":    {"PUT", "/api/customer_managers/1", "Bearer secret", "", "{}"},
		"a body that names a file": {"POST", "/", "Bearer secret", "application/json", "@/etc/hosts"},
		"a path with dots":         {"DELETE", "/a/../b/%2e%2E/[1-3]", "Bearer secret", "", ""},
		"a HEAD":                   {"HEAD", "/", "Bearer secret", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := Exchange{Method: want.method, URL: server.URL + want.path, RequestBody: want.body, RequestHeader: http.Header{"Authorization": {"[token]"}}}
			if want.contentType != "" {
				e.RequestHeader.Set("Content-Type", want.contentType)
			}
			cmd := exec.Command("sh", "-c", e.Curl())
			cmd.Env = append(os.Environ(), TokenVariable+"=secret", "no_proxy=*", "CURL_HOME="+t.TempDir(), "HOME="+t.TempDir())
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", out)
			require.Contains(t, string(out), "200 OK")
			require.Equal(t, want, <-requests)
		})
	}
}
