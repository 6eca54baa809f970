package client

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// These tests use net/http's own transport: what the fake of the other tests
// plays must be what really happens. Most connections are pipes, so that time is
// that of the test's bubble, and so that a goroutine which is left behind fails
// the test.

// serve plays a server on one connection, after it has read one request.
type serve func(conn net.Conn, method string)

// answerOne reads a request and lets the server play. Read counts requests.
func (s serve) answerOne(conn net.Conn, read *atomic.Int64) {
	defer conn.Close()
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	io.Copy(io.Discard, req.Body)
	read.Add(1)
	s(conn, req.Method)
}

// piped is a transport of net/http whose connections are pipes to the server.
func (s serve) piped(read *atomic.Int64) *http.Transport {
	return &http.Transport{DisableKeepAlives: true, DialTLSContext: func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		go s.answerOne(there, read)
		return here, nil
	}}
}

// listen serves TCP connections. It returns the base URL and the number of
// requests that were read.
func (s serve) listen(t *testing.T) (string, *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	var read atomic.Int64
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.answerOne(conn, &read)
		}
	}()
	return "http://" + l.Addr().String(), &read
}

// quick makes a client whose waits are short, over a transport of its own.
func quick(t *testing.T, base string, opts ...Option) *Client {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
	t.Cleanup(tr.CloseIdleConnections)
	c, err := New(base, NewToken(testToken), append([]Option{WithHTTPClient(&http.Client{Transport: tr}), WithLimiter(nil),
		WithRetry(RetryPolicy{MinWait: time.Millisecond, MaxWait: time.Millisecond})}, opts...)...)
	require.NoError(t, err)
	return c
}

func TestFaultsOfRealConnections(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	body := map[string]string{"GET": listJSON, "POST": envelopeJSON, "PUT": envelopeJSON, "DELETE": deletedJSON}
	say := func(text string) serve {
		return func(conn net.Conn, _ string) { io.WriteString(conn, text) }
	}
	for name, tc := range map[string]struct {
		serve serve
		whole bool // the JSON arrives whole, so that All has handed it out before the fault
	}{
		"closed without an answer":    {serve: say("")},
		"the status line is cut off":  {serve: say("HTTP/1.1 200")},
		"the headers are cut off":     {serve: say(head)},
		"the body is cut off":         {serve: say(head + "Content-Length: 1000\r\n\r\n{\"result\":")},
		"a chunk is cut off":          {serve: say(head + "Transfer-Encoding: chunked\r\n\r\n400\r\n{\"result\":")},
		"not HTTP":                    {serve: say("SSH-2.0-OpenSSH_9.2\r\n")},
		"silence":                     {serve: func(conn net.Conn, _ string) { io.Copy(io.Discard, conn) }},
		"the body begins and no more": {serve: func(conn net.Conn, _ string) { io.WriteString(conn, head+"\r\n{"); io.Copy(io.Discard, conn) }},
		"the body is shorter than it says": {whole: true, serve: func(conn net.Conn, method string) {
			io.WriteString(conn, head+"Content-Length: 1000\r\n\r\n"+body[method])
		}},
		"the last chunk is missing": {whole: true, serve: func(conn net.Conn, method string) {
			fmt.Fprintf(conn, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", head, len(body[method]), body[method])
		}},
	} {
		for op, call := range operations {
			t.Run(name+"/"+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var read atomic.Int64
					var attempts []Attempt
					c, err := New(US, NewToken(testToken), WithHTTPClient(&http.Client{Transport: tc.serve.piped(&read)}),
						WithObserver(func(_ context.Context, a Attempt) { attempts = append(attempts, a) }))
					require.NoError(t, err)
					err = call(t.Context(), c)
					require.Error(t, err)
					require.True(t, attempts[0].Sent)
					want := 4
					if op == "create" || op == "all" && tc.whole {
						want = 1
					}
					require.Len(t, attempts, want)
					require.EqualValues(t, want, read.Load())
					require.Equal(t, op != "list" && op != "all", errors.Is(err, ErrOutcomeUnknown))
				})
			})
		}
	}
}

func TestAResetConnectionMakesNoSecondCreate(t *testing.T) {
	base, read := serve(func(conn net.Conn, _ string) { conn.(*net.TCPConn).SetLinger(0) }).listen(t)
	err := operations["create"](t.Context(), quick(t, base))
	require.ErrorIs(t, err, ErrOutcomeUnknown)
	require.EqualValues(t, 1, read.Load())
	require.Error(t, operations["update"](t.Context(), quick(t, base)))
	require.EqualValues(t, 1+4, read.Load())
}

func TestWhatWasNeverSentIsSentAgain(t *testing.T) {
	// A port that was given back may be another's by now, and not every resolver
	// knows quickly what does not exist: net/http is told what net would say.
	noHost := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "does-not-exist.invalid", IsNotFound: true}}
	for name, dial := range map[string]error{"refused": refusedDial, "no such host": noHost} {
		t.Run(name, func(t *testing.T) {
			var attempts []Attempt
			tr := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, dial }}
			c := quick(t, US, WithHTTPClient(&http.Client{Transport: tr}), WithObserver(func(_ context.Context, a Attempt) { attempts = append(attempts, a) }))
			err := operations["create"](t.Context(), c)
			require.ErrorIs(t, err, dial)
			require.NotErrorIs(t, err, ErrOutcomeUnknown)
			require.Len(t, attempts, 4)
			for _, a := range attempts {
				require.False(t, a.Sent)
			}
		})
	}
}

func TestATLSHandshakeThatFailsSentNothing(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = silent
	srv.StartTLS()
	defer srv.Close()
	c, err := New(srv.URL, NewToken(testToken), WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
	require.NoError(t, err)
	err = operations["create"](t.Context(), c)
	require.ErrorContains(t, err, "certificate")
	require.NotErrorIs(t, err, ErrOutcomeUnknown)
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, 1, e.Attempts, "a bad certificate stays bad")
}

func TestHTTP2CountsAsSentToo(t *testing.T) {
	var creates atomic.Int64
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		creates.Add(1)
		if r.ProtoMajor != 2 {
			creates.Add(100)
		}
		panic(http.ErrAbortHandler)
	}))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	defer srv.Close()
	c := quick(t, srv.URL)
	err := operations["create"](t.Context(), c)
	require.ErrorIs(t, err, ErrOutcomeUnknown)
	require.EqualValues(t, 1, creates.Load())
}

func TestADeadIdleConnectionMakesNoSecondCreate(t *testing.T) {
	// The server answers once per connection and closes the second request's
	// connection after it has read it: net/http itself must not repeat a POST.
	var creates atomic.Int64
	base, _ := serve(func(conn net.Conn, _ string) {
		creates.Add(1)
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(envelopeJSON), envelopeJSON)
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			creates.Add(1)
		}
	}).listen(t)
	c := quick(t, base)
	require.NoError(t, operations["create"](t.Context(), c))
	err := operations["create"](t.Context(), c)
	require.ErrorIs(t, err, ErrOutcomeUnknown)
	require.EqualValues(t, 2, creates.Load())
}

func TestAnAnswerThatSwitchesToAnotherProtocolIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var read atomic.Int64
		silent := serve(func(conn net.Conn, _ string) {
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: odd\r\n\r\n")
			io.Copy(io.Discard, conn) // until the client leaves
		})
		c, err := New("https://api.example.com", NewToken("not-a-real-token"), WithHTTPClient(&http.Client{Transport: silent.piped(&read)}))
		require.NoError(t, err)
		_, err = c.List(t.Context())
		require.ErrorIs(t, err, ErrUnexpectedResponse)
		require.ErrorContains(t, err, "another protocol")
		require.EqualValues(t, 1, read.Load())
	})
}
