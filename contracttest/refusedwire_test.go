package contracttest_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestWhatComesAfterARefusalThatIsTakenIsSeenToo(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	formal := server(t, badserver.Odd(doc), shownFormsOnly)
	malformed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
			sandbox.New().ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"message":"Bad request"}`))
	})
	for name, c := range map[string]struct {
		check  string
		server http.Handler
		status int
	}{
		"by the status of a standard":             {"listCustomerManagers/credentials/malformed", malformed, http.StatusBadRequest},
		"of a token that is another account's":    {"updateCustomerManager/credentials/suffixed", sandbox.New(), http.StatusNotFound},
		"for a form that the document asks about": {"createCustomerManager/response", formal, http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			seen := false
			live := httptest.NewServer(oneByOne(func(w http.ResponseWriter, r *http.Request) {
				answer := httptest.NewRecorder()
				c.server.ServeHTTP(answer, r)
				if answer.Code == c.status {
					seen = true
					onTheWire(http.NotFoundHandler(), func(*httptest.ResponseRecorder) string { return withMore(answer) }).ServeHTTP(w, r)
					return
				}
				for k, v := range answer.Header() {
					w.Header()[k] = v
				}
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
			}))
			defer live.Close()
			r := judge(t, contracttest.Target{URL: live.URL, Token: ownToken, Values: sandbox.Values(), Only: regexp.MustCompile("^" + c.check + "$")})[c.check]
			require.True(t, seen)
			require.True(t, r.Broken(false), r)
			require.Contains(t, r.String(), `more: "more"`)
		})
	}
}
