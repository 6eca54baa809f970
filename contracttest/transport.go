package contracttest

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// Transport judges the answers that pass through base, live or mocked, by the
// document of the customer managers: report gets one Result, of the rule
// response, for each answer once its body was read to the end, and one where no
// answer came; an answer that shows credentials of its request or the inside of
// the server gets a second, of LeaksRule. Requests and answers pass unchanged; a
// body that the caller asked for in gzip or deflate is judged decoded. A nil base
// means http.DefaultTransport. Report may be called from several goroutines at
// once.
func Transport(base http.RoundTripper, report func(Result)) http.RoundTripper {
	return mustSuite().Transport(base, report)
}

// Transport is like the function Transport, for the suite's document.
func (s *Suite) Transport(base http.RoundTripper, report func(Result)) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &judgingTransport{base: base, judge: s.passing(report)}
}

type judgingTransport struct {
	base  http.RoundTripper
	judge *passing
}

func (t *judgingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	started := time.Now()
	o := t.judge.operation(r)
	var c connection
	passing := r.WithContext(c.watch(r.Context()))
	a := &answer{context: r.Context()}
	if o != nil {
		a.sent = keepSent(passing)
	}
	response, err := t.base.RoundTrip(passing)
	switch {
	case err != nil:
		a.err = c.noAnswer(r.Context(), err)
	case response.StatusCode == http.StatusSwitchingProtocols:
		a.status, a.err = response.StatusCode, errSwitched
	default:
		response.Request = r
		a.status, a.header = response.StatusCode, response.Header.Clone()
		a.mistakes = new(way).mistakes(r.Method, response, nil)
		if o != nil {
			response.Body = &teeBody{ReadCloser: response.Body, done: func(body *spool, err error) {
				a.pass(body, err)
				t.judge.tell(t.judge.judge(o, r, a, started))
			}}
			return response, nil
		}
	}
	t.judge.tell(t.judge.judge(o, r, a, started))
	return response, err
}

// teeBody keeps what is read, and tells once when it is over.
type teeBody struct {
	io.ReadCloser
	done  func(*spool, error)
	later bool // the spool is still looked at when done has returned

	lock sync.Mutex // a body may be closed while it is read
	kept spool
	told bool
}

func (b *teeBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.lock.Lock()
	if !b.told {
		_, _ = b.kept.Write(p[:n])
	}
	large := b.kept.size > mostBody
	b.lock.Unlock()
	switch {
	case large:
		b.tell(errTooLarge)
	case err == io.EOF:
		b.tell(nil)
	case err != nil:
		b.tell(err)
	}
	return n, err
}

func (b *teeBody) Close() error {
	if b.ReadCloser == http.NoBody {
		b.tell(nil)
	} else {
		b.tell(errLeft)
	}
	return b.ReadCloser.Close()
}

func (b *teeBody) tell(err error) {
	b.lock.Lock()
	told := b.told
	b.told = true
	b.lock.Unlock()
	if told {
		return
	}
	b.done(&b.kept, err)
	if !b.later {
		b.forget()
	}
}

// forget gives back what was kept.
func (b *teeBody) forget() {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.kept.close()
	b.kept = spool{}
}
