package contracttest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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
	writer := &recording{to: recorder}
	if err := serve(t.handler, writer, request); err != nil {
		return nil, err
	}
	if err := r.Context().Err(); errors.Is(err, context.DeadlineExceeded) { // too late, as over a connection
		return nil, err
	}
	writer.measure.begin(http.StatusOK, writer.Header())
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
	if r.Method != http.MethodHead && writer.measure.short() {
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), cutOff{}))
	}
	return response, nil
}

// A recording keeps what net/http would send of what a handler writes.
type recording struct {
	to      *httptest.ResponseRecorder
	measure measure
}

func (w *recording) Header() http.Header { return w.to.Header() }

// WriteHeader begins the answer, unless it only tells of progress.
func (w *recording) WriteHeader(status int) {
	if !progress(status) {
		w.measure.begin(status, w.Header())
		w.to.WriteHeader(status)
	}
}

func (w *recording) Write(p []byte) (int, error) {
	w.measure.begin(http.StatusOK, w.Header())
	if err := w.measure.takes(len(p)); err != nil {
		return 0, err
	}
	return w.to.Write(p)
}

// Flush is for handlers that stream.
func (w *recording) Flush() {
	w.measure.begin(http.StatusOK, w.Header())
	w.to.Flush()
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
