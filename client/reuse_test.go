package client

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// pipes are the connections that a server accepts in a bubble.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func TestConnectionsAreUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // else a slow machine would take longer than is waited for the rest of a body
		var conns atomic.Int64
		accepted := pipes(make(chan net.Conn))
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			switch r.Method {
			case http.MethodGet:
				io.WriteString(w, listJSON)
			case http.MethodPost:
				w.WriteHeader(http.StatusUnprocessableEntity)
				io.WriteString(w, `{"message":"`+strings.Repeat("x", 100<<10)+`"}`)
			case http.MethodPut:
				io.WriteString(w, `{"result":null,"rest":"`+strings.Repeat("x", 50<<10)+`"}`)
			default:
				io.WriteString(w, deletedJSON)
			}
		})}
		go srv.Serve(accepted)
		defer srv.Close()
		tr := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			conns.Add(1)
			accepted <- there
			return here, nil
		}}
		defer tr.CloseIdleConnections()
		c := quick(t, "http://127.0.0.1:1", WithHTTPClient(&http.Client{Transport: tr}))
		answered := 0
		for range 5 {
			for _, call := range operations {
				var e *Error
				if err := call(t.Context(), c); err == nil || errors.As(err, &e) && e.StatusCode != 0 {
					answered++
				}
			}
		}
		require.Equal(t, 5*len(operations), answered)
		require.EqualValues(t, 1, conns.Load(), "bodies are drained")
	})
}
