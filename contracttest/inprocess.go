package contracttest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// client returns the http.Client that reaches the target: the user's, copied
// so that it follows no redirect, or one that calls the Handler in process.
func (t Target) client() *http.Client {
	c := http.Client{}
	if t.Client != nil {
		c = *t.Client
	}
	if t.Handler != nil {
		c.Transport = inProcess{t.Handler}
	} else if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	if base, ok := c.Transport.(*http.Transport); ok {
		c.Transport = wired(base)
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// inProcess calls a handler without a network.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	recorder := httptest.NewRecorder()
	request := r.Clone(context.WithoutCancel(r.Context()))
	request.RequestURI = r.URL.RequestURI()
	request.Host = r.URL.Host
	request.RemoteAddr = "192.0.2.1:1234" // TEST-NET-1, as httptest does
	if request.Body == nil {
		request.Body = http.NoBody
	}
	if err := serve(t.handler, recorder, request); err != nil {
		return nil, err
	}
	if err := r.Context().Err(); errors.Is(err, context.DeadlineExceeded) { // too late, as over a connection
		return nil, err
	}
	response := recorder.Result()
	response.Request = r
	for name, values := range response.Header { // as a client reads them
		if canonical := http.CanonicalHeaderKey(name); canonical != name {
			delete(response.Header, name)
			response.Header[canonical] = append(response.Header[canonical], values...)
		}
	}
	body := recorder.Body.Bytes()
	if noBody("", response.StatusCode) {
		delete(response.Header, "Content-Length") // as a server's net/http does
	}
	if r.Method == http.MethodHead {
		body = nil
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	// A server's net/http holds a handler to the length it declares.
	if declared, err := strconv.Atoi(response.Header.Get("Content-Length")); err == nil && declared >= 0 && body != nil {
		switch {
		case declared < len(body):
			response.Body = io.NopCloser(bytes.NewReader(body[:declared]))
		case declared > len(body):
			response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), cutOff{}))
		}
	}
	return response, nil
}

// cutOff is the end of a body that is shorter than declared.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// serve calls a handler and turns its panic into what a client would see of it.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("the server hung up without an answer")
			if p != http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
				err = fmt.Errorf("the server panicked: %v", p)
			}
		}
	}()
	h.ServeHTTP(w, r)
	return nil
}

// noBody reports whether HTTP forbids a body on such an answer, so that a
// server's net/http would not send one.
func noBody(method string, status int) bool {
	return method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified || status < 200
}
