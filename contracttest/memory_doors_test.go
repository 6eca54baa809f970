package contracttest_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// pieces sends a body in pieces of 32 KiB, as what reads a database would.
func pieces(body, coding string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if coding != "" {
			w.Header().Set("Content-Encoding", coding)
		}
		rest := strings.NewReader(body)
		piece := make([]byte, 32<<10)
		for rest.Len() > 0 {
			n, _ := rest.Read(piece)
			if _, err := w.Write(piece[:n]); err != nil {
				return
			}
		}
	})
}

// largeDoors are the doors that a body passes while it is judged.
var largeDoors = map[string]func(t testing.TB, h http.Handler, report func(contracttest.Result)) (base string, through http.RoundTripper){
	"transport": func(t testing.TB, h http.Handler, report func(contracttest.Result)) (string, http.RoundTripper) {
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		return server.URL, contracttest.Transport(&http.Transport{DisableKeepAlives: true}, report)
	},
	"handler": func(t testing.TB, h http.Handler, report func(contracttest.Result)) (string, http.RoundTripper) {
		server := httptest.NewServer(contracttest.Handler(h, report))
		t.Cleanup(server.Close)
		return server.URL, &http.Transport{DisableKeepAlives: true}
	},
	"proxy": func(t testing.TB, h http.Handler, report func(contracttest.Result)) (string, http.RoundTripper) {
		target := httptest.NewServer(h)
		t.Cleanup(target.Close)
		front := httptest.NewServer(proxyTo(t, target.URL, contracttest.ProxyOptions{Report: report}))
		t.Cleanup(front.Close)
		return front.URL, &http.Transport{DisableKeepAlives: true}
	},
}

// sent asks for the list and reads it to its end, without keeping any of it.
func sent(t testing.TB, base string, through http.RoundTripper) int64 {
	r, err := http.NewRequestWithContext(t.Context(), "GET", base+listPath, nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+doorsToken)
	r.Header.Set("Accept-Encoding", "gzip") // so that the client does not undo it
	response, err := (&http.Client{Transport: through}).Do(r)
	require.NoError(t, err)
	n, err := io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return n
}

// taken is what a call allocates, and the most that the heap grows by, in bytes.
func taken(call func()) (allocated, peak uint64) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var most atomic.Uint64
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most.Store(max(most.Load(), now.HeapAlloc))
			select {
			case <-over:
				return
			case <-tick.C:
			}
		}
	}()
	call()
	close(over)
	<-ended
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, max(most.Load(), before.HeapAlloc) - before.HeapAlloc
}

// requireNoFile holds that no temporary file is left, nor an open one without a name.
func requireNoFile(t *testing.T) {
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	require.NoError(t, err)
	require.Empty(t, left)
	open, _ := filepath.Glob("/proc/self/fd/*") // on Linux
	for _, f := range open {
		target, _ := os.Readlink(f)
		require.NotContains(t, target, os.Getenv("TMPDIR"))
	}
}

func TestALargeListTakesLittleMemoryInEveryDoor(t *testing.T) {
	const most = 8 << 20
	managers := 100_000
	if raceDetector { // which is slow, and allocates on its own
		managers = 10_000
	}
	plain := manyManagers(managers)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(z, plain)
	require.NoError(t, z.Close())
	for coding, body := range map[string]string{"": plain, "gzip": zipped.String()} {
		for door, open := range largeDoors {
			t.Run(strings.TrimPrefix(coding+" "+door, " "), func(t *testing.T) {
				t.Setenv("TMPDIR", t.TempDir())
				seen := make(chan contracttest.Result, 2)
				base, through := open(t, pieces(body, coding), func(r contracttest.Result) { seen <- r })
				allocated, peak := taken(func() {
					require.EqualValues(t, len(body), sent(t, base, through))
					result := <-seen
					require.Equal(t, contracttest.Pass, result.Outcome, result.Reason)
					require.Equal(t, plain[:64<<10], result.Exchanges[0].ResponseBody)
				})
				t.Logf("%d KiB of list: %d KiB allocated, at most %d KiB more at a time", len(plain)>>10, allocated>>10, peak>>10)
				if !raceDetector {
					require.Less(t, allocated, uint64(most))
					require.Less(t, peak, uint64(most))
				}
				require.Empty(t, seen)
				requireNoFile(t)
			})
		}
	}
}

func TestALargeBodyThatIsLeftEarlyLeavesNoFile(t *testing.T) {
	for _, door := range []string{"transport", "proxy"} {
		t.Run(door, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			seen := make(chan contracttest.Result, 2)
			base, through := largeDoors[door](t, pieces(manyManagers(100_000), ""), func(r contracttest.Result) { seen <- r })
			response, err := (&http.Client{Transport: through}).Get(base + listPath)
			require.NoError(t, err)
			_, err = io.CopyN(io.Discard, response.Body, 4<<20)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, contracttest.Skip, (<-seen).Outcome)
			requireNoFile(t)
		})
	}
}

// BenchmarkDoors is a list through each door, beside a plain call.
func BenchmarkDoors(b *testing.B) {
	for _, managers := range []int{2, 1_000, 100_000} {
		h := pieces(manyManagers(managers), "")
		for _, door := range []string{"direct", "transport", "handler", "proxy"} {
			b.Run(fmt.Sprintf("%d/%s", managers, door), func(b *testing.B) {
				b.ReportAllocs()
				seen := make(chan contracttest.Result, 2)
				open := largeDoors[door]
				if open == nil {
					open = func(b testing.TB, h http.Handler, report func(contracttest.Result)) (string, http.RoundTripper) {
						server := httptest.NewServer(h)
						b.Cleanup(server.Close)
						return server.URL, &http.Transport{DisableKeepAlives: true}
					}
				}
				base, through := open(b, h, func(r contracttest.Result) { seen <- r })
				for b.Loop() {
					b.SetBytes(sent(b, base, through))
					if door != "direct" {
						if r := <-seen; r.Outcome != contracttest.Pass {
							b.Fatal(r)
						}
					}
				}
			})
		}
	}
}
