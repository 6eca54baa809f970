package client

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// A proxy of the environment's sees what is plain http, and localhost in a
// spelling that net/http does not know went to it, token and all.
func TestPlainHTTPToThisMachineGoesThroughNoProxy(t *testing.T) {
	var proxied, served atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied.Add(1) }))
	defer proxy.Close()
	through, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	usual := http.DefaultTransport
	defer func() { http.DefaultTransport = usual }()
	env := usual.(*http.Transport).Clone()
	env.Proxy = http.ProxyURL(through)
	env.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) { // whoever has the port on [::1], and whatever the resolver says
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1"+addr[strings.LastIndexByte(addr, ':'):])
	}
	http.DefaultTransport = env

	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		served.Add(1)
		w.Header().Set("Content-Type", jsonType)
		io.WriteString(w, listJSON)
	}))
	defer srv.Close()
	port := srv.URL[strings.LastIndexByte(srv.URL, ':'):]
	for name, tc := range map[string]struct {
		host    string
		opts    []Option
		proxied bool
	}{
		"by number":                  {host: "127.0.0.1"},
		"by name":                    {host: "localhost"},
		"by name in capitals":        {host: "LOCALHOST"},
		"by name with a dot":         {host: "localhost."},
		"with a client of one's own": {host: "LocalHost", opts: []Option{WithHTTPClient(&http.Client{})}},
		"with net/http's client":     {host: "127.0.0.1", opts: []Option{WithHTTPClient(http.DefaultClient)}},
		"with net/http's transport":  {host: "127.0.0.1", opts: []Option{WithHTTPClient(&http.Client{Transport: env})}},
		"with a transport of one's own, as it was chosen": {host: "127.0.0.1", proxied: true,
			opts: []Option{WithHTTPClient(&http.Client{Transport: env.Clone()})}},
	} {
		t.Run(name, func(t *testing.T) {
			proxied.Store(0)
			served.Store(0)
			c, err := New("http://"+tc.host+port, NewToken(testToken), append(tc.opts, WithRetry(RetryPolicy{MaxAttempts: 1}))...)
			require.NoError(t, err)
			defer c.s.http.CloseIdleConnections()
			_, err = c.List(t.Context())
			require.Equal(t, tc.proxied, err != nil)
			require.Equal(t, tc.proxied, proxied.Load() == 1)
			require.Equal(t, tc.proxied, served.Load() == 0)
		})
	}
}

func TestOtherwiseNetHTTPsTransportIsShared(t *testing.T) {
	c, err := New(US, NewToken(testToken))
	require.NoError(t, err)
	require.Same(t, http.DefaultTransport, c.s.http.Transport.(unredirected).RoundTripper)
	near, err := New("http://localhost:1", NewToken(testToken))
	require.NoError(t, err)
	require.Same(t, near.s.http, near.With(WithLimiter(nil)).s.http, "a copy shares the connections")
}
