package contracttest_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// A front is a proxy on a port, before a server of the test.
type front struct {
	*httptest.Server
	results chan contracttest.Result
}

// before puts a proxy before a handler.
func before(t testing.TB, h http.Handler, options contracttest.ProxyOptions) front {
	t.Helper()
	target := httptest.NewServer(h)
	t.Cleanup(target.Close)
	f := front{results: make(chan contracttest.Result, 100)}
	options.Report = func(r contracttest.Result) { f.results <- r }
	f.Server = httptest.NewServer(proxyTo(t, target.URL, options))
	t.Cleanup(f.Close)
	return f
}

// raw sends bytes and returns all that comes back, until the connection ends.
func (f front) raw(t *testing.T, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", f.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	all, err := io.ReadAll(conn)
	require.NoError(t, err)
	return string(all)
}

func TestARequestReachesTheTargetAsItWasSent(t *testing.T) {
	var seen *http.Request
	var body []byte
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r
		body, _ = io.ReadAll(r.Body)
	}), contracttest.ProxyOptions{})
	for _, tt := range []struct{ name, target string }{
		{"an ordinary one", "/api/customer_managers?x=1"},
		{"escapes that are not needed", "/%61pi/a%2Fb/%7e?y=%41&z=%zz;q"},
		{"characters that URL would escape", `/a"b'|<>{}^?c="d"`},
		{"two slashes within", "/a//b/../c"},
		{"two slashes at the beginning", "//a/b"},
		{"an empty query", "/a?"},
		{"two question marks", "/a??b"},
		{"percent alone in the query", "/a?100%"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f.raw(t, "POST "+tt.target+" HTTP/1.1\r\nHost: somewhere\r\nConnection: close\r\nAuthorization: Bearer "+doorsToken+"\r\nX-Forwarded-For: 192.0.2.9\r\n"+
				"Forwarded: for=192.0.2.9\r\nX-Twice: 1\r\nX-Twice: 2\r\nAccept-Encoding: br;q=0.1\r\nContent-Length: 4\r\n\r\nbody")
			require.Equal(t, tt.target, seen.RequestURI)
			require.Equal(t, "body", string(body))
			require.NotEqual(t, "somewhere", seen.Host, "Host is the target's")
			require.Equal(t, http.Header{
				"Authorization": {"Bearer " + doorsToken}, "X-Forwarded-For": {"192.0.2.9"}, "Forwarded": {"for=192.0.2.9"},
				"X-Twice": {"1", "2"}, "Accept-Encoding": {"br;q=0.1"}, "Content-Length": {"4"},
			}, seen.Header, "nothing is added, no User-Agent either")
			<-f.results
		})
	}
}

func TestAnAnswerReachesTheClientAsItWasSent(t *testing.T) {
	// Nothing is added: neither a Date nor a Content-Type that was guessed.
	const answer = "HTTP/1.1 203 Non-Authoritative Information\r\nContent-Length: 6\r\nContent-Encoding: gzip\r\nLocation: http://127.0.0.1:1/x\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nX-Empty: \r\n\r\n<html>"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = http.ReadRequest(bufio.NewReader(conn))
		_, _ = io.WriteString(conn, answer)
	}()
	f := front{Server: httptest.NewServer(proxyTo(t, "http://"+listener.Addr().String(), contracttest.ProxyOptions{}))}
	defer f.Close()
	got := f.raw(t, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	require.Equal(t, sortedLines(strings.Replace(answer, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1)), sortedLines(got))
}

func sortedLines(s string) map[string]int {
	counted := map[string]int{}
	for line := range strings.SplitSeq(s, "\r\n") {
		counted[line]++
	}
	return counted
}

func TestAnAnswerIsPassedOnAsItComes(t *testing.T) {
	for _, media := range []string{"application/json", "text/event-stream"} {
		step := make(chan struct{})
		f := before(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			for part := range strings.SplitSeq(`{"result":{"items":[]}}`, ":") {
				_, _ = io.WriteString(w, part+".")
				_ = http.NewResponseController(w).Flush()
				<-step
			}
		}), contracttest.ProxyOptions{})
		response, err := http.Get(f.URL + listPath)
		require.NoError(t, err)
		body := bufio.NewReader(response.Body)
		for _, part := range []string{`{"result".`, `{"items".`, `[]}}.`} {
			got := make([]byte, len(part))
			_, err := io.ReadFull(body, got) // it would wait for ever were the part held back
			require.NoError(t, err)
			require.Equal(t, part, string(got))
			step <- struct{}{}
		}
		_, err = body.ReadByte()
		require.Equal(t, io.EOF, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, contracttest.Fail, (<-f.results).Outcome, "it is judged nevertheless")
	}
}

func TestATargetMayAnswerBeforeItHasReadTheRequest(t *testing.T) {
	const first, second = "what is sent before the answer", "and after it"
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if control.EnableFullDuplex() != nil || control.Flush() != nil {
			t.Error("the target cannot answer early")
		}
		_, _ = io.Copy(w, r.Body)
	}), contracttest.ProxyOptions{})
	for name, length := range map[string]int64{"with a length": int64(len(first + second)), "in chunks": -1} {
		t.Run(name, func(t *testing.T) {
			body, send := io.Pipe()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // a proxy that holds either back would wait for ever
			defer cancel()
			defer context.AfterFunc(ctx, func() { _ = body.CloseWithError(context.Cause(ctx)) })()
			r, err := http.NewRequestWithContext(ctx, "PUT", f.URL+listPath+"/1", body)
			require.NoError(t, err)
			r.ContentLength = length
			begun := make(chan struct{})
			go func() { defer close(begun); _, _ = io.WriteString(send, first) }()
			response, err := http.DefaultTransport.RoundTrip(r)
			require.NoError(t, err)
			defer response.Body.Close()
			<-begun // the answer may be there before it was sent
			_, err = io.WriteString(send, second)
			require.NoError(t, err)
			require.NoError(t, send.Close())
			got, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.Equal(t, first+second, string(got))
			<-f.results
		})
	}
}

func TestTrailersPassInBothDirections(t *testing.T) {
	var seen http.Header
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		seen = r.Trailer
		w.Header().Set("Trailer", "X-Announced")
		_, _ = io.WriteString(w, "body")
		w.Header().Set("X-Announced", "1")
		w.Header().Set(http.TrailerPrefix+"X-Sudden", "2")
	}), contracttest.ProxyOptions{})
	r, err := http.NewRequest("POST", f.URL+"/x", struct{ io.Reader }{strings.NewReader("body")})
	require.NoError(t, err)
	r.Trailer = http.Header{"X-Sum": {"3"}}
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.Header{"X-Sum": {"3"}}, seen)
	require.Equal(t, http.Header{"X-Announced": {"1"}, "X-Sudden": {"2"}}, response.Trailer)
}

func TestHeadKeepsItsLengthAndIsNotJudged(t *testing.T) {
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "1234") }), contracttest.ProxyOptions{Enforce: true})
	response, err := http.Head(f.URL + listPath)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.EqualValues(t, 1234, response.ContentLength)
	require.Equal(t, contracttest.Skip, (<-f.results).Outcome)
}

func TestAChangeOfProtocolPassesAndTunnelsDoNot(t *testing.T) {
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(rw, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		_ = rw.Flush()
		line, _ := rw.ReadString('\n')
		_, _ = io.WriteString(rw, "echo "+line)
		_ = rw.Flush()
	}), contracttest.ProxyOptions{Enforce: true})
	conn, err := net.Dial("tcp", f.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET "+listPath+" HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	require.NoError(t, err)
	answer := bufio.NewReader(conn)
	for line := ""; line != "\r\n"; {
		line, err = answer.ReadString('\n')
		require.NoError(t, err)
	}
	_, err = io.WriteString(conn, "hello\n")
	require.NoError(t, err)
	got, err := answer.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "echo hello\n", got)
	require.NoError(t, conn.Close())
	result := <-f.results
	require.Equal(t, contracttest.Skip, result.Outcome)
	require.Contains(t, result.Reason, "another protocol")

	require.Contains(t, f.raw(t, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n"), "HTTP/1.1 501 Not Implemented\r\n")
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+doorsToken)
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, string(body)
}

func TestAProxySendsCredentialsToNoPlainHost(t *testing.T) {
	for target, says := range map[string]string{
		"http://example.com":             "contracttest: target URL http://example.com would send the token in the clear: use https",
		"ftp://127.0.0.1":                `contracttest: target URL "ftp://127.0.0.1" is not of the form http[s]://host[:port][/path]`,
		"https://me:hidden@example.com":  "contracttest: target URL must carry no user, query or fragment: the token goes into Token",
		"https://example.com?key=hidden": "contracttest: target URL must carry no user, query or fragment: the token goes into Token",
	} {
		u, err := url.Parse(target)
		require.NoError(t, err)
		_, err = contracttest.Proxy(u, contracttest.ProxyOptions{})
		require.EqualError(t, err, says)
	}
	_, err := contracttest.Proxy(nil, contracttest.ProxyOptions{})
	require.EqualError(t, err, "contracttest: the proxy has no target: give its base URL")
	u, err := url.Parse("https://example.com")
	require.NoError(t, err)
	_, err = contracttest.Proxy(u, contracttest.ProxyOptions{Hold: -1})
	require.EqualError(t, err, "contracttest: the proxy cannot hold -1 bytes: it must be from 1 to 67108864")
}

func TestATargetMayHaveAPathOfItsOwn(t *testing.T) {
	paths := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths <- r.RequestURI
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, okList)
	}))
	defer server.Close()
	results := make(chan contracttest.Result, 1)
	f := httptest.NewServer(proxyTo(t, server.URL+"/gate/", contracttest.ProxyOptions{Report: func(r contracttest.Result) { results <- r }}))
	defer f.Close()
	get(t, f.URL+listPath+"?a=b")
	require.Equal(t, "/gate"+listPath+"?a=b", <-paths)
	result := <-results
	require.Equal(t, contracttest.Pass, result.Outcome, "the document's paths are below the target's")
	require.Equal(t, server.URL+"/gate"+listPath+"?a=b", result.Exchanges[0].URL, "what can be sent again")
}

func TestAProxyServesManyAtOnce(t *testing.T) {
	f := before(t, fixture{method: "GET", path: listPath, status: 200, header: http.Header{"Content-Type": {"application/json"}}, body: okList}, contracttest.ProxyOptions{})
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			for range 5 {
				status, body := get(t, f.URL+listPath)
				if status != 200 || body != okList {
					t.Error(status, body)
				}
			}
		})
	}
	wait.Wait()
	for range 100 {
		require.Equal(t, contracttest.Pass, (<-f.results).Outcome)
	}
}

func TestAServerThatRefusesABodyUnreadIsNotAccused(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"message":"Too large"}`))
	}))
	defer server.Close()
	for range 5 {
		seen := make(chan contracttest.Result, 2)
		front := httptest.NewServer(proxyTo(t, server.URL, contracttest.ProxyOptions{Report: func(r contracttest.Result) { seen <- r }}))
		r, err := http.NewRequest("POST", front.URL+listPath, strings.NewReader(strings.Repeat(" ", 20<<20)))
		require.NoError(t, err)
		exchange(r, &http.Transport{DisableKeepAlives: true})
		result := <-seen
		require.NotEqual(t, contracttest.Fail, result.Outcome, result)
		front.Close()
	}
}
