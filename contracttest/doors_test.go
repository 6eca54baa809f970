package contracttest_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// doors are the ways to the judge: each returns its verdict on a fixture.
var doors = map[string]func(t *testing.T, f fixture) contracttest.Result{
	"suite":     suiteDoor,
	"transport": transportDoor,
	"handler":   handlerDoor,
	"proxy":     proxyDoor,
	"har":       harDoor,
}

// suiteDoor judges a sandbox that gives the fixture for an answer.
func suiteDoor(t *testing.T, f fixture) contracttest.Result {
	good := sandbox.New()
	pattern := regexp.MustCompile("^" + strings.ReplaceAll(f.path, "1234", "[0-9]+") + "$")
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != f.method || !pattern.MatchString(r.URL.Path) {
			good.ServeHTTP(w, r)
			return
		}
		good.ServeHTTP(httptest.NewRecorder(), r)
		if r.Header.Get("Accept-Encoding") == "identity" {
			f.plain().ServeHTTP(w, r)
			return
		}
		f.ServeHTTP(w, r)
	})
	results := slices.Collect(contracttest.Test(t.Context(), contracttest.Target{
		Handler: server, Token: doorsToken, Values: sandbox.Values(), Only: regexp.MustCompile("^" + f.operation() + "/(response|leaks)$")}))
	return f.judged(t, results)
}

// judged finds the result on the fixture's rule. That on what was found to be
// right is the first.
func (f fixture) judged(t *testing.T, results []contracttest.Result) contracttest.Result {
	require.NotEmpty(t, results)
	for _, r := range results {
		if r.Check.ID == f.id() {
			return r
		}
	}
	return results[0]
}

// all are the results so far.
func all(seen chan contracttest.Result) []contracttest.Result {
	results := []contracttest.Result{<-seen}
	for len(seen) > 0 {
		results = append(results, <-seen)
	}
	return results
}

// exchange sends the request and reads the answer, whatever comes.
func exchange(r *http.Request, transport http.RoundTripper) {
	client := &http.Client{Transport: transport}
	defer client.CloseIdleConnections()
	if response, err := client.Do(r); err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

func transportDoor(t *testing.T, f fixture) contracttest.Result {
	server := httptest.NewServer(f)
	defer server.Close()
	seen := make(chan contracttest.Result, 2)
	exchange(f.request(t, server.URL), contracttest.Transport(&http.Transport{DisableKeepAlives: true}, func(r contracttest.Result) { seen <- r }))
	return f.judged(t, all(seen))
}

func handlerDoor(t *testing.T, f fixture) contracttest.Result {
	seen := make(chan contracttest.Result, 2)
	server := httptest.NewServer(contracttest.Handler(f, func(r contracttest.Result) { seen <- r }))
	defer server.Close()
	exchange(f.request(t, server.URL), &http.Transport{DisableKeepAlives: true})
	server.Close() // it waits for the handler, which reports at its end
	return f.judged(t, all(seen))
}

func proxyDoor(t *testing.T, f fixture) contracttest.Result {
	seen := make(chan contracttest.Result, 2)
	server := httptest.NewServer(f)
	defer server.Close()
	front := httptest.NewServer(proxyTo(t, server.URL, contracttest.ProxyOptions{Report: func(r contracttest.Result) { seen <- r }}))
	defer front.Close()
	exchange(f.request(t, front.URL), &http.Transport{DisableKeepAlives: true})
	front.Close() // it waits for the proxy, which reports at its end
	return f.judged(t, all(seen))
}

func proxyTo(t testing.TB, target string, options contracttest.ProxyOptions) http.Handler {
	u, err := url.Parse(target)
	require.NoError(t, err)
	p, err := contracttest.Proxy(u, options)
	require.NoError(t, err)
	return p
}

func harDoor(t *testing.T, f fixture) contracttest.Result {
	var results []contracttest.Result
	for r, err := range contracttest.HAR(strings.NewReader(f.har())) {
		require.NoError(t, err)
		results = append(results, r)
	}
	return f.judged(t, results)
}

func TestEveryFixtureFailsInEveryDoorWithTheSameProblems(t *testing.T) {
	judged := map[string]int{}
	large := 0
	for _, f := range fixtures() {
		t.Run(f.name, func(t *testing.T) {
			isLarge := strings.Contains(f.name, "large")
			if isLarge {
				large++
			}
			var first []contracttest.Problem
			for i, door := range []string{"transport", "handler", "proxy", "har", "suite"} {
				slow := isLarge && (thin(large+i, 3) || raceDetector && (door == "suite" || door == "har")) // which keep bodies whole anyway
				if slow || slices.Contains(f.not, door) {
					continue
				}
				judged[door]++
				r := doors[door](t, f)
				require.Equal(t, contracttest.Fail, r.Outcome, "%s: %s", door, r)
				require.Equal(t, f.level, r.Level, "%s: %s", door, r)
				require.Equal(t, f.id(), r.Check.ID, door)
				require.NotEmpty(t, r.Problems, door)
				text := fmt.Sprintf("%+v", r.Problems)
				for _, says := range f.says {
					require.Contains(t, text, says, door)
				}
				require.NotContains(t, fmt.Sprintf("%+v", r), doorsToken, door)
				if first == nil {
					first = r.Problems
				}
				require.Equal(t, first, r.Problems, door)
			}
		})
	}
	t.Log(judged)
	for door, n := range judged {
		require.GreaterOrEqual(t, n, 25, "the door %s judges too few of the fixtures", door)
	}
	require.Len(t, judged, len(doors))
}

func TestADocumentedAnswerPassesInEveryDoor(t *testing.T) {
	good := fixture{name: "a documented answer", method: "GET", path: listPath, status: 200, header: http.Header{"Content-Type": {"application/json"}}, body: okList}
	zipped := good
	zipped.header, zipped.body = http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}, gzipped(okList)
	for door, judge := range doors {
		if door == "suite" {
			continue // there is more to a whole run: TestTheSandboxKeepsTheWholeContract
		}
		for _, f := range []fixture{good, zipped} {
			r := judge(t, f)
			require.Equal(t, contracttest.Pass, r.Outcome, "%s: %s", door, r)
			require.Equal(t, okList, r.Exchanges[0].ResponseBody, "a report shows the body decoded")
		}
	}
}

func TestAnAnswerThatHTTPItselfGivesIsNotJudged(t *testing.T) {
	for _, tt := range []struct {
		name, header string
		status       int
		path         string
		outcome      contracttest.Outcome
	}{
		{"not modified, as was asked", "If-None-Match", 304, listPath, contracttest.Skip},
		{"not modified, unasked", "X-Other", 304, listPath, contracttest.Fail},
		{"a range, as was asked", "Range", 206, listPath, contracttest.Skip},
		{"a range, unasked", "X-Other", 206, listPath, contracttest.Fail},
		{"a path that is another one until it is cleaned", "X-Other", 404, "/" + listPath, contracttest.Skip},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var seen contracttest.Result
			h := contracttest.Handler(answering(tt.status, "application/json", "{}"), func(r contracttest.Result) { seen = r })
			r := httptest.NewRequest("GET", "http://127.0.0.1/", nil)
			r.URL.Path = tt.path
			r.Header.Set(tt.header, "x")
			h.ServeHTTP(httptest.NewRecorder(), r)
			require.Equal(t, tt.outcome, seen.Outcome, seen)
		})
	}
}

func TestAnIdleConnectionThatEndsIsNotTheServersFault(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	go func() { // every connection is good for one answer, and ends with the second request
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			requests := bufio.NewReader(conn)
			if _, err := http.ReadRequest(requests); err == nil {
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(okList), okList)
				_, _ = http.ReadRequest(requests)
			}
			_ = conn.Close()
		}
	}()
	base := "http://" + listener.Addr().String()
	for door, transport := range map[string]func(report func(contracttest.Result)) (http.RoundTripper, string){
		"transport": func(report func(contracttest.Result)) (http.RoundTripper, string) {
			return contracttest.Transport(&http.Transport{}, report), base
		},
		"proxy": func(report func(contracttest.Result)) (http.RoundTripper, string) {
			front := httptest.NewServer(proxyTo(t, base, contracttest.ProxyOptions{Report: report}))
			t.Cleanup(front.Close)
			return &http.Transport{}, front.URL
		},
	} {
		seen := make(chan contracttest.Result, 2)
		through, address := transport(func(r contracttest.Result) { seen <- r })
		client := &http.Client{Transport: through}
		for _, method := range []string{"GET", "POST"} {
			var body io.Reader
			if method == "POST" {
				body = strings.NewReader("{}")
			}
			r, err := http.NewRequest(method, address+listPath, body)
			require.NoError(t, err)
			if response, err := client.Do(r); err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
		}
		require.Equal(t, contracttest.Pass, (<-seen).Outcome, door)
		result := <-seen
		require.Equal(t, contracttest.Invalid, result.Outcome, "%s: %s", door, result)
		require.Contains(t, result.Reason, "used before")
	}
}
