package contracttest_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// Bearer middleware of some frameworks answers 400 where an Authorization is
// not a bearer token by its grammar, and says so in a challenge.
func TestABadRequestForAnAuthorizationThatIsNoBearerTokenIsAWarning(t *testing.T) {
	grammar := regexp.MustCompile(`^Bearer [A-Za-z0-9._~+/-]+=*$`)
	for name, c := range map[string]struct {
		challenge, body string
		scheme          bool // another scheme may be refused so
		token           bool // what is no token by the grammar may be refused so
	}{
		"with a challenge that names the error":             {`Bearer error="invalid_request"`, `{"message":"Bad request"}`, true, true},
		"with the challenge of another scheme before it":    {`Basic realm="x", Bearer error=invalid_request`, `{"message":"Bad request"}`, true, true},
		"with a challenge that names no error":              {`Bearer realm="x"`, `{"message":"Bad request"}`, false, true},
		"with the error under another scheme":               {`Basic realm="invalid_request"`, `{"message":"Bad request"}`, false, true},
		"without a challenge":                               {"", `{"message":"Bad request"}`, false, true},
		"with a challenge, and a body that is not as it is": {`Bearer error="invalid_request"`, `{}`, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			good := sandbox.New()
			server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if said := r.Header.Get("Authorization"); said == "" || grammar.MatchString(said) {
					good.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				if c.challenge != "" {
					w.Header().Set("WWW-Authenticate", c.challenge)
				}
				w.WriteHeader(http.StatusBadRequest)
				_, _ = w.Write([]byte(c.body))
			})
			results := judge(t, contracttest.Target{Handler: server, Token: ownToken + "==", Values: sandbox.Values(), Only: regexp.MustCompile("/credentials/")})
			for check, lawful := range map[string]bool{
				"scheme": c.scheme, "basic": c.scheme, "token-scheme": c.scheme, "digest-scheme": c.scheme,
				"wildcard": c.token, "sql": c.token, "malformed": c.token, "suffixed": c.token,
			} {
				r := results["listCustomerManagers/credentials/"+check]
				require.Equal(t, contracttest.Fail, r.Outcome, "%s: %v", check, r)
				// Of the scheme Token only a body that is not as documented is worse than a warning.
				require.Equal(t, !lawful && (check != "token-scheme" || c.body == "{}"), r.Broken(false), "%s: %v", check, r)
			}
		})
	}
}
