package contracttest_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

var exchanges = flag.Int("exchanges", 0, "how many exchanges go through the proxy to compare their bytes; 0 means 10,000, and 1,500 under the race detector")

// noisy is where generated bodies are taken from.
var noisy = sync.OnceValue(func() []byte {
	b := make([]byte, 3<<20)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(b) // it cannot fail
	return b
})

// A traded is one generated exchange: what is sent and what is answered.
type traded struct {
	method, path       string
	sent, answered     []byte
	sentChunked        bool
	status             int
	chunked            bool
	sentMore, moreBack http.Header
}

// trade makes the exchange of a number, always the same.
func trade(n uint64) traded {
	by := rand.New(rand.NewPCG(n, 7))
	x := traded{
		method: oneOf(by, "GET", "POST", "PUT", "DELETE", "PATCH"),
		path:   oneOf(by, listPath, listPath+"/1234", "/other/"+strconv.FormatUint(n, 36)) + oneOf(by, "", "?a=%20b&c", "?n="+strconv.FormatUint(n, 10)),
		status: oneOf(by, 200, 200, 200, 200, 201, 204, 206, 299, 304, 400, 401, 404, 422, 429, 500, 503),
		sent:   generated(by), answered: generated(by), sentChunked: by.IntN(2) == 0, chunked: by.IntN(2) == 0,
		sentMore: http.Header{"X-Number": {strconv.FormatUint(n, 10)}, "Authorization": {"Bearer " + doorsToken}}, moreBack: http.Header{"X-Number": {strconv.FormatUint(n, 10)}},
	}
	if x.method == "GET" || x.method == "DELETE" {
		x.sent = nil
	}
	if by.IntN(3) == 0 {
		x.sentMore["Accept-Encoding"] = []string{oneOf(by, "gzip", "br", "identity", "gzip, deflate;q=0.5")}
	}
	if by.IntN(2) == 0 {
		x.moreBack["Content-Type"] = []string{oneOf(by, "application/json", "text/html; charset=iso-8859-1", "application/octet-stream", ";;")}
	}
	if by.IntN(3) == 0 {
		x.moreBack["Content-Encoding"] = []string{oneOf(by, "gzip", "deflate", "br", "none")}
		if by.IntN(2) == 0 && len(x.answered) < 64<<10 {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = z.Write(x.answered)
			_ = z.Close()
			x.answered, x.moreBack["Content-Encoding"] = b.Bytes(), []string{"gzip"}
		}
	}
	for range by.IntN(4) {
		name := "X-" + oneOf(by, "Odd", "Other", "Third")
		x.sentMore.Add(name, oneOf(by, "", "a, b", "ü", `"quoted"`))
		x.moreBack.Add(name, oneOf(by, "", "a, b", "ü", `"quoted"`))
	}
	if by.IntN(4) == 0 { // what is as documented passes too
		x.method, x.path, x.sent, x.status, x.answered = "GET", listPath, nil, 200, []byte(manyManagers(by.IntN(50)))
		x.moreBack["Content-Type"] = []string{"application/json"}
		x.moreBack.Del("Content-Encoding")
	}
	if x.status == 204 || x.status == 304 {
		x.answered = nil
		x.moreBack.Del("Content-Type") // net/http sends none with a 304
	}
	return x
}

// generated is a body of 0 bytes to 1 MiB, mostly small.
func generated(by *rand.Rand) []byte {
	size := by.IntN(2 << 10)
	switch by.IntN(50) {
	case 0:
		size = by.IntN(1<<20 + 1)
	case 1, 2, 3:
		size = by.IntN(64 << 10)
	case 4, 5, 6, 7, 8:
		size = 0
	}
	at := by.IntN(len(noisy()) - size)
	return noisy()[at : at+size]
}

// ServeHTTP answers the exchange whose number a request carries, and says what it got.
func (traded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.ParseUint(r.Header.Get("X-Number"), 10, 64)
	x := trade(n)
	sum := sha256.New()
	_, _ = io.Copy(sum, r.Body)
	w.Header()["Date"], w.Header()["Content-Type"] = nil, nil
	for name, values := range x.moreBack {
		w.Header()[name] = values
	}
	w.Header().Set("X-Got", fmt.Sprintf("%x %s %s", sum.Sum(nil), r.Method, r.RequestURI))
	for _, name := range []string{"Authorization", "X-Odd", "X-Other", "X-Third", "Accept-Encoding", "User-Agent", "X-Forwarded-For"} {
		for _, v := range r.Header[name] {
			w.Header().Add("X-Got-Header", fmt.Sprintf("%s=%q", name, v))
		}
	}
	bodiless := x.status == 204 || x.status == 304
	if !x.chunked && !bodiless {
		w.Header().Set("Content-Length", strconv.Itoa(len(x.answered)))
	}
	w.WriteHeader(x.status)
	if x.chunked {
		_ = http.NewResponseController(w).Flush()
	}
	_, _ = w.Write(x.answered)
}

func TestBodiesPassTheProxyByteForByteInBothDirections(t *testing.T) {
	count := *exchanges
	if count == 0 {
		count = 10_000
		if raceDetector {
			count = 600
		}
	}
	target := httptest.NewServer(traded{})
	defer target.Close()
	var lock sync.Mutex
	outcomes := map[contracttest.Outcome]int{}
	front := httptest.NewServer(proxyTo(t, target.URL, contracttest.ProxyOptions{Report: func(r contracttest.Result) {
		lock.Lock()
		defer lock.Unlock()
		if r.Check.Rule != contracttest.LeaksRule { // the target says what token it got
			outcomes[r.Outcome]++
		}
	}}))
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8}
	var wait sync.WaitGroup
	const workers = 8
	var total [workers]int64
	for worker := range workers {
		wait.Go(func() {
			for n := worker; n < count; n += workers {
				size, err := passed(transport, front.URL, uint64(n))
				if err != nil {
					t.Errorf("exchange %d: %v", n, err)
				}
				total[worker] += size
			}
		})
	}
	wait.Wait()
	transport.CloseIdleConnections()
	front.Close()
	bytes := int64(0)
	for _, n := range total {
		bytes += n
	}
	t.Logf("%d exchanges, %d MiB, judged %v", count, bytes>>20, outcomes)
	judged := 0
	for _, n := range outcomes {
		judged += n
	}
	require.Equal(t, count, judged, "one result for each")
	require.Greater(t, outcomes[contracttest.Pass], count/5)
	require.Greater(t, outcomes[contracttest.Fail], count/10)
}

// passed sends an exchange through the proxy and compares what arrived.
func passed(transport http.RoundTripper, base string, n uint64) (int64, error) {
	x := trade(n)
	var body io.Reader
	if len(x.sent) > 0 {
		body = bytes.NewReader(x.sent)
		if x.sentChunked {
			body = struct{ io.Reader }{body} // its length is not known
		}
	}
	r, err := http.NewRequest(x.method, base+x.path, body)
	if err != nil {
		return 0, err
	}
	r.Header = x.sentMore.Clone()
	r.Header["User-Agent"] = nil // none is sent, and none has to arrive
	response, err := transport.RoundTrip(r)
	if err != nil {
		return 0, err
	}
	got, err := io.ReadAll(response.Body)
	if err := response.Body.Close(); err != nil {
		return 0, err
	}
	switch {
	case err != nil:
		return 0, err
	case response.StatusCode != x.status:
		return 0, fmt.Errorf("status %d instead of %d", response.StatusCode, x.status)
	case sha256.Sum256(got) != sha256.Sum256(x.answered):
		return 0, fmt.Errorf("%d bytes came back, which are not the %d that were answered", len(got), len(x.answered))
	}
	if want := fmt.Sprintf("%x %s %s", sha256.Sum256(x.sent), x.method, x.path); response.Header.Get("X-Got") != want {
		return 0, fmt.Errorf("the target got %s instead of %s", response.Header.Get("X-Got"), want)
	}
	var headers []string
	for _, name := range []string{"Authorization", "X-Odd", "X-Other", "X-Third", "Accept-Encoding"} {
		for _, v := range x.sentMore[name] {
			headers = append(headers, fmt.Sprintf("%s=%q", name, v))
		}
	}
	if !slices.Equal(headers, response.Header["X-Got-Header"]) {
		return 0, fmt.Errorf("the target got the headers %q instead of %q", response.Header["X-Got-Header"], headers)
	}
	for _, name := range []string{"Date", "Content-Type", "Content-Encoding", "X-Odd", "X-Other", "X-Third"} {
		if !slices.Equal(response.Header[name], x.moreBack[name]) {
			return 0, fmt.Errorf("the client got the %s %q instead of %q", name, response.Header[name], x.moreBack[name])
		}
	}
	return int64(len(x.sent) + len(got)), nil
}
