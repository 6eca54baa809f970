package contracttest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

func TestALiveDoorShowsTheRequestsBodyIfItSawAllOfIt(t *testing.T) {
	const token = "a-token-of-24-characters"
	all := func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
	for _, tt := range []struct {
		name, sent, shown string
		read              func(r *http.Request)
		declared          bool
		doors             []string // nil means all
	}{
		{"a body", `{"role_id":2}`, `{"role_id":2}`, all, true, nil},
		{"of no declared length", `{"role_id":2}`, `{"role_id":2}`, all, false, nil},
		{"none", "", "", all, true, nil},
		{"with the token in it", `{"a":"` + token + `"}`, `{"a":"[token]"}`, all, true, nil},
		{"larger than a report", strings.Repeat("a", 70_000), "", all, true, nil},
		{"of which the handler reads a part", `{"role_id":2}`, "", func(r *http.Request) { _, _ = r.Body.Read(make([]byte, 3)) }, true, []string{"handler"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var seen []contracttest.Result
			report := func(r contracttest.Result) { seen = append(seen, r) }
			bad := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				tt.read(r)
				http.Error(w, "no", http.StatusTeapot)
			})
			for door, serve := range map[string]func(send func(base string, through http.RoundTripper)){
				"transport": func(send func(string, http.RoundTripper)) {
					server := httptest.NewServer(bad)
					defer server.Close()
					send(server.URL, contracttest.Transport(&http.Transport{DisableKeepAlives: true}, report))
				},
				"handler": func(send func(string, http.RoundTripper)) {
					server := httptest.NewServer(contracttest.Handler(bad, report))
					defer server.Close()
					send(server.URL, &http.Transport{DisableKeepAlives: true})
				},
				"proxy": func(send func(string, http.RoundTripper)) {
					server := httptest.NewServer(bad)
					defer server.Close()
					front := httptest.NewServer(proxyTo(t, server.URL, contracttest.ProxyOptions{Report: report}))
					defer front.Close()
					send(front.URL, &http.Transport{DisableKeepAlives: true})
				},
			} {
				if len(tt.doors) > 0 && door != tt.doors[0] {
					continue
				}
				seen = nil
				serve(func(base string, through http.RoundTripper) {
					var body io.Reader = strings.NewReader(tt.sent)
					if !tt.declared {
						body = io.MultiReader(body)
					}
					r, err := http.NewRequest("POST", base+listPath, body)
					require.NoError(t, err)
					r.Header.Set("Authorization", "Bearer "+token)
					r.Header.Set("Content-Type", "application/json")
					exchange(r, through)
				}) // the servers have ended: nobody reports any more
				require.Len(t, seen, 1, door)
				require.Equal(t, contracttest.Fail, seen[0].Outcome, door)
				require.Equal(t, tt.shown, seen[0].Exchanges[0].RequestBody, door)
			}
		})
	}
}
