package contracttest_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestOnlyATokenInTheOtherCaseThatAUsedConnectionTakesIsAWarning(t *testing.T) {
	type connection struct{}
	for name, c := range map[string]struct {
		kept  bool // the server compares with what came on the connection, else with the token
		check string
		same  func(given, before string) bool
		want  contracttest.Level
	}{
		"the server keeps the fields of a connection":                     {true, "other-case", strings.EqualFold, contracttest.Should},
		"the server compares in any case":                                 {false, "other-case", strings.EqualFold, contracttest.Must},
		"the server keeps the fields of a connection and compares starts": {true, "shortened", func(given, before string) bool { return given != "" && strings.HasPrefix(before, given) }, contracttest.Must},
	} {
		t.Run(name, func(t *testing.T) {
			good := sandbox.New()
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				before := r.Context().Value(connection{}).(*string)
				given := r.Header.Get("Authorization")
				if !c.kept {
					*before = "Bearer " + sandbox.Token
				}
				if c.same(given, *before) {
					r.Header.Set("Authorization", *before)
				} else {
					*before = given
				}
				good.ServeHTTP(w, r)
			}))
			server.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
				return context.WithValue(ctx, connection{}, new(string))
			}
			server.Start()
			defer server.Close()
			id := "listCustomerManagers/credentials/" + c.check
			r := judge(t, contracttest.Target{URL: server.URL, Token: sandbox.Token, Only: regexp.MustCompile("^" + id + "$|^listCustomerManagers/response$")})[id]
			require.Equal(t, contracttest.Fail, r.Outcome, r)
			require.Equal(t, c.want, r.Level, r)
			require.Equal(t, c.want == contracttest.Should, strings.Contains(r.String(), "on one of its own the call is refused"), r)
		})
	}
}
