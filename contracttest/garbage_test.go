package contracttest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// garbageToken is good nowhere; garbage servers echo it.
const garbageToken = "sandbox-garbage-7d1f3c1e"

func TestARandomServerCausesNoPanicAndEveryRunEnds(t *testing.T) {
	all := subjects(t)
	servers := uint64(240)
	if raceDetector {
		servers = 8
	}
	for seed := range servers {
		s := all[seed%2]
		synctest.Test(t, func(t *testing.T) { // a random 429 is waited out
			target := contracttest.Target{Handler: garbage(seed, s.good()), Token: garbageToken, Values: s.values}
			ends(t, s, seed, slices.Collect(s.suite.Test(t.Context(), target)))
		})
	}
}

func TestRandomBytesOnAConnectionCauseNoPanicAndEveryRunEnds(t *testing.T) {
	all := subjects(t)
	servers := uint64(60)
	if raceDetector {
		servers = 8
	}
	for seed := range servers {
		s := all[seed%2]
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		go noise(listener, seed)
		target := contracttest.Target{URL: "http://" + listener.Addr().String(), Token: garbageToken, Values: s.values}
		ends(t, s, seed, slices.Collect(s.suite.Test(t.Context(), target)))
		require.NoError(t, listener.Close())
	}
}

// ends checks that a run against garbage has one result for each check, that
// not all of them pass, and that none shows the token.
func ends(t *testing.T, s subject, seed uint64, results []contracttest.Result) {
	t.Helper()
	require.GreaterOrEqual(t, len(results), len(s.suite.Checks()), "seed %d", seed)
	kept := 0
	for _, r := range results {
		require.Contains(t, []contracttest.Outcome{contracttest.Pass, contracttest.Fail, contracttest.Skip, contracttest.Invalid, contracttest.Answered}, r.Outcome, "seed %d", seed)
		if r.Outcome == contracttest.Pass {
			kept++
		}
	}
	require.Less(t, kept, len(s.suite.Checks()), "seed %d: garbage passes", seed)
	written, err := json.Marshal(results)
	require.NoError(t, err, "seed %d", seed)
	require.NotContains(t, string(written), garbageToken, "seed %d", seed)
}

// garbage answers at random, in part with spoilt answers of a good server.
func garbage(seed uint64, good http.Handler) http.Handler {
	by := rand.New(rand.NewPCG(seed, 1))
	return oneByOne(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("Authorization") + r.Header.Get("X-Key")
		proper := httptest.NewRecorder()
		r.Header.Set("Authorization", strings.ReplaceAll(r.Header.Get("Authorization"), garbageToken, "sandbox"))
		r.Header.Set("X-Key", strings.ReplaceAll(r.Header.Get("X-Key"), garbageToken, "sandbox-key"))
		good.ServeHTTP(proper, r)
		if by.IntN(12) == 0 {
			panic(http.ErrAbortHandler)
		}
		if by.IntN(40) == 0 {
			panic("garbage for " + token)
		}
		for range by.IntN(4) {
			w.Header().Add(oneOf(by, "Content-Type", "Content-Encoding", "Location", "Retry-After", "X-Odd", "Content-Length"),
				oneOf(by, "application/json", "text/html", "gzip", "/", "-1", "99999999999999999999", "", "\xff", token, "application/json; charset=\"", "Thu, 01 Jan 2099 00:00:00 GMT"))
		}
		if by.IntN(2) == 0 {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(oneOf(by, proper.Code, proper.Code, proper.Code, 200, 201, 204, 205, 301, 304, 400, 401, 404, 422, 429, 500, 599, 999))
		_, _ = w.Write(spoilt(by, proper.Body.Bytes(), token))
	})
}

func oneOf[T any](by *rand.Rand, all ...T) T { return all[by.IntN(len(all))] }

// spoilt makes garbage, mostly of a good body.
func spoilt(by *rand.Rand, body []byte, token string) []byte {
	body = bytes.Clone(body)
	switch by.IntN(10) {
	case 0:
		return nil
	case 1:
		return body
	case 2:
		return body[:by.IntN(len(body)+1)]
	case 3:
		return []byte(token)
	case 4:
		return []byte(strings.Repeat(oneOf(by, "[", `{"a":`, "[[],"), 1+by.IntN(20_000)))
	case 5:
		random := make([]byte, by.IntN(300))
		for i := range random {
			random[i] = byte(by.Uint32())
		}
		return random
	case 6:
		return []byte(oneOf(by, "null", "0", `""`, "[]", "{}", `{"result":null}`, `{"result":{"items":[null,1,{}]}}`, `{"notes":[[],{"id":{}}]}`, `{"id":1e999}`, `{"result":{"id":[]}}`))
	}
	for range 1 + by.IntN(5) { // exchange some bytes for others that mean something
		if len(body) > 0 {
			body[by.IntN(len(body))] = oneOf[byte](by, '{', '}', '[', ']', '"', ',', ':', '0', '9', '-', 'e', '\\', 0xff, 0)
		}
	}
	return body
}

// noise answers each connection with bytes that are hardly HTTP.
func noise(listener net.Listener, seed uint64) {
	by := rand.New(rand.NewPCG(seed, 2))
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = conn.Read(make([]byte, 4096))
		status := oneOf(by, "HTTP/1.1 200 OK", "HTTP/1.1 200", "HTTP/9.9 200 OK", "HTTP/1.1 -1 no", "HTTP/1.1 2000 OK", "HTTP/1.0 204", "ICY 200 OK", "", "\x00\xff", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols")
		header := oneOf(by, "Content-Length: 5", "Content-Length: -5", "Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: chunked", "Transfer-Encoding: odd", "no colon", ": no name",
			"Content-Type: application/json", "Content-Encoding: gzip", "X: "+strings.Repeat("y", by.IntN(5000)))
		body := oneOf(by, `{"result":"ok"}`, "5\r\n{}", "zz\r\n", "", "\x1f\x8b\x00", `{"notes":[]}`, strings.Repeat("x", by.IntN(5000)))
		_, _ = io.WriteString(conn, status+oneOf(by, "\r\n", "\n", "")+header+oneOf(by, "\r\n\r\n", "\n\n", "\r\n")+body)
		_ = conn.Close()
	}
}

func FuzzAnswer(f *testing.F) {
	all := subjects(f)
	for _, s := range all {
		for _, o := range s.suite.Checks() {
			if o.Rule == "response" {
				f.Add(200, "Content-Type: application/json", []byte(`{"result":{"items":[]},"notes":[],"`+o.Operation+`":1}`))
			}
		}
	}
	f.Add(200, "Content-Type: application/json; charset=utf-8", []byte(`{"result":{"items":[{"id":9223372036854775808}]}}`))
	f.Add(401, "Content-Type: application/json\nContent-Type: text/html", []byte(`{"message":"\ud800"}`))
	f.Add(404, "", []byte{0xff, 0xfe})
	f.Add(429, "Retry-After: -1", []byte(`{"message":1e999}`))
	f.Fuzz(func(t *testing.T, status int, header string, body []byte) {
		if status < 200 || status > 999 {
			return
		}
		server := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for line := range strings.Lines(header) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
				w.Header()[http.CanonicalHeaderKey(name)] = append(w.Header()[http.CanonicalHeaderKey(name)], strings.TrimSpace(value))
			}
			w.WriteHeader(status)
			_, _ = w.Write(body)
		})
		for _, s := range all {
			for path, item := range s.doc.Paths.Map() {
				for method, op := range item.Operations() {
					var results []contracttest.Result
					judged := s.suite.Handler(server, func(r contracttest.Result) { results = append(results, r) })
					judged.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, strings.NewReplacer("{id}", "1", "{team}", "red", "{note}", "n-1").Replace(path), nil))
					require.NotEmpty(t, results, "%s %s", method, path)
					for _, second := range results[1:] {
						require.Equal(t, contracttest.LeaksRule, second.Check.Rule)
					}
					documented := op.Responses.Status(status)
					if documented != nil && len(documented.Value.Content) > 0 && !json.Valid(body) {
						require.Equal(t, contracttest.Fail, results[0].Outcome, "%s %s: %d %q is no JSON and passes", method, path, status, body)
					}
					_ = fmt.Sprint(results[0])
				}
			}
		}
	})
}
