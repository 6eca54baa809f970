package sandbox

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
)

// Client returns an HTTP client whose requests reach the sandbox without a
// port, whatever host their URL names, and nothing else. It adds token to
// requests that bring no Authorization of their own; with an empty token it adds
// nothing.
//
// Both ends are those of net/http, over [net.Pipe], so faults, timeouts and
// cancelled contexts look as they do over TCP, net/http/httptrace included. Every
// call has a connection of its own that ends with it: once the body is closed no
// goroutine is left, and the client works in a testing/synctest bubble.
func (s *Server) Client(token string) *http.Client {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	dial := func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		// A server for each connection, because a WaitGroup in it belongs to
		// the bubble that used it first.
		one := &http.Server{Handler: s, Protocols: &http1, ErrorLog: log.New(io.Discard, "", 0)}
		_ = one.Serve(&oneConn{server})
		return client, nil
	}
	return &http.Client{Transport: inProcess{token, &http.Transport{
		DialContext: dial, Protocols: &http1, DisableKeepAlives: true, DisableCompression: true,
	}}}
}

type inProcess struct {
	token string
	base  *http.Transport
}

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := r.Clone(r.Context())
	sent.URL.Scheme = "http" // there is nobody to hide from in between
	if t.token != "" && len(r.Header["Authorization"]) == 0 {
		sent.Header.Set("Authorization", "Bearer "+t.token)
	}
	response, err := t.base.RoundTrip(sent)
	if response != nil {
		response.Request = r
	}
	return response, err
}

// A oneConn is a listener that has one connection to give.
type oneConn struct{ conn net.Conn }

func (l *oneConn) Accept() (net.Conn, error) {
	conn := l.conn
	if l.conn = nil; conn == nil {
		return nil, io.EOF
	}
	return conn, nil
}

func (l *oneConn) Close() error { return nil }

func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
