package client

import "net/http"

// quiet returns a copy of an http.Client that hands redirects back instead of
// following them. Followed, a redirected POST becomes a GET whose answer is the
// list, and a token may reach another host.
func quiet(c *http.Client) *http.Client {
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	base := own.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	own.Transport = unredirected{base}
	return &own
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
