package sandbox

import (
	"io"
	"log"
	"net"
	"net/http"
	"testing"
	"time"
)

// Start serves a new sandbox on a free port of 127.0.0.1 until the test ends,
// and returns its URL: scheme, host and port, nothing behind them. The token is
// [Token], or any other that starts with it.
func Start(t testing.TB, opts ...Option) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("sandbox: no port to listen on: %v", err)
	}
	s := New(opts...)
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
		if err := s.Close(); err != nil {
			t.Errorf("sandbox: the store cannot be closed: %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}
