package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// echo answers with all that it was sent, in ways that servers have.
func echo(status int, media string, form func(string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		w.Header().Set("Content-Type", media)
		w.Header().Set("X-Request-Id", sent)
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, form(sent))
	})
}

func inJSON(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func TestNoOutputOfAnyCommandContainsTheToken(t *testing.T) {
	servers := map[string]http.Handler{
		"an error message":   echo(400, "application/json", func(s string) string { return `{"message":` + inJSON("bad token "+s) + `}` }),
		"an error field":     echo(422, "application/json", func(s string) string { return `{"message":"no","errors":{` + inJSON(s) + `:` + inJSON(s) + `}}` }),
		"a refused token":    echo(401, "application/json", func(s string) string { return `{"message":` + inJSON(s) + `}` }),
		"an HTML page":       echo(400, "text/html", func(s string) string { return `<p>` + html.EscapeString(s) + `<p>` + s }),
		"text":               echo(200, "text/plain", func(s string) string { return s }),
		"another media type": echo(200, "application/x", func(s string) string { return s }),
		"a list of people": echo(200, "application/json", func(s string) string {
			return `{"result":{"items":[{"id":1234,"user":{"id":1,"name":` + inJSON(s) + `,"email":` + inJSON("x"+s) + `,"avatar_url":""},"privilege_group":{"id":2,"name":` + inJSON(s) + `,"system":true},"moderated_workspaces":[{"id":1,"name":` + inJSON(s) + `}]}]}}`
		}),
		"a manager": echo(200, "application/json", func(s string) string {
			return `{"result":{"id":1234,"user":{"id":1,"name":` + inJSON(s) + `,"email":"a","avatar_url":""},"privilege_group":{"id":2,"name":"a","system":true},"moderated_workspaces":[]}}`
		}),
		"a redirect": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/?token="+url.QueryEscape(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")), http.StatusFound)
		}),
		"nothing at all": http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
	}
	commands := map[string][]string{
		"verify": {"verify", "--url", "URL"},
		"list":   {"list", "--url", "URL"},
		"json":   {"list", "--url", "URL", "--output=json"},
		"create": {"create", "--url", "URL", "--collaborator", "1", "--role", "2", "--all-workspaces"},
		"update": {"update", "1234", "--url", "URL", "--role", "2", "--workspaces", "1"},
		"delete": {"delete", "1234", "--url", "URL", "--yes"},
		"asking": {"delete", "1234", "--url", "URL"},
		"tab":    {"__complete", "delete", "--url", "URL", ""},
		"health": {"sandbox", "--health", "URL"},
	}
	for what, secret := range map[string]string{
		"plain":     "sandbox-secret-0123456789",
		"escaped":   `not-a-real-token/+"<&'\0123`,
		"very long": "not-a-real-token-" + strings.Repeat("0123456789abcdef", 60),
	} {
		for server, handler := range servers {
			base := serveHandler(t, handler)
			for command, args := range commands {
				if server == "nothing at all" && command != "create" && command != "verify" {
					continue // it is tried again after a wait; TestNoOutputContainsTheTokenAfterRetries has one such case
				}
				if raceDetector && command == "verify" && what != "escaped" {
					continue // it is slow, and the same
				}
				t.Run(what+"/"+server+"/"+command, func(t *testing.T) {
					path := filepath.Join(t.TempDir(), "results.jsonl")
					words := append([]string(nil), args...)
					for i := range words {
						words[i] = strings.Replace(words[i], "URL", base, 1)
					}
					if command == "verify" {
						words = append(words, "--json", path)
					}
					s := session{env: map[string]string{envToken: secret}, stdin: "n\n", terminal: command == "asking"}
					p := s.run(t, words...)
					kept, err := os.ReadFile(path)
					require.True(t, err == nil || errors.Is(err, os.ErrNotExist))
					for _, text := range []string{p.out, p.err, string(kept)} {
						for _, form := range []string{secret, strings.Trim(inJSON(secret), `"`), url.QueryEscape(secret), html.EscapeString(secret)} {
							if i := strings.Index(text, form[:20]); i >= 0 { // not even its beginning
								t.Fatalf("%q", text[max(0, i-200):min(len(text), i+100)])
							}
						}
					}
				})
			}
		}
	}
}

func TestNoOutputContainsTheTokenAfterRetries(t *testing.T) {
	t.Parallel() // it waits between the attempts
	url := serveHandler(t, echo(503, "text/html", func(s string) string { return s }))
	p := with(url).run(t, "list")
	require.Equal(t, exitRefused, p.code)
	require.NotContains(t, p.out+p.err, token)
}

func TestTheRedactorFindsWhatIsCutInPieces(t *testing.T) {
	const secret = "abcabcabd-token"
	a := &app{env: func(string) string { return secret }}
	text := "x" + secret + "abcabc" + secret + secret + "abcab\n"
	for size := 1; size <= len(text); size++ {
		var b bytes.Buffer
		r := a.redacted(&b)
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			written, err := io.WriteString(r, rest[:n])
			require.NoError(t, err)
			require.Equal(t, n, written)
			rest = rest[n:]
		}
		require.NoError(t, r.Flush())
		require.Equal(t, "x[token]abcabc[token][token]abcab\n", b.String(), "in pieces of %d", size)
	}
}

func TestTheRedactorFindsTheBeginningOfALongToken(t *testing.T) {
	const secret = "0123456789abcdef0123456789"
	for in, want := range map[string]string{
		"a 0123456789abcdef0… b":                               "a [token]… b",
		"a 0123456789abcdef0":                                  "a [token]",
		"a 0123456789abcde… b":                                 "a 0123456789abcde… b",
		"0123456789abcdef0123456789":                           "[token]",
		"0123456789abcdef01234567890123456789abcdef0123456789": "[token][token]",
		"00123456789abcdef0123456789":                          "0[token]",
	} {
		var b bytes.Buffer
		r := (&app{env: func(string) string { return secret }}).redacted(&b)
		_, err := io.WriteString(r, in)
		require.NoError(t, err)
		require.NoError(t, r.Flush())
		require.Equal(t, want, b.String())
	}
}

func TestTheRedactorLeavesShortWordsAlone(t *testing.T) {
	var b bytes.Buffer
	r := (&app{env: func(string) string { return "sandbox" }}).redacted(&b)
	_, err := io.WriteString(r, "the sandbox")
	require.NoError(t, err)
	require.NoError(t, r.Flush())
	require.Equal(t, "the sandbox", b.String())
}
