package contracttest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

const listing = "listCustomerManagers/response"

// onTheWire sends the answers of a handler as a text of one's own, and ends each
// connection.
func onTheWire(h http.Handler, text func(answer *httptest.ResponseRecorder) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, text(answer))
		_ = conn.Close()
	})
}

// withMore says how long an answer is, and sends more.
func withMore(answer *httptest.ResponseRecorder) string {
	return fmt.Sprintf("HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%smore", answer.Code, answer.Body.Len(), answer.Body)
}

func TestWhatComesAfterAnAnswerIsSeenAndNotPrinted(t *testing.T) {
	var printed bytes.Buffer
	before := log.Writer()
	log.SetOutput(&printed)
	t.Cleanup(func() { log.SetOutput(before) })
	for name, start := range map[string]func(*httptest.Server){"in the clear": (*httptest.Server).Start, "over TLS": (*httptest.Server).StartTLS} {
		t.Run(name, func(t *testing.T) {
			live := httptest.NewUnstartedServer(onTheWire(sandbox.New(), withMore))
			start(live)
			defer live.Close()
			r := judge(t, contracttest.Target{URL: live.URL, Client: live.Client(), Only: regexp.MustCompile(listing)})[listing]
			require.Equal(t, contracttest.Fail, r.Outcome, r)
			require.Equal(t, `more: "more"`, r.Problems[0].Actual)
			require.Contains(t, r.Problems[0].Link, "rfc9112#section-6.3")
		})
	}
	require.Empty(t, printed.String())
}

// counted counts the connections that calls come over, by method.
type counted struct {
	*httptest.Server
	lock  sync.Mutex
	conns map[string]map[net.Conn]int
	proto string
}

type connKey struct{}

func counting(h http.Handler) *counted {
	c := &counted{conns: map[string]map[net.Conn]int{}}
	c.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.lock.Lock()
		if c.conns[r.Method] == nil {
			c.conns[r.Method] = map[net.Conn]int{}
		}
		conn, _ := r.Context().Value(connKey{}).(net.Conn)
		c.conns[r.Method][conn]++
		c.proto = r.Proto
		c.lock.Unlock()
		h.ServeHTTP(w, r)
	}))
	c.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, conn)
	}
	return c
}

func TestACallThatChangesSomethingGoesOverANewConnectionAndTheLookAfterItOverTheSame(t *testing.T) {
	for name, test := range map[string]struct {
		start func(*httptest.Server)
		two   bool
		proto string
	}{
		"in the clear": {(*httptest.Server).Start, false, "HTTP/1.1"},
		"over TLS":     {(*httptest.Server).StartTLS, false, "HTTP/1.1"},
		"by HTTP/2":    {(*httptest.Server).StartTLS, true, "HTTP/2.0"},
	} {
		t.Run(name, func(t *testing.T) {
			server := counting(sandbox.New())
			server.EnableHTTP2 = test.two
			test.start(server.Server)
			defer server.Close()
			all := judge(t, contracttest.Target{URL: server.URL, Client: server.Client(), Only: regexp.MustCompile("createCustomerManager/(response|effect|required)")})
			require.Zero(t, count(all, contracttest.Fail))
			require.Equal(t, test.proto, server.proto)
			for _, method := range []string{http.MethodPost, http.MethodDelete} {
				require.NotEmpty(t, server.conns[method])
				for conn, calls := range server.conns[method] {
					require.Equal(t, 1, calls, method)
					delete(server.conns[http.MethodGet], conn)
				}
			}
			require.Len(t, server.conns[http.MethodGet], 1, "only the first look has a connection of its own")
		})
	}
}

// through is a transport that cannot be told to take a new connection.
type through struct{ base *http.Transport }

func (t through) RoundTrip(r *http.Request) (*http.Response, error) { return t.base.RoundTrip(r) }

func TestACallThatMayBeLostGivesNoVerdictAndLeavesNothingBehind(t *testing.T) {
	world := sandbox.New()
	before := world.World(sandbox.Token).Snapshot()
	var calls sync.Map
	live := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := calls.LoadOrStore(r.Context().Value(connKey{}), new(atomic.Int64))
		if n.(*atomic.Int64).Add(1) > 1 { // it is done, and nobody hears of it
			world.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		world.ServeHTTP(w, r)
	}))
	live.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, conn)
	}
	live.Config.ErrorLog = log.New(io.Discard, "", 0)
	live.Start()
	defer live.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	all := judge(t, contracttest.Target{URL: live.URL, Values: sandbox.Values(), Client: &http.Client{Transport: through{transport}}})
	for _, r := range all {
		require.NotEqual(t, contracttest.Fail, r.Outcome, r)
	}
	require.Equal(t, contracttest.Pass, all[listing].Outcome, all[listing])
	require.Equal(t, contracttest.Invalid, all["createCustomerManager/response"].Outcome)
	require.Contains(t, all["createCustomerManager/response"].Reason, "nobody knows whether it was done")
	require.Equal(t, before.Managers, world.World(sandbox.Token).Snapshot().Managers)
}

func TestAServerNeedNotReadABodyThatIsTooLarge(t *testing.T) {
	const id = "createCustomerManager/bound/body/oversized"
	world := sandbox.New()
	for name, test := range map[string]struct {
		answer  string
		outcome contracttest.Outcome
		says    string
	}{
		"it answers and hangs up":     {"HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"message\":\"a\"}", contracttest.Pass, ""},
		"it answers with a 500":       {"HTTP/1.1 500 No\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{\"message\":\"a\",\"id\":1}", contracttest.Fail, "500"},
		"it hangs up without a word":  {"", contracttest.Skip, "before it had read the call"},
		"it hangs up amid its answer": {"HTTP/1.1 413 Content Too Large\r\nContent-Length: 15\r\n\r\n{", contracttest.Skip, "before it had read the call"},
	} {
		t.Run(name, func(t *testing.T) {
			live := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.ContentLength < 1_000_000 {
					world.ServeHTTP(w, r)
					return
				}
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(err)
				}
				_, _ = io.WriteString(conn, test.answer)
				_ = conn.Close() // what was sent and not read makes it a reset
			}))
			defer live.Close()
			for range 20 {
				r := judge(t, contracttest.Target{URL: live.URL, Values: sandbox.Values(), Only: regexp.MustCompile(id)})[id]
				require.Equal(t, test.outcome, r.Outcome, r)
				require.Contains(t, r.String(), test.says)
			}
		})
	}
}

func TestWhatGoesThroughATunnelIsLeftAlone(t *testing.T) {
	live := httptest.NewTLSServer(sandbox.New())
	defer live.Close()
	var tunnels atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there, err := net.Dial("tcp", r.Host)
		if err != nil || r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		tunnels.Add(1)
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
		go func() {
			_, _ = io.Copy(there, here)
			_ = there.Close()
		}()
		_, _ = io.Copy(here, there)
		_ = here.Close()
	}))
	defer proxy.Close()
	client := live.Client()
	address, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	client.Transport.(*http.Transport).Proxy = http.ProxyURL(address)
	all := judge(t, contracttest.Target{URL: live.URL, Client: client, Only: regexp.MustCompile("createCustomerManager/(response|effect)")})
	require.Zero(t, count(all, contracttest.Fail))
	require.Equal(t, contracttest.Pass, all["createCustomerManager/response"].Outcome)
	require.Positive(t, tunnels.Load())
}

func TestAnAnswerThatTakesTooLongGivesNoVerdictInProcessEither(t *testing.T) {
	world := sandbox.New()
	for wait, outcome := range map[time.Duration]contracttest.Outcome{44 * time.Second: contracttest.Pass, 46 * time.Second: contracttest.Invalid} {
		synctest.Test(t, func(t *testing.T) {
			slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				<-time.After(wait)
				world.ServeHTTP(w, r)
			})
			r := judge(t, contracttest.Target{Handler: slow, Only: regexp.MustCompile(listing)})[listing]
			require.Equal(t, outcome, r.Outcome, "%s: %s", wait, r)
		})
	}
}
