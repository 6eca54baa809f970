package contracttest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// doorsToken is in every request of these tests, and in many answers.
const doorsToken = "sandbox-doors-0123456789abcdef"

const listPath = "/api/customer_managers"

// A fixture is one answer that breaks the contract in one way.
type fixture struct {
	name, method, path string
	status             int
	header             http.Header
	body               string
	cut, silent        bool     // it breaks off within the body, or before anything came
	says               []string // part of each problem that is found
	level              contracttest.Level
	not                []string // doors that cannot see it
}

// id names the check that fails.
func (f fixture) id() string {
	return map[string]string{"GET": "listCustomerManagers", "POST": "createCustomerManager", "DELETE": "deleteCustomerManager"}[f.method] + "/response"
}

func (f fixture) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	if f.silent {
		panic(http.ErrAbortHandler)
	}
	w.Header()["Content-Type"] = nil // else net/http would guess one
	maps.Copy(w.Header(), f.header)
	if f.cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(f.body)+10))
	}
	w.WriteHeader(f.status)
	_, _ = io.WriteString(w, f.body)
}

// manager is one of a list, with one of its members replaced.
func manager(member, value string) string {
	members := map[string]string{
		"id": "1234", "user": `{"id":4321,"name":"Alex","email":"alex@example.com","avatar_url":""}`,
		"privilege_group": `{"id":2,"name":"Admin","system":true}`, "moderated_workspaces": `[]`,
	}
	members[member] = value
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if members[name] != "" {
			texts = append(texts, strconv.Quote(name)+":"+members[name])
		}
	}
	return `{"result":{"items":[{` + strings.Join(texts, ",") + `}]}}`
}

func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// fixtures has one for each rule of the response judge.
func fixtures() []fixture {
	js := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	with := func(name string, values ...string) http.Header {
		h := js.Clone()
		h[name] = values
		return h
	}
	list := func(name, body, says string) fixture {
		return fixture{name: name, method: "GET", path: listPath, status: 200, header: js, body: body, says: []string{says}, level: contracttest.Must}
	}
	all := []fixture{
		{name: "an undocumented status", status: 299, header: js, body: okList, says: []string{"a documented status: 200, 400"}},
		{name: "an undocumented error", status: 418, header: js, body: `{"message":"teapot"}`, says: []string{"418"}},
		{name: "another media type", status: 200, header: with("Content-Type", "text/html"), body: "<html>", says: []string{"text/html"}},
		{name: "no Content-Type", status: 200, header: http.Header{"X-Other": {"1"}}, body: okList, says: []string{"no Content-Type"}},
		{name: "another charset", status: 200, header: with("Content-Type", "application/json; charset=iso-8859-1"), body: okList, says: []string{"iso-8859-1"}},
		{name: "a doubled Content-Type", status: 200, header: with("Content-Type", "application/json", "application/json"), body: okList, says: []string{"2 Content-Type headers"}},
		{name: "a malformed Content-Type", status: 200, header: with("Content-Type", "application/json;;;="), body: okList, says: []string{"malformed"}},
		list("a missing field", `{"result":{}}`, "it is missing"),
		list("a missing field of an item", manager("user", ""), "it is missing"),
		list("another type", manager("id", `"1234"`), "integer"),
		list("null", manager("moderated_workspaces", `null`), "null"),
		list("a number out of range", manager("id", "0"), "at least 1"),
		list("an undocumented field", `{"result":{"items":[],"count":0}}`, "only documented fields"),
		list("another format", manager("user", `{"id":1,"name":"","email":"nobody","avatar_url":""}`), "e-mail"),
		list("an integer beyond int64", manager("id", "9223372036854775808"), "64 bits"),
		list("an integer with a fraction", manager("id", "1234.0"), "64 bits"),
		list("a duplicate name", `{"result":1,"result":{"items":[]}}`, "duplicate"),
		list("more after the JSON", okList+"x", "more after"),
		list("a byte order mark", "\xef\xbb\xbf"+okList, "byte order mark"),
		list("invalid UTF-8", manager("user", "{\"id\":1,\"name\":\"\xff\",\"email\":\"a@b.c\",\"avatar_url\":\"\"}"), "UTF-8"),
		list("a lone surrogate", manager("user", `{"id":1,"name":"\ud800","email":"a@b.c","avatar_url":""}`), "surrogate"),
		list("half a JSON text", okList[:10], "ends in the middle"),
		list("no body at all", "", "is empty"),
		list("two problems", `{"result":{"items":[{"id":"`+doorsToken+`"}]}}`, ""),
		{name: "a word that is not of the enumeration", method: "DELETE", path: listPath + "/1234", status: 200, header: js, body: `{"result":"OK"}`, says: []string{"ok"}},
		{name: "a create with 201, an open question", method: "POST", status: 201, header: js, body: `{"result":{"id":1,"user":{"id":1,"name":"","email":"a@b.c","avatar_url":""},"privilege_group":{"id":2,"name":"","system":true},"moderated_workspaces":[]}}`,
			says: []string{"201"}, level: contracttest.Should},
		{name: "an error of another shape", status: 400, header: js, body: `{"error":"` + doorsToken + `"}`, says: []string{"missing", "documented fields"}, not: []string{"suite"}},
		{name: "a header of another type", status: 429, header: with("Retry-After", "soon"), body: `{"message":""}`, says: []string{"Retry-After"}, level: contracttest.Should, not: []string{"suite"}},
		{name: "a header twice", status: 429, header: with("Retry-After", "1", "2"), body: `{"message":""}`, says: []string{"the header once"}, level: contracttest.Should, not: []string{"suite"}},
		{name: "a body that breaks off", status: 200, header: js, body: okList, cut: true, says: []string{"unexpected EOF"}},
		{name: "no answer", status: 200, silent: true, says: []string{"hung up"}, not: []string{"har"}},
		{name: "what is no gzip", status: 200, header: with("Content-Encoding", "gzip"), body: okList, says: []string{"gzip: invalid header"}, not: []string{"suite", "har"}},
		{name: "half of a gzip", status: 200, header: with("Content-Encoding", "gzip"), body: gzipped(okList)[:20], says: []string{"unexpected EOF"}, not: []string{"suite", "har"}},
		{name: "an unknown content coding", status: 200, header: with("Content-Encoding", "rot13"), body: okList, says: []string{"rot13"}, not: []string{"suite", "har"}},
		{name: "gzip of a broken answer", status: 200, header: with("Content-Encoding", "gzip"), body: gzipped(`{"result":{}}`), says: []string{"it is missing"}, not: []string{"suite"}},
		{name: "an unread coding of another media type", status: 200, header: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"br"}}, body: "\x0b\x02\x80", says: []string{"text/html"}, not: []string{"suite"}},
	}
	for i := range all {
		f := &all[i]
		if f.method == "" {
			f.method = "GET"
		}
		if f.path == "" {
			f.path = listPath
		}
		if slices.Contains([]string{"an undocumented field", "another format"}, f.name) {
			f.level = contracttest.Should
		}
		if f.level == "" {
			f.level = contracttest.Must
		}
	}
	return all
}

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
		f.ServeHTTP(w, r)
	})
	results := slices.Collect(contracttest.Test(t.Context(), contracttest.Target{
		Handler: server, Token: doorsToken, Values: sandbox.Values(), Only: regexp.MustCompile("^" + f.id() + "$")}))
	require.NotEmpty(t, results)
	return results[0] // what it could not remove again may follow
}

// request is what all the doors but the suite judge the fixture's answer to.
func (f fixture) request(t *testing.T, base string) *http.Request {
	r, err := http.NewRequestWithContext(t.Context(), f.method, base+f.path, strings.NewReader(""))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+doorsToken)
	r.Header.Set("Accept-Encoding", "gzip, br") // so that the client does not undo it
	return r
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
	return <-seen
}

func handlerDoor(t *testing.T, f fixture) contracttest.Result {
	seen := make(chan contracttest.Result, 2)
	server := httptest.NewServer(contracttest.Handler(f, func(r contracttest.Result) { seen <- r }))
	defer server.Close()
	exchange(f.request(t, server.URL), &http.Transport{DisableKeepAlives: true})
	return <-seen
}

func proxyDoor(t *testing.T, f fixture) contracttest.Result {
	seen := make(chan contracttest.Result, 2)
	server := httptest.NewServer(f)
	defer server.Close()
	front := httptest.NewServer(proxyTo(t, server.URL, contracttest.ProxyOptions{Report: func(r contracttest.Result) { seen <- r }}))
	defer front.Close()
	exchange(f.request(t, front.URL), &http.Transport{DisableKeepAlives: true})
	return <-seen
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
	require.Len(t, results, 1)
	return results[0]
}

// har is the fixture as a browser would keep it.
func (f fixture) har() string {
	headers := []map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(f.header)) {
		for _, value := range f.header[name] {
			headers = append(headers, map[string]string{"name": strings.ToLower(name), "value": value})
		}
	}
	text := f.body
	if f.header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(strings.NewReader(text))
		if err != nil {
			panic(err)
		}
		plain, _ := io.ReadAll(z)
		text = string(plain)
	}
	content := map[string]any{"size": len(text), "mimeType": f.header.Get("Content-Type"), "text": text}
	if !utf8.ValidString(text) || strings.HasPrefix(text, "\xef\xbb\xbf") {
		content["text"], content["encoding"] = base64.StdEncoding.EncodeToString([]byte(text)), "base64"
	}
	if f.cut {
		headers = append(headers, map[string]string{"name": "Content-Length", "value": strconv.Itoa(len(f.body) + 10)})
	}
	entry := map[string]any{
		"startedDateTime": "2024-01-29T10:00:00.123+01:00", "time": 12.5, "_priority": "High", "cache": map[string]any{}, "timings": map[string]any{},
		"request": map[string]any{"method": f.method, "url": "https://app.eu.workato.com" + f.path, "httpVersion": "HTTP/2", "bodySize": 0,
			"headers": []map[string]string{{"name": ":method", "value": f.method}, {"name": "authorization", "value": "Bearer " + doorsToken}}},
		"response": map[string]any{"status": f.status, "statusText": "", "headers": headers, "content": content, "bodySize": len(f.body), "_transferSize": 99},
	}
	b, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "creator": map[string]string{"name": "test"}, "pages": []any{}, "entries": []any{entry}}})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestEveryFixtureFailsInEveryDoorWithTheSameProblems(t *testing.T) {
	judged := map[string]int{}
	for _, f := range fixtures() {
		t.Run(f.name, func(t *testing.T) {
			var first []contracttest.Problem
			for _, door := range []string{"transport", "handler", "proxy", "har", "suite"} {
				if slices.Contains(f.not, door) {
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
			r, err := http.NewRequest(method, address+listPath, strings.NewReader("{}"))
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
