package contracttest_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/custmgr/custmgr/contracttest"
)

// BenchmarkProxy compares calls through the proxy with direct ones, in turns.
func BenchmarkProxy(b *testing.B) {
	for _, of := range []struct {
		name     string
		managers int
		declared bool // the length of the body
	}{{"2", 2, true}, {"1000", 1000, true}, {"1000-chunked", 1000, false}} {
		b.Run(of.name, func(b *testing.B) {
			body := manyManagers(of.managers)
			header := http.Header{"Content-Type": {"application/json"}}
			if of.declared {
				header.Set("Content-Length", strconv.Itoa(len(body)))
			}
			target := httptest.NewServer(fixture{method: "GET", path: listPath, status: 200, header: header, body: body})
			defer target.Close()
			front := httptest.NewServer(proxyTo(b, target.URL, contracttest.ProxyOptions{Report: func(r contracttest.Result) {
				if r.Outcome != contracttest.Pass {
					b.Error(r)
				}
			}}))
			defer front.Close()
			client := &http.Client{}
			defer client.CloseIdleConnections()
			var direct, proxied []time.Duration
			call := func(base string) time.Duration {
				started := time.Now()
				response, err := client.Get(base + listPath)
				if err != nil {
					b.Fatal(err)
				}
				n, err := io.Copy(io.Discard, response.Body)
				if err != nil || n != int64(len(body)) {
					b.Fatal(n, err)
				}
				_ = response.Body.Close()
				return time.Since(started)
			}
			for b.Loop() {
				direct = append(direct, call(target.URL))
				proxied = append(proxied, call(front.URL))
			}
			at := func(all []time.Duration, share float64) time.Duration {
				slices.Sort(all)
				return all[int(share*float64(len(all)-1))]
			}
			for name, share := range map[string]float64{"p50": 0.5, "p99": 0.99} {
				d, p := at(direct, share), at(proxied, share)
				b.ReportMetric(float64(p)/float64(d), name+"-x-of-direct")
				b.ReportMetric(float64((p - d).Microseconds()), name+"-added-µs")
			}
		})
	}
}

// manyManagers is a list of n managers.
func manyManagers(n int) string {
	var b bytes.Buffer
	b.WriteString(`{"result":{"items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"user":{"id":%[1]d,"name":"Person","email":"p%[1]d@example.com","avatar_url":""},"privilege_group":{"id":2,"name":"Admin","system":true},"moderated_workspaces":[{"id":1,"name":"ACME"}]}`, i+1)
	}
	b.WriteString(`]}}`)
	return b.String()
}
