package badserver

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
)

// A serve answers one request.
type serve func(r *request) *answer

// A request is one that came in, read to its end.
type request struct {
	op     *operation // nil if the document has no such path and method
	path   *operation // the path alone; nil if the document does not have it
	params map[string]string
	method string
	url    *url.URL
	header http.Header
	body   []byte
}

// An answer is one that goes out.
type answer struct {
	status int
	header http.Header
	body   []byte
	send   func(w http.ResponseWriter) // how it goes out; nil means whole and as it is
}

// wrap makes a handler that behaves: one request after the other, as bad
// servers keep what they saw.
func (d *document) wrap(behave func(*site) serve) func(Good) http.Handler {
	return func(good Good) http.Handler {
		s := newSite(d, good)
		answers := behave(s)
		var one sync.Mutex
		next := func(r *http.Request) *answer {
			one.Lock()
			defer one.Unlock()
			return answers(d.request(r))
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next(r).write(w) })
	}
}

// request reads a request and finds its operation.
func (d *document) request(r *http.Request) *request {
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(int(min(r.ContentLength, 4<<20)) + bytes.MinRead)
	}
	_, _ = body.ReadFrom(r.Body)
	q := &request{method: r.Method, url: r.URL, header: r.Header.Clone(), body: body.Bytes()}
	q.route(d)
	return q
}

// route finds the operation and the path parameters of a request.
func (r *request) route(d *document) {
	r.params, r.op, r.path = map[string]string{}, nil, nil
	probe := &http.Request{Method: r.method, URL: r.url, Host: r.url.Host}
	_, pattern := d.mux.Handler(probe)
	found := d.byPattern[pattern]
	if found == nil {
		return
	}
	r.path = found
	if found.id != "" {
		r.op = found
	}
	// The pattern has matched, so that the path has its segments.
	segments := strings.Split(r.url.EscapedPath(), "/")
	for i, name := range strings.Split(found.path, "/") {
		if strings.HasPrefix(name, "{") && i < len(segments) {
			r.params[strings.Trim(name, "{}")], _ = url.PathUnescape(segments[i])
		}
	}
}

// clone copies a request, so that it can be changed.
func (r *request) clone() *request {
	c := *r
	u := *r.url
	c.url, c.header, c.params = &u, r.header.Clone(), maps.Clone(r.params)
	return &c
}

// call sends a request to a handler.
func call(h http.Handler, r *request) *answer {
	u := *r.url
	q := &http.Request{
		Method: r.method, URL: &u, RequestURI: u.RequestURI(), Header: r.header.Clone(), Host: "good", RemoteAddr: "192.0.2.1:1234",
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(bytes.NewReader(r.body)), ContentLength: int64(len(r.body)),
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	return &answer{status: w.Code, header: w.Header().Clone(), body: bytes.Clone(w.Body.Bytes())}
}

func (a *answer) ok() bool { return a.status >= 200 && a.status <= 299 }

// clone copies an answer, so that it can be changed.
func (a *answer) clone() *answer {
	c := *a
	c.header = a.header.Clone()
	return &c
}

// write sends an answer.
func (a *answer) write(w http.ResponseWriter) {
	if a.send != nil {
		a.send(w)
		return
	}
	a.writeHeader(w)
	_, _ = w.Write(a.body)
}

func (a *answer) writeHeader(w http.ResponseWriter) {
	clear(w.Header())
	for k, v := range a.header {
		if k != "Content-Length" {
			w.Header()[k] = v
		}
	}
	w.WriteHeader(a.status)
}

// with changes the body of an answer.
func (a *answer) with(body []byte) *answer {
	c := a.clone()
	c.body = body
	return c
}

// under changes the status of an answer.
func (a *answer) under(status int) *answer {
	c := a.clone()
	c.status = status
	if status == http.StatusNoContent {
		c.body, c.header = nil, http.Header{}
	}
	return c
}

// jsonAnswer makes an answer of a JSON value.
func jsonAnswer(status int, v any) *answer {
	return &answer{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: encode(v)}
}

// hungUp is an answer that never comes.
func hungUp() *answer {
	return &answer{send: func(http.ResponseWriter) { panic(http.ErrAbortHandler) }}
}

// documented makes the answer that the document shows under a status.
func (o *operation) documented(status int) *answer {
	if _, example := content(o.response(status)); example != nil {
		return jsonAnswer(status, example)
	}
	return &answer{status: status, header: http.Header{}}
}
