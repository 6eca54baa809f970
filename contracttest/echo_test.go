package contracttest_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// echoes are the forms in which servers send back what they were sent.
var echoes = map[string]func(string) string{
	"plain":   func(s string) string { return s },
	"quoted":  func(s string) string { b, _ := json.Marshal(s); return string(b) },
	"in JSON": func(s string) string { b, _ := json.Marshal(map[string]string{"message": s}); return string(b) },
	"escaped": func(s string) string { return url.QueryEscape(s) + " " + url.PathEscape(s) },
	"slashed": func(s string) string { return `{"token":"` + strings.ReplaceAll(s, "/", `\/`) + `"}` },
	"late":    func(s string) string { return strings.Repeat("x", 150) + s },
	"in list": func(s string) string { b, _ := json.Marshal(s); return `{"result":{"items":[` + string(b) + `]}}` },
}

func TestNoResultOfAnyDoorShowsWhatAuthorized(t *testing.T) {
	for kind, secret := range map[string]string{
		"short": "sandbox-secret-0123456789", "odd": `not-a-real-token/+"<&'\0123`, "long": "not-a-real-token-" + strings.Repeat("0123456789abcdef", 60),
	} {
		for form, echo := range echoes {
			for _, status := range []int{200, 400, 299} {
				server := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "application/json")
					w.Header().Set("X-Echo", "Bearer "+secret)
					w.WriteHeader(status)
					_, _ = io.WriteString(w, echo(secret))
				})
				for _, enforce := range []bool{false, true} {
					f := before(t, server, contracttest.ProxyOptions{Enforce: enforce})
					r, err := http.NewRequest("GET", f.URL+listPath+"?user_token="+url.QueryEscape(secret), nil)
					require.NoError(t, err)
					r.Header.Set("Authorization", "Bearer "+secret)
					response, err := http.DefaultClient.Do(r)
					require.NoError(t, err)
					body, err := io.ReadAll(response.Body)
					require.NoError(t, err)
					require.NoError(t, response.Body.Close())
					f.Close()
					results := all(f.results)
					require.Len(t, results, 2, "the answer, and what it shows")
					written, err := json.Marshal(results)
					require.NoError(t, err)
					texts := []string{fmt.Sprintf("%+v", results), string(written)}
					if response.StatusCode == http.StatusBadGateway {
						texts = append(texts, string(body)) // what the proxy itself says
					}
					for _, text := range texts {
						for _, in := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret)} {
							require.NotContains(t, text, in[:20], "%s %s %d", kind, form, status)
						}
					}
				}
			}
		}
	}
}

func TestBasicCredentialsAndCookiesAreHiddenWhenTheyComeBackInTheClear(t *testing.T) {
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		w.Header().Set("Content-Type", "application/json")
		cookie, _ := r.Cookie("session")
		_, _ = fmt.Fprintf(w, `{"message":"no %s with %s in %s"}`, user, password, cookie.Value)
	}), contracttest.ProxyOptions{})
	r, err := http.NewRequest("GET", f.URL+listPath, nil)
	require.NoError(t, err)
	r.SetBasicAuth("alex", "not-a-real-password")
	r.AddCookie(&http.Cookie{Name: "session", Value: "not-a-real-session"})
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	f.Close()
	result := fmt.Sprintf("%+v", all(f.results))
	require.Contains(t, result, "no alex with [token] in [token]")
	require.NotContains(t, result, "not-a-real")
}
