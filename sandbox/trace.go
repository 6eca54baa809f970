package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

const (
	keptRequests = 100     // of each world
	keptBytes    = 4 << 10 // of each body and each header
)

// A Request is a call of an operation that came in with the token of a world.
// Credentials are not kept: neither the token nor those that are sent the old
// way, in headers or in the query.
type Request struct {
	Operation string      `json:"operation"` // operationId
	Method    string      `json:"method"`
	Path      string      `json:"path"`             // with the query
	Header    http.Header `json:"header"`           // each value cut to 4 KiB
	Body      string      `json:"body,omitempty"`   // cut to 4 KiB
	Status    int         `json:"status,omitempty"` // 0: no answer yet, or none at all
	Faulty    bool        `json:"faulty,omitempty"` // a Fault struck it
}

// secrets are headers and query parameters in which credentials travel, or used to.
var secrets = []string{"authorization", "proxy-authorization", "cookie", "x-user-email", "x-user-token", "user_email", "user_token", "access_token"}

func newRequest(operation string, r *http.Request, body []byte, token string) *Request {
	veiled := func(s string) string { return strings.ReplaceAll(s, token, "[token]") }
	kept := &Request{Operation: operation, Method: r.Method, Header: http.Header{}}
	for name, values := range r.Header {
		for _, v := range values {
			if !slices.Contains(secrets, strings.ToLower(name)) {
				kept.Header.Add(name, cut(veiled(v)))
			}
		}
	}
	query := url.Values{}
	for name, values := range r.URL.Query() {
		for _, v := range values {
			if !slices.Contains(secrets, strings.ToLower(name)) {
				query.Add(veiled(name), veiled(v))
			}
		}
	}
	kept.Path = cut((&url.URL{Path: veiled(r.URL.Path), RawQuery: query.Encode()}).String())
	kept.Body = cut(veiled(string(body)))
	return kept
}

func cut(s string) string {
	if len(s) > keptBytes {
		s = s[:keptBytes]
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// traces are what a server remembers of its worlds besides their states.
type traces struct {
	mu     sync.Mutex
	worlds recent[*trace]
}

func newTraces() *traces { return &traces{worlds: newRecent[*trace](MaxWorlds)} }

func (t *traces) of(world string) *trace {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, ok := t.worlds.get(world)
	if !ok {
		found = &trace{}
		t.worlds.put(world, found)
	}
	return found
}

func (t *traces) forget(world string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.worlds.drop(world)
}

// A trace is what a server remembers of one world.
type trace struct {
	mu       sync.Mutex
	faults   []Fault
	requests []*Request
}

func (t *trace) record(r *Request) *Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.requests) >= keptRequests {
		t.requests = slices.Delete(t.requests, 0, 1)
	}
	t.requests = append(t.requests, r)
	return r
}

func (t *trace) finish(r *Request, a *answer, fault Fault) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r.Faulty = fault.Times > 0
	if a.cut != CutAnswer {
		r.Status = a.status
	}
}

// strike uses up one blow of the oldest fault for an operation. It returns the
// zero Fault, which does nothing, if there is none.
func (t *trace) strike(operation string) Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slices.IndexFunc(t.faults, func(f Fault) bool { return f.Operation == "" || f.Operation == operation })
	if at < 0 {
		return Fault{}
	}
	fault := t.faults[at]
	if t.faults[at].Times--; t.faults[at].Times == 0 {
		t.faults = slices.Delete(t.faults, at, at+1)
	}
	return fault
}

func (t *trace) inject(f Fault) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f.Times = max(f.Times, 1)
	f.Header = f.Header.Clone()
	t.faults = append(t.faults, f)
}

func (t *trace) pending() []Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Fault{}, t.faults...)
}

func (t *trace) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = nil
}

func (t *trace) seen() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]Request, 0, len(t.requests))
	for _, r := range t.requests {
		all = append(all, *r)
	}
	return all
}
