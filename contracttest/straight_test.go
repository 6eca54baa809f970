package contracttest

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheProxySpeaksToItsTargetWhatBothCan(t *testing.T) {
	for proto, two := range map[string]bool{"HTTP/1.1": false, "HTTP/2.0": true} {
		t.Run(proto, func(t *testing.T) {
			target := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
			target.EnableHTTP2 = two
			target.StartTLS()
			defer target.Close()
			transport := straight()
			trusted, ok := target.Client().Transport.(*http.Transport)
			require.True(t, ok)
			transport.TLSClientConfig = &tls.Config{RootCAs: trusted.TLSClientConfig.RootCAs}
			defer transport.CloseIdleConnections()
			address, err := url.Parse(target.URL)
			require.NoError(t, err)
			p, err := Proxy(address, ProxyOptions{Transport: transport})
			require.NoError(t, err)
			for range 3 {
				recorder := httptest.NewRecorder()
				p.ServeHTTP(recorder, httptest.NewRequest("GET", "/", nil))
				require.Equal(t, http.StatusOK, recorder.Code)
				require.Equal(t, proto, recorder.Body.String())
			}
		})
	}
}
