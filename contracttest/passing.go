package contracttest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"time"
)

// Transport judges the answers that pass through base, live or mocked, by the
// document of the customer managers: report gets one Result, of the rule
// response, for each answer once its body was read to the end. Requests and
// answers pass unchanged. A nil base means http.DefaultTransport. Report may be
// called from several goroutines at once.
func Transport(base http.RoundTripper, report func(Result)) http.RoundTripper {
	return mustSuite().Transport(base, report)
}

// Handler judges the answers of h in the same way: a user's own mock, say.
func Handler(h http.Handler, report func(Result)) http.Handler {
	return mustSuite().Handler(h, report)
}

func mustSuite() *Suite {
	suite, err := customerManagers()
	if err != nil { // the embedded document is linted in this repository's tests
		panic(err)
	}
	return suite
}

// Transport is like the function Transport, for the suite's document.
func (s *Suite) Transport(base http.RoundTripper, report func(Result)) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &judgingTransport{base: base, judge: s.passing(report)}
}

// Handler is like the function Handler, for the suite's document.
func (s *Suite) Handler(h http.Handler, report func(Result)) http.Handler {
	p := s.passing(report)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := r.Clone(r.Context()) // the handler may change it
		tee := &teeWriter{ResponseWriter: w, status: http.StatusOK}
		started := time.Now()
		defer func() {
			var err error
			if v := recover(); v != nil {
				err = errors.New("the handler panicked before its answer was whole")
				defer panic(v)
			}
			header := tee.header
			if header == nil {
				header = w.Header().Clone()
			}
			p.judge(request, &answer{context: r.Context(), status: tee.status, header: header, body: tee.body.Bytes(), err: err}, started)
		}()
		h.ServeHTTP(tee, r)
	})
}

// passing judges exchanges that it did not make.
type passing struct {
	suite  *Suite
	mux    *http.ServeMux // its patterns have the syntax of OpenAPI's paths
	byPath map[string]*operation
	report func(Result)
}

func (s *Suite) passing(report func(Result)) *passing {
	p := &passing{suite: s, mux: http.NewServeMux(), byPath: map[string]*operation{}, report: report}
	for _, o := range s.doc.operations {
		pattern := o.method + " " + o.path
		p.byPath[pattern] = o
		p.mux.Handle(pattern, http.NotFoundHandler())
	}
	return p
}

func (p *passing) judge(r *http.Request, a *answer, started time.Time) {
	_, pattern := p.mux.Handler(r)
	o := p.byPath[pattern]
	if o == nil || r.Method == http.MethodHead {
		p.report(Result{
			Check:   Check{ID: "passing/response", Title: "an answer is as documented", Rule: "response", Level: Must},
			Outcome: Skip, Reason: "the document has no operation for " + r.Method + " " + r.URL.Path, Started: started, Elapsed: time.Since(started),
		})
		return
	}
	result := Result{Outcome: Skip, Started: started, Exchanges: []Exchange{p.shown(o, r, a)}}
	for _, c := range p.suite.checks {
		if c.op == o && c.Rule == "response" {
			result.Check = c.Check
		}
	}
	switch {
	case errors.Is(a.err, errLeft):
		result.Reason = a.err.Error()
	case a.err != nil:
		result.fail([]Problem{{Level: Must, Expected: "a whole answer", Actual: a.err.Error()}})
	default:
		result.fail(p.suite.doc.conform(o, a))
	}
	result.Problems = secretsOf(o.schemes, r).cleanProblems(result.Problems)
	result.Elapsed = time.Since(started)
	p.report(result)
}

// shown is the exchange without its credentials.
func (p *passing) shown(o *operation, r *http.Request, a *answer) Exchange {
	secrets := secretsOf(o.schemes, r)
	address := *r.URL
	address.User = nil
	e := Exchange{Role: Act, Method: r.Method, URL: secrets.hide(address.String()), RequestHeader: secrets.clean(r.Header),
		Status: a.status, ResponseHeader: secrets.clean(a.header), ResponseBody: secrets.hideFirst(a.body, mostShown)}
	if a.err != nil {
		e.Error = secrets.hide(a.err.Error())
	}
	return e
}

// errLeft says that nobody read the body to its end.
var errLeft = errors.New("the body was closed before it was read to its end")

type judgingTransport struct {
	base  http.RoundTripper
	judge *passing
}

func (t *judgingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	started := time.Now()
	response, err := t.base.RoundTrip(r)
	if err != nil {
		return response, err
	}
	header := response.Header.Clone()
	response.Body = &teeBody{ReadCloser: response.Body, done: func(body []byte, err error) {
		t.judge.judge(r, &answer{context: r.Context(), status: response.StatusCode, header: header, body: body, err: err}, started)
	}}
	return response, nil
}

// teeBody keeps what is read, and tells once when it is over.
type teeBody struct {
	io.ReadCloser
	kept bytes.Buffer
	done func([]byte, error)
	told bool
}

func (b *teeBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.kept.Write(p[:n])
	switch {
	case err == io.EOF:
		b.tell(nil)
	case err != nil:
		b.tell(err)
	case b.kept.Len() > mostBody:
		b.tell(errors.New("the body is too large to be judged"))
	}
	return n, err
}

func (b *teeBody) Close() error {
	b.tell(errLeft)
	return b.ReadCloser.Close()
}

func (b *teeBody) tell(err error) {
	if !b.told {
		b.told = true
		b.done(b.kept.Bytes(), err)
	}
}

// teeWriter keeps what a handler writes.
type teeWriter struct {
	http.ResponseWriter
	status int
	header http.Header // as it went out; nil before
	body   bytes.Buffer
}

func (w *teeWriter) WriteHeader(status int) {
	if w.header == nil && status >= 200 {
		w.status, w.header = status, w.Header().Clone()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *teeWriter) Write(p []byte) (int, error) {
	if w.header == nil {
		w.header = w.Header().Clone()
	}
	if w.body.Len() <= mostBody {
		w.body.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// Flush sends what is written so far, for handlers that stream.
func (w *teeWriter) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the writer below.
func (w *teeWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
