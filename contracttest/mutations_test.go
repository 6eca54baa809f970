package contracttest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// exactly is a sandbox that knows one token, whatever its form.
func exactly(token string) http.Handler {
	good := sandbox.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("Authorization")
		r = r.Clone(r.Context())
		switch {
		case given == "Bearer "+token:
			r.Header.Set("Authorization", "Bearer "+sandbox.Token)
		case strings.HasPrefix(given, "Bearer "):
			r.Header.Set("Authorization", "Bearer unknown")
		}
		good.ServeHTTP(w, r)
	})
}

func TestATokenOfAnyFormIsMutatedAsFarAsItCanBe(t *testing.T) {
	for _, tt := range []struct {
		name, token string
		skipped     []string
	}{
		{"of letters and digits", "aB3dE6gH9jK2mN5pQ8", nil},
		{"of digits, which have no other case", "12345678901234567890", []string{"other-case"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := judge(t, contracttest.Target{Handler: exactly(tt.token), Token: tt.token, Values: sandbox.Values()})
			require.Zero(t, count(all, contracttest.Fail), all)
			require.Zero(t, count(all, contracttest.Invalid), all)
			for _, op := range []string{"listCustomerManagers", "updateCustomerManager", "deleteCustomerManager"} {
				for _, id := range []string{"suffixed", "long", "shortened", "half", "other-start", "other-middle", "other-end", "other-case"} {
					want := contracttest.Pass
					for _, not := range tt.skipped {
						if id == not {
							want = contracttest.Skip
						}
					}
					r := all[op+"/credentials/"+id]
					require.Equal(t, want, r.Outcome, "%s: %s", op, r)
				}
			}
		})
	}
}
