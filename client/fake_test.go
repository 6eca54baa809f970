package client

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	testToken = "sandbox-0123456789-secret"
	oneJSON   = `{"id":1234,"user":{"id":4321,"name":"Alex","email":"alex@example.com","avatar_url":""},` +
		`"privilege_group":{"id":2,"name":"Admin","system":true},"moderated_workspaces":[{"id":29456,"name":"ACME USA"}]}`
	envelopeJSON = `{"result":` + oneJSON + `}`
	listJSON     = `{"result":{"items":[` + oneJSON + `]}}`
	deletedJSON  = `{"result":"ok"}`
	jsonType     = "application/json; charset=utf-8"
)

// An act is what the fake server does with one request.
type act func(f *fake, req *http.Request) (*http.Response, error)

// A fake is a RoundTripper that plays a server, httptrace hooks included. It acts
// by its script, and repeats the last act for ever.
type fake struct {
	script []act

	mu       sync.Mutex
	requests []string // method, path and body
	headers  []http.Header
	open     int // bodies that were not closed
}

func (f *fake) RoundTrip(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		b, _ := io.ReadAll(req.Body)
		body = " " + string(b)
	}
	f.mu.Lock()
	n := len(f.requests)
	f.requests = append(f.requests, req.Method+" "+req.URL.Path+body)
	f.headers = append(f.headers, req.Header.Clone())
	f.mu.Unlock()
	return f.script[min(n, len(f.script)-1)](f, req)
}

// seen is the number of requests so far.
func (f *fake) seen() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.requests)
}

// hooks calls the hooks of net/http up to the given point.
func hooks(req *http.Request, got, wrote bool) {
	t := httptrace.ContextClientTrace(req.Context())
	t.GetConn("fake:443")
	if got {
		t.GotConn(httptrace.GotConnInfo{})
	}
	if wrote {
		t.WroteHeaders()
	}
}

// fails is an act that ends without an answer.
func fails(got, wrote bool, err error) act {
	return func(_ *fake, req *http.Request) (*http.Response, error) {
		hooks(req, got, wrote)
		return nil, err
	}
}

// silence is an act that answers nothing until the request is given up.
func silence(_ *fake, req *http.Request) (*http.Response, error) {
	hooks(req, true, true)
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

// answers is an act that answers. Headers are given as pairs.
func answers(status int, contentType, body string, headers ...string) act {
	return answersWith(status, contentType, bytes.NewReader([]byte(body)), headers...)
}

func answersWith(status int, contentType string, body io.Reader, headers ...string) act {
	return func(f *fake, req *http.Request) (*http.Response, error) {
		hooks(req, true, true)
		if s, ok := body.(io.Seeker); ok {
			s.Seek(0, io.SeekStart)
		}
		h := http.Header{}
		if contentType != "" {
			h.Set("Content-Type", contentType)
		}
		for i := 0; i+1 < len(headers); i += 2 {
			h.Add(headers[i], headers[i+1])
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		f.open++
		return &http.Response{
			StatusCode: status, Status: fmt.Sprint(status), Header: h, ContentLength: -1, Request: req,
			ProtoMajor: 1, ProtoMinor: 1, Body: &tracked{Reader: body, f: f},
		}, nil
	}
}

// good is the contract's answer to any request.
func good(f *fake, req *http.Request) (*http.Response, error) {
	body := envelopeJSON
	switch req.Method {
	case http.MethodGet:
		body = listJSON
	case http.MethodDelete:
		body = deletedJSON
	}
	return answers(http.StatusOK, jsonType, body)(f, req)
}

// tracked is a body that knows whether it was closed.
type tracked struct {
	io.Reader
	f    *fake
	once sync.Once
}

func (t *tracked) Close() error {
	t.once.Do(func() {
		t.f.mu.Lock()
		defer t.f.mu.Unlock()
		t.f.open--
	})
	return nil
}

// cut is a body that is cut off: it ends in an error.
func cut(body string) io.Reader {
	return &cutReader{bytes.NewReader([]byte(body))}
}

type cutReader struct{ *bytes.Reader }

func (c *cutReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// fakeClient makes a client over a fake. Its jitter draws the longest wait, so
// that waits can be told in advance.
func fakeClient(t *testing.T, script []act, opts ...Option) (*Client, *fake) {
	t.Helper()
	f := &fake{script: script}
	c, err := New(US, NewToken(testToken), append([]Option{WithHTTPClient(&http.Client{Transport: f})}, opts...)...)
	require.NoError(t, err)
	c.s.jitter = func(most time.Duration) time.Duration { return most }
	return c, f
}

// operations are the calls of the API, each with a request that good answers.
var operations = map[string]func(context.Context, *Client) error{
	"list": func(ctx context.Context, c *Client) error {
		_, err := c.List(ctx)
		return err
	},
	"all": func(ctx context.Context, c *Client) error {
		for _, err := range c.All(ctx) {
			if err != nil {
				return err
			}
		}
		return nil
	},
	"create": func(ctx context.Context, c *Client) error {
		_, err := c.Create(ctx, CreateRequest{Collaborator: 4321, Role: 2, Scope: OnlyWorkspaces(29456)})
		return err
	},
	"update": func(ctx context.Context, c *Client) error {
		_, err := c.Update(ctx, 1234, UpdateRequest{Role: 2, Scope: OnlyWorkspaces(29456)})
		return err
	},
	"delete": func(ctx context.Context, c *Client) error {
		return c.Delete(ctx, 1234)
	},
}
