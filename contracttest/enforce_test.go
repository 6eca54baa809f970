package contracttest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

func TestWhereNoAnswerComesTheProxySaysSo(t *testing.T) {
	hangUp := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	f := before(t, hangUp, contracttest.ProxyOptions{})
	status, text := get(t, f.URL+listPath)
	require.Equal(t, http.StatusBadGateway, status)
	require.JSONEq(t, `{"title":"Bad Gateway","status":502,"detail":"the target gave no answer"}`, text)
	require.Equal(t, contracttest.Fail, (<-f.results).Outcome, "the server broke off")

	f = front{results: make(chan contracttest.Result, 1)}
	f.Server = httptest.NewServer(proxyTo(t, "http://127.0.0.1:1", contracttest.ProxyOptions{Report: func(r contracttest.Result) { f.results <- r }}))
	defer f.Close()
	status, _ = get(t, f.URL+listPath)
	require.Equal(t, http.StatusBadGateway, status)
	result := <-f.results
	require.Equal(t, contracttest.Invalid, result.Outcome, "nobody is there to be judged")
	require.Contains(t, result.Reason, "connection refused")
}

func TestAClientThatLeavesIsNotTheServersFault(t *testing.T) {
	for name, options := range map[string]contracttest.ProxyOptions{"passing": {}, "enforcing": {Enforce: true}} {
		t.Run(name, func(t *testing.T) {
			arrived := make(chan struct{})
			f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, `{"result":`)
				_ = http.NewResponseController(w).Flush()
				close(arrived)
				<-r.Context().Done()
			}), options)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, "GET", f.URL+listPath, nil)
			require.NoError(t, err)
			if options.Enforce { // the client sees nothing before the answer is whole
				go func() { <-arrived; cancel() }()
				_, err := http.DefaultClient.Do(r) //nolint:bodyclose // there is none
				require.Error(t, err)
			} else {
				response, err := http.DefaultClient.Do(r)
				require.NoError(t, err)
				cancel()
				_, err = io.ReadAll(response.Body)
				require.Error(t, err)
				require.NoError(t, response.Body.Close())
			}
			result := <-f.results
			require.Equal(t, contracttest.Skip, result.Outcome, result)
		})
	}
	t.Run("within its own request", func(t *testing.T) {
		f := before(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }), contracttest.ProxyOptions{})
		conn, err := net.Dial("tcp", f.Listener.Addr().String())
		require.NoError(t, err)
		_, err = io.WriteString(conn, "POST "+listPath+" HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
		require.NoError(t, err)
		half, ok := conn.(*net.TCPConn)
		require.True(t, ok)
		require.NoError(t, half.CloseWrite()) // it still waits for an answer
		result := <-f.results
		require.NoError(t, conn.Close())
		require.Equal(t, contracttest.Skip, result.Outcome, result)
	})
}

func TestEnforceWithholdsABrokenAnswerAndNoOther(t *testing.T) {
	js := http.Header{"Content-Type": {"application/json"}}
	for _, tt := range []struct {
		name    string
		fixture fixture
		options contracttest.ProxyOptions
		passes  bool
	}{
		{"a documented answer", fixture{method: "GET", path: listPath, status: 200, header: js, body: okList}, contracttest.ProxyOptions{}, true},
		{"a broken answer", fixture{method: "GET", path: listPath, status: 200, header: js, body: `{"result":"` + doorsToken + `"}`}, contracttest.ProxyOptions{}, false},
		{"an answer that breaks off", fixture{method: "GET", path: listPath, status: 200, header: js, body: okList, cut: true}, contracttest.ProxyOptions{}, false},
		{"a warning", fixture{method: "GET", path: listPath, status: 200, header: js, body: `{"result":{"items":[],"count":1}}`}, contracttest.ProxyOptions{}, true},
		{"a warning that is taken strictly", fixture{method: "GET", path: listPath, status: 200, header: js, body: `{"result":{"items":[],"count":1}}`}, contracttest.ProxyOptions{Strict: true}, false},
		{"an answer with its token", fixture{rule: "leaks", method: "GET", path: listPath, status: 401, header: js, body: `{"message":"not for ` + doorsToken + `"}`}, contracttest.ProxyOptions{}, false},
		{"an answer with a path of the server", fixture{rule: "leaks", method: "GET", path: listPath, status: 401, header: js, body: `{"message":"cannot open /var/lib/tokens/x"}`}, contracttest.ProxyOptions{}, true},
		{"the same, taken strictly", fixture{rule: "leaks", method: "GET", path: listPath, status: 401, header: js, body: `{"message":"cannot open /var/lib/tokens/x"}`}, contracttest.ProxyOptions{Strict: true}, false},
		{"an operation that is not documented", fixture{method: "GET", path: "/health", status: 200, header: js, body: "{"}, contracttest.ProxyOptions{}, true},
		{"an answer in a coding that nobody here reads", fixture{method: "GET", path: listPath, status: 200, header: http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"br"}}, body: "{"}, contracttest.ProxyOptions{}, true},
		{"an answer too large to be held", fixture{method: "GET", path: listPath, status: 200, header: js, body: `{"result":` + strings.Repeat(" ", 100)}, contracttest.ProxyOptions{Hold: 50}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Enforce = true
			f := before(t, tt.fixture, tt.options)
			status, body := get(t, f.URL+tt.fixture.path)
			f.Close() // it waits for the proxy, which reports at its end
			result := tt.fixture.judged(t, all(f.results))
			if tt.passes {
				require.Equal(t, tt.fixture.status, status)
				require.Equal(t, tt.fixture.body, body)
				return
			}
			require.Equal(t, contracttest.Fail, result.Outcome)
			require.Equal(t, http.StatusBadGateway, status)
			require.NotContains(t, body, doorsToken)
			var said struct {
				Check    string                 `json:"check"`
				Problems []contracttest.Problem `json:"problems"`
			}
			require.NoError(t, json.Unmarshal([]byte(body), &said))
			if tt.fixture.rule == contracttest.LeaksRule || strings.Contains(tt.fixture.body, doorsToken) {
				for i := range result.Problems {
					result.Problems[i].Actual = unsaid
				}
			}
			require.Equal(t, result.Problems, said.Problems)
			require.Equal(t, tt.fixture.id(), said.Check)
		})
	}
}

const unsaid = "what nobody may see: the report has it"

func TestWhatWithholdsTheInsideOfAServerDoesNotQuoteIt(t *testing.T) {
	const inside = "panic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\n\t/var/lib/tokens/main.go:7 +0x1b"
	js := http.Header{"Content-Type": {"application/json"}}
	for _, tt := range []struct {
		name    string
		options contracttest.ProxyOptions
		fixture fixture
	}{
		{"an answer that is broken as well", contracttest.ProxyOptions{}, fixture{method: "GET", path: listPath, status: 500, header: js, body: inside}},
		{"an answer that is broken as well, taken strictly", contracttest.ProxyOptions{Strict: true}, fixture{method: "GET", path: listPath, status: 500, header: js, body: inside}},
		{"an answer as documented, taken strictly", contracttest.ProxyOptions{Strict: true}, fixture{method: "GET", path: listPath, status: 401, header: js, body: `{"message":"cannot open /var/lib/tokens/main.go"}`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Enforce = true
			f := before(t, tt.fixture, tt.options)
			status, body := get(t, f.URL+tt.fixture.path)
			f.Close() // it waits for the proxy, which reports at its end
			require.Equal(t, http.StatusBadGateway, status)
			require.NotContains(t, body, "/var/lib/tokens")
			require.NotContains(t, body, "goroutine")
			require.Contains(t, body, unsaid)
			require.Contains(t, fmt.Sprint(all(f.results)), "/var/lib/tokens", "the report has it")
		})
	}
}
