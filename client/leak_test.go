package client

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestNothingIsLeftRunning fails by itself if a goroutine outlives its bubble.
func TestNothingIsLeftRunning(t *testing.T) {
	for name, endless := range map[string]serve{
		"a list without end": func(conn net.Conn, _ string) {
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"result\":{\"items\":[")
			for {
				if _, err := io.WriteString(conn, oneJSON+","); err != nil {
					return
				}
			}
		},
		"an error page without end": func(conn net.Conn, _ string) {
			io.WriteString(conn, "HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\n\r\n")
			for {
				if _, err := io.WriteString(conn, html); err != nil {
					return
				}
			}
		},
		"a drop every ten seconds": func(conn net.Conn, _ string) {
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
			for {
				if _, err := io.WriteString(conn, " "); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		},
	} {
		for op, call := range operations {
			t.Run(name+"/"+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					var read atomic.Int64
					c, err := New(US, NewToken(testToken), WithHTTPClient(&http.Client{Transport: endless.piped(&read)}), WithMaxResponse(10<<10))
					require.NoError(t, err)
					if name == "a list without end" && op == "all" {
						n := 0
						for _, err := range c.All(ctx) {
							require.NoError(t, err)
							if n++; n == 1_000 {
								break
							}
						}
						require.Equal(t, 1_000, n, "all of them together are larger than the limit, none is by itself")
						return
					}
					require.Error(t, call(ctx, c))
					time.Sleep(time.Minute) // of the bubble: the server's play ends too
				})
			})
		}
	}
}
