package contracttest

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// ProxyOptions are how a proxy judges. The zero value blocks nothing and keeps
// what it finds to itself.
type ProxyOptions struct {
	Report func(Result) // told of each answer, from several goroutines at once; may be nil

	// Enforce withholds an answer that breaks the contract, or shows what none may: the client gets 502
	// and an application/problem+json that says why. Each answer is held until it
	// is whole, which ends streaming. What cannot be judged passes: an answer of
	// an operation that the document does not have, one of more than Hold bytes,
	// one that is compressed otherwise than by gzip or deflate, one to HEAD, what
	// HTTP itself answers to a conditional request or one for a range (304, 412,
	// 206, 416), and a change of protocol (101).
	Enforce bool
	Strict  bool  // a broken Should breaks the contract too
	Hold    int64 // the most bytes of an answer that Enforce holds; 0 means 8 MiB

	// Transport reaches the target. It must not undo compression. Nil means the
	// settings of http.DefaultTransport, without that.
	Transport http.RoundTripper
}

// Proxy is a reverse proxy to target, a base URL that is https or on this
// machine. It judges each answer by the document of the customer managers, as
// Transport does, once the answer has passed: all of it where its length was declared, else all but
// the mark of its end.
//
// Bodies pass byte for byte, as they come, compressed or not; so do method,
// path, query, trailers and every header, credentials and Accept-Encoding
// included, and nothing is added, X-Forwarded-For and a default User-Agent
// neither. What differs is what HTTP leaves to each connection, and to Go's
// net/http: Host becomes the target's; Connection and the headers that it names,
// Keep-Alive, Proxy-Authorization and TE other than trailers end here, as does
// a reason phrase, Content-Type and Content-Length of a 304, and the length of an
// answer of HTTP/2 with trailers, which HTTP/1 sends in chunks; names of headers
// arrive in canonical form, in any order. A change of protocol (101) passes; CONNECT is refused with 501. An answer that
// breaks off does so for the client too, and where no answer comes the client
// gets 502. Redirects pass, they are not followed. No log and no Result shows
// the credentials of a request.
func Proxy(target *url.URL, options ProxyOptions) (http.Handler, error) {
	return mustSuite().Proxy(target, options)
}

// Proxy is like the function Proxy, for the suite's document.
func (s *Suite) Proxy(target *url.URL, options ProxyOptions) (http.Handler, error) {
	if target == nil {
		return nil, errors.New("contracttest: the proxy has no target: give its base URL")
	}
	base, _, err := Target{URL: target.String()}.base()
	if err != nil {
		return nil, err
	}
	if options.Hold < 0 || options.Hold > mostBody {
		return nil, fmt.Errorf("contracttest: the proxy cannot hold %d bytes: it must be from 1 to %d", options.Hold, mostBody)
	}
	if options.Hold == 0 {
		options.Hold = 8 << 20
	}
	if options.Transport == nil {
		options.Transport = straight()
	}
	return &proxy{ProxyOptions: options, target: base, judge: s.passing(options.Report), silent: log.New(io.Discard, "", 0)}, nil
}

// straight is a transport that leaves bodies as they are, and whose connections
// are wires: net/http prints what comes beyond an answer.
func straight() *http.Transport {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		t = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	t = t.Clone()
	t.DisableCompression = true
	t.MaxIdleConnsPerHost = 64 // there is only the one
	return wired(t)
}

type proxy struct {
	ProxyOptions
	target *url.URL
	judge  *passing
	silent *log.Logger // results say what ReverseProxy would log
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		problemDocument{Status: http.StatusNotImplemented, Detail: "this proxy makes no tunnels: send requests for the target's paths"}.write(w)
		return
	}
	x := &passage{proxy: p, w: w, in: r, shown: r, operation: p.judge.operation(r), answer: answer{context: r.Context(), err: errLeft}, started: time.Now()}
	defer x.conclude() // also when the answer breaks off, by a panic
	// Else net/http takes what is left of a request for itself once an answer
	// begins, and a target that answers early never gets it. Where HTTP/1 is not
	// spoken there is nothing to enable.
	_ = http.NewResponseController(w).EnableFullDuplex()
	(&httputil.ReverseProxy{
		Rewrite: x.rewrite, Transport: p.Transport, FlushInterval: -1,
		ModifyResponse: x.answered, ErrorHandler: x.failed, ErrorLog: p.silent,
	}).ServeHTTP(w, r)
}

// A passage is one request on its way through a proxy.
type passage struct {
	proxy     *proxy
	w         http.ResponseWriter
	in        *http.Request
	shown     *http.Request // the same as it goes to the target, for the report
	operation *operation
	answer    answer
	body      *teeBody // of an answer that is not held
	results   []Result // once it was judged
	started   time.Time
	broken    atomic.Bool // the client broke off within its request
	conn      way
}

// rewrite makes the request to the target out of the client's, and takes back
// what ReverseProxy does to one.
func (x *passage) rewrite(pr *httputil.ProxyRequest) {
	pr.SetURL(x.proxy.target)
	pr.Out = pr.Out.WithContext(x.conn.watch(pr.Out.Context()))
	out := pr.Out
	out.URL.RawQuery = pr.In.URL.RawQuery
	address := *out.URL
	x.shown = &http.Request{Method: pr.In.Method, URL: &address, Header: pr.In.Header}
	// What URL would escape anew goes out as it came in. A path that begins with
	// two slashes cannot: URL would read the host in it.
	if path, _, _ := strings.Cut(pr.In.RequestURI, "?"); strings.HasPrefix(path, "/") {
		path = strings.TrimSuffix(x.proxy.target.EscapedPath(), "/") + path
		if path != out.URL.EscapedPath() && !strings.HasPrefix(path, "//") {
			out.URL.Opaque = path
		}
	}
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values, ok := pr.In.Header[name]; ok {
			out.Header[name] = values
		}
	}
	out.Trailer = pr.In.Trailer // the server fills it at the body's end
	if out.Body != nil {
		if x.operation != nil {
			x.answer.sent = keepSent(out)
		}
		out.Body = &watched{ReadCloser: out.Body, broken: &x.broken}
	}
}

// watched is a request body that remembers when it was the client that broke off,
// and that it has ended: net/http asks once more, and would break the answer off if
// the body was closed meanwhile.
type watched struct {
	io.ReadCloser
	broken *atomic.Bool
	closed atomic.Bool
	ended  bool // touched by who reads only
}

func (b *watched) Read(p []byte) (int, error) {
	if b.ended {
		return 0, io.EOF
	}
	n, err := b.ReadCloser.Read(p)
	b.ended = err == io.EOF
	if err != nil && err != io.EOF && !b.closed.Load() {
		b.broken.Store(true)
	}
	return n, err
}

func (b *watched) Close() error {
	b.closed.Store(true)
	return b.ReadCloser.Close()
}

// answered sees the head of the answer before the client does.
func (x *passage) answered(r *http.Response) error {
	if r.StatusCode < 100 {
		return fmt.Errorf("malformed status %03d", r.StatusCode)
	}
	for _, name := range []string{"Content-Type", "Date"} { // which net/http would add
		if _, ok := r.Header[name]; !ok {
			x.w.Header()[name] = nil
		}
	}
	x.answer.status, x.answer.header = r.StatusCode, r.Header.Clone()
	// While the connection is still this answer's.
	x.answer.mistakes = x.conn.mistakes(x.in.Method, r, nil)
	if len(r.Trailer) > 0 && x.in.ProtoMajor == 1 { // as HTTP/2 sends them beside a length
		r.Header.Del("Content-Length")
	}
	switch {
	case r.StatusCode == http.StatusSwitchingProtocols:
		x.answer.err = errSwitched
	case x.operation == nil:
	case x.proxy.Enforce:
		return x.hold(r)
	default:
		x.body = &teeBody{ReadCloser: r.Body, done: x.answer.pass, later: true}
		r.Body = x.body
	}
	return nil
}

// conclude judges what has passed and reports it.
func (x *passage) conclude() {
	if x.results == nil {
		x.results = x.proxy.judge.judge(x.operation, x.shown, &x.answer, x.started)
	}
	if x.body != nil {
		x.body.forget()
	}
	x.proxy.judge.tell(x.results)
}
