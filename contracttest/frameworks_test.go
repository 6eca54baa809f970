package contracttest_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// TestTheSchemeTokenIsWarnedOf judges what servers answer to the good token under
// a scheme that some frameworks read as Bearer.
func TestTheSchemeTokenIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		broken bool
		strict bool
	}{
		"a refusal of the credentials keeps the contract":                   {http.StatusUnauthorized, `{"message":"Unauthorized"}`, false, false},
		"a refusal for something else warns, as the credentials were taken": {http.StatusUnprocessableEntity, `{"message":"Validation failed"}`, false, true},
		"an item that is not found warns, as the credentials were taken":    {http.StatusNotFound, `{"message":"Not found"}`, false, true},
		"a failure breaks the contract":                                     {http.StatusInternalServerError, `{"message":"Server error"}`, true, true},
		"a refusal for want of a privilege is no refusal of the scheme":     {http.StatusForbidden, `{"message":"Forbidden"}`, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			good := sandbox.New()
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Authorization"), "Token ") {
					good.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			})
			const check = "createCustomerManager/credentials/token-scheme"
			r := judge(t, contracttest.Target{Handler: handler, Token: ownToken, Values: sandbox.Values(), Only: regexp.MustCompile("^" + check + "$")})[check]
			require.Equal(t, c.broken, r.Broken(false), r)
			require.Equal(t, c.strict, r.Broken(true), r)
		})
	}
}
