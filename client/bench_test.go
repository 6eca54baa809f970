package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/custmgr/custmgr/client"
)

// The benchmarks set the client beside net/http and encoding/json by hand. By
// hand means what a careful programmer writes for one program: a timeout per
// request, a bounded body, the status and the media type checked, the JSON read
// into structs. It does not do what the client adds: required fields, duplicate
// keys, invalid UTF-8, retries, a limiter, knowing whether a request was sent.
//
// "canned" answers from memory, so that only the work of the two is measured;
// "loopback" goes through a server on 127.0.0.1, as a call in earnest would.

type wireManager struct {
	ID   int64 `json:"id"`
	User struct {
		ID        int64  `json:"id"`
		Name      string `json:"name"`
		Email     string `json:"email"`
		AvatarURL string `json:"avatar_url"`
	} `json:"user"`
	Role struct {
		ID     int64  `json:"id"`
		Name   string `json:"name"`
		System bool   `json:"system"`
	} `json:"privilege_group"`
	Workspaces []struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
	} `json:"moderated_workspaces"`
}

type byHand struct {
	http  *http.Client
	base  string
	token string
}

func (h byHand) do(ctx context.Context, method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 45*time.Second)
	defer cancel()
	var send io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		send = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, h.base+path, send)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+h.token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "by-hand/1")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := h.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return errors.New("not JSON")
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

func (h byHand) list(ctx context.Context) ([]wireManager, error) {
	var answer struct {
		Result struct {
			Items []wireManager `json:"items"`
		} `json:"result"`
	}
	err := h.do(ctx, http.MethodGet, "/api/customer_managers", nil, &answer)
	return answer.Result.Items, err
}

func (h byHand) create(ctx context.Context, collaborator, role int64, workspaces []int64) (*wireManager, error) {
	var answer struct {
		Result wireManager `json:"result"`
	}
	err := h.do(ctx, http.MethodPost, "/api/customer_managers", struct {
		Collaborator int64   `json:"team_collaborator_id"`
		Role         int64   `json:"role_id"`
		Workspaces   []int64 `json:"permitted_workspace_ids"`
	}{collaborator, role, workspaces}, &answer)
	return &answer.Result, err
}

// canned is a transport that answers from memory.
type canned struct{ list, one []byte }

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	body := c.list
	if req.Method != http.MethodGet {
		body = c.one
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: req, ContentLength: int64(len(body)),
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:   io.NopCloser(bytes.NewReader(body)),
	}, nil
}

func listOf(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"result":{"items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"user":{"id":%d,"name":"ACME-HR %d","email":"alex%d@example.com","avatar_url":"https://example.com/%d"},`+
			`"privilege_group":{"id":247,"name":"Customer Admin","system":false},`+
			`"moderated_workspaces":[{"id":27123,"name":"Nutech"},{"id":29456,"name":"ACME USA"}]}`, i+1, i+4321, i, i, i)
	}
	b.WriteString(`]}}`)
	return b.Bytes()
}

// oneBody is the page's own sample of the answer to a create.
const oneBody = `{"result":{"id":1234,"user":{"id":4321,"name":"Alex","email":"alex@example.com","avatar_url":""},` +
	`"privilege_group":{"id":2,"name":"Admin","system":true},"moderated_workspaces":[{"id":29456,"name":"ACME USA"}]}}`

// both makes the two that are compared, over the same transport.
func both(b testing.TB, managers int, loopback bool) (*client.Client, byHand) {
	b.Helper()
	answers := canned{list: listOf(managers), one: []byte(oneBody)}
	base, transport := "https://example.com", http.RoundTripper(answers)
	if loopback {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			resp, _ := answers.RoundTrip(r)
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			io.Copy(w, resp.Body)
		}))
		b.Cleanup(srv.Close)
		base, transport = srv.URL, &http.Transport{MaxIdleConnsPerHost: 64}
	}
	hc := &http.Client{Transport: transport}
	c, err := client.New(base, client.NewToken("sandbox-benchmark"), client.WithHTTPClient(hc), client.WithLimiter(nil))
	if err != nil {
		b.Fatal(err)
	}
	return c, byHand{hc, base, "sandbox-benchmark"}
}

func BenchmarkList(b *testing.B) {
	for _, over := range []string{"canned", "loopback"} {
		for _, n := range []int{2, 1_000, 100_000} {
			c, h := both(b, n, over == "loopback")
			size := int64(len(listOf(n)))
			b.Run(fmt.Sprintf("%s/%d/by-hand", over, n), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(size)
				for b.Loop() {
					if list, err := h.list(b.Context()); err != nil || len(list) != n {
						b.Fatal(len(list), err)
					}
				}
			})
			b.Run(fmt.Sprintf("%s/%d/client", over, n), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(size)
				for b.Loop() {
					if list, err := c.List(b.Context()); err != nil || len(list) != n {
						b.Fatal(len(list), err)
					}
				}
			})
			b.Run(fmt.Sprintf("%s/%d/client-all", over, n), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(size)
				for b.Loop() {
					got := 0
					for _, err := range c.All(b.Context()) {
						if err != nil {
							b.Fatal(err)
						}
						got++
					}
					if got != n {
						b.Fatal(got)
					}
				}
			})
		}
	}
}

func BenchmarkCreate(b *testing.B) {
	for _, over := range []string{"canned", "loopback"} {
		c, h := both(b, 2, over == "loopback")
		b.Run(over+"/by-hand", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := h.create(b.Context(), 4321, 2, []int64{29456}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(over+"/client", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				req := client.CreateRequest{Collaborator: 4321, Role: 2, Scope: client.OnlyWorkspaces(29456)}
				if _, err := c.Create(b.Context(), req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkShared has 64 goroutines use one client; compare with by-hand, which
// shares nothing but the transport.
func BenchmarkShared(b *testing.B) {
	for _, over := range []string{"canned", "loopback"} {
		c, h := both(b, 2, over == "loopback")
		for _, who := range []struct {
			name string
			list func() error
		}{
			{"by-hand", func() error { _, err := h.list(b.Context()); return err }},
			{"client", func() error { _, err := c.List(b.Context()); return err }},
		} {
			b.Run(over+"/64/"+who.name, func(b *testing.B) {
				b.ReportAllocs()
				b.SetParallelism(max(1, 64/runtime.GOMAXPROCS(0)))
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := who.list(); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}

// TestTheClientAllocatesLittleMore holds the price of the client: no more than ten
// allocations above those of the same work by hand. Under the race detector, where
// a sync.Pool drops at random what it is given, the calls are made and not counted.
func TestTheClientAllocatesLittleMore(t *testing.T) {
	c, h := both(t, 2, false)
	scope := client.OnlyWorkspaces(29456)
	for name, tc := range map[string]struct{ client, byHand func() error }{
		"list": {
			func() error { _, err := c.List(t.Context()); return err },
			func() error { _, err := h.list(t.Context()); return err },
		},
		"create": {
			func() error {
				_, err := c.Create(t.Context(), client.CreateRequest{Collaborator: 4321, Role: 2, Scope: scope})
				return err
			},
			func() error { _, err := h.create(t.Context(), 4321, 2, []int64{29456}); return err },
		},
	} {
		measure := func(call func() error) float64 {
			return testing.AllocsPerRun(100, func() {
				if err := call(); err != nil {
					t.Error(err)
				}
			})
		}
		if ours, theirs := measure(tc.client), measure(tc.byHand); ours > theirs+10 && !raceDetector {
			t.Errorf("%s: %v allocations, %v by hand", name, ours, theirs)
		}
	}
}
