package client

import "net/http"

// quiet returns a copy of an http.Client that hands redirects back instead of
// following them. Followed, a redirected POST becomes a GET whose answer is the
// list, and a token may reach another host.
func quiet(c *http.Client, base string) *http.Client {
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Transport = unredirected{transport(own.Transport, base)}
	return &own
}

// transport is what to send with: the one given, or that of net/http. What is
// plain http to this machine does not leave it: where nobody chose a transport,
// there is no proxy.
func transport(given http.RoundTripper, base string) http.RoundTripper {
	if given == nil {
		given = http.DefaultTransport
	}
	usual, ok := http.DefaultTransport.(*http.Transport)
	if t, same := given.(*http.Transport); !ok || !same || t != usual || t.Proxy == nil || !near(base) {
		return given
	}
	direct := usual.Clone()
	direct.Proxy = nil
	return direct
}

// unredirected drops a Location that is no URL: net/http reads it before it asks
// whether to follow, and would make an error of an answer.
type unredirected struct{ http.RoundTripper }

func (t unredirected) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(req)
	if resp != nil && resp.StatusCode/100 == 3 {
		if _, bad := req.URL.Parse(resp.Header.Get("Location")); bad != nil {
			resp.Header.Del("Location")
		}
	}
	return resp, err
}

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (t unredirected) CloseIdleConnections() {
	if c, ok := t.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
