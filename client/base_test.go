package client

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/openapi"
)

func TestBaseURLsThatAreTaken(t *testing.T) {
	for name, tc := range map[string]struct{ base, want string }{
		"a data center":                    {EU, "https://app.eu.workato.com/api/customer_managers"},
		"one with a slash":                 {EU + "/", "https://app.eu.workato.com/api/customer_managers"},
		"a private host with a port":       {"https://workato.example:8443", "https://workato.example:8443/api/customer_managers"},
		"a gateway with a path":            {"https://gate.example/workato/eu", "https://gate.example/workato/eu/api/customer_managers"},
		"a path with a slash":              {"https://gate.example/workato/", "https://gate.example/workato/api/customer_managers"},
		"a path with an escape":            {"https://gate.example/a%20b", "https://gate.example/a%20b/api/customer_managers"},
		"a scheme in capitals":             {"HTTPS://www.workato.com", US + "/api/customer_managers"},
		"plain http on this machine":       {"http://127.0.0.1:8080", "http://127.0.0.1:8080/api/customer_managers"},
		"plain http on localhost":          {"http://localhost:8080", "http://localhost:8080/api/customer_managers"},
		"plain http on IPv6's own address": {"http://[::1]:8080", "http://[::1]:8080/api/customer_managers"},
		"one's own address with a zone":    {"http://[::1%25lo]:8080", "http://[::1]:8080/api/customer_managers"},
		"another address with a zone":      {"https://[FE80::1%25Eth0]:8080", "https://[fe80::1%25Eth0]:8080/api/customer_managers"},
		"localhost in capitals":            {"http://LOCALHOST:8080", "http://localhost:8080/api/customer_managers"},
		"localhost with a dot":             {"http://localhost.:8080", "http://localhost:8080/api/customer_managers"},
		"a data center shouted":            {"https://WWW.Workato.COM./", US + "/api/customer_managers"},
		"a colon without a port":           {"https://www.workato.com:", US + "/api/customer_managers"},
	} {
		t.Run(name, func(t *testing.T) {
			var got string
			c, err := New(tc.base, NewToken(testToken), WithHTTPClient(&http.Client{Transport: roundTrip(
				func(req *http.Request) (*http.Response, error) {
					got = req.URL.String()
					return good(&fake{}, req)
				})}))
			require.NoError(t, err)
			_, err = c.List(t.Context())
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestBaseURLsThatAreRefused(t *testing.T) {
	for name, tc := range map[string]struct{ base, want string }{
		"nothing":                     {"", "is empty"},
		"no scheme":                   {"www.workato.com", "no scheme https"},
		"a host with a port only":     {"www.workato.com:443", "is not a URL"},
		"another scheme":              {"ftp://www.workato.com", "no scheme https"},
		"no host":                     {"https:///x", "has no host"},
		"a port and no host":          {"https://:443", "has no host"},
		"plain http":                  {"http://www.workato.com", "use https"},
		"plain http to a like name":   {"http://localhost.example", "use https"},
		"plain http to the network":   {"http://0.0.0.0:8080", "use https"},
		"a query":                     {US + "?token=hunter2", "query or fragment"},
		"an empty query":              {US + "?", "query or fragment"},
		"a fragment":                  {US + "#x", "query or fragment"},
		"an empty fragment":           {US + "#", "query or fragment"},
		"a user":                      {"https://alex:hunter2@www.workato.com", "user or password"},
		"a user with a broken escape": {"https://alex:hunter2%@www.workato.com", "is not a URL"},
		"a password like a port":      {"https://alex:hunter2/@www.workato.com", "is not a URL"},
		"the client's own path":       {US + "/api", "ends in /api, which the client adds itself"},
		"the whole path":              {US + "/api/customer_managers/", "ends in /customer_managers"},
		"a dot segment":               {"https://gate.example/a/../b", "dot segment"},
		"an escaped dot segment":      {"https://gate.example/a/%2e%2e/b", "dot segment"},
		"a control character":         {"https://www.workato.com\n", "is not a URL"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(tc.base, NewToken(testToken))
			require.ErrorContains(t, err, tc.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestTheBaseURLsAreThoseOfTheDocument(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	var want []string
	for _, s := range doc.Servers {
		want = append(want, s.URL)
	}
	require.Subset(t, want, []string{US, EU, JP, SG, AU, IL, KR, CN})
	require.Len(t, want, 9, "eight data centers and the sandbox")
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	for name, tc := range map[string]struct {
		tokens TokenSource
		opt    Option
		want   string
	}{
		"no token source":             {nil, nil, "token source is nil"},
		"an empty token":              {NewToken(""), nil, "token is empty"},
		"a token with a line break":   {NewToken(testToken + "\n"), nil, "a line break"},
		"the zero token":              {Token{}, nil, "token is empty"},
		"a pointer to the zero token": {&Token{}, nil, "token is empty"},
		"a nil pointer to a token":    {(*Token)(nil), nil, "token is a nil *Token"},
		"no http client":              {NewToken(testToken), WithHTTPClient(nil), "http client is nil"},
		"a timeout of nothing":        {NewToken(testToken), WithAttemptTimeout(0), "attempt timeout is 0s"},
		"a response of nothing":       {NewToken(testToken), WithMaxResponse(0), "largest response is 0 bytes"},
		"attempts below zero":         {NewToken(testToken), WithRetry(RetryPolicy{MaxAttempts: -1}), "-1 attempts"},
		"a wait below zero":           {NewToken(testToken), WithRetry(RetryPolicy{MinWait: -1}), "below zero"},
		"waits the wrong way round":   {NewToken(testToken), WithRetry(RetryPolicy{MinWait: 2, MaxWait: 1}), "exchange them"},
		"a user agent with a break":   {NewToken(testToken), WithUserAgent("a\r\nX: y"), "user agent"},
		"an encoding that is unknown": {NewToken(testToken), WithIDEncoding(9), "id encoding 9"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(US, tc.tokens, nil, tc.opt)
			require.ErrorContains(t, err, tc.want)
			require.Regexp(t, `^client: [a-z]`, err.Error())
			require.NotContains(t, err.Error(), testToken)
		})
	}
}

// roundTrip is a RoundTripper made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (r roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }
