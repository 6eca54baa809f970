package contracttest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// passing judges exchanges that it did not make.
type passing struct {
	suite  *Suite
	routes routes
	checks map[*operation]Check // of the rule response
	leaks  map[*operation]Check
	report func(Result)
}

func mustSuite() *Suite {
	suite, err := customerManagers()
	if err != nil { // the embedded document is linted in this repository's tests
		panic(err)
	}
	return suite
}

func (s *Suite) passing(report func(Result)) *passing {
	if report == nil {
		report = func(Result) {}
	}
	p := &passing{suite: s, routes: routesOf(s.doc.operations), checks: map[*operation]Check{}, leaks: map[*operation]Check{}, report: report}
	for _, o := range s.doc.operations {
		p.checks[o] = Check{ID: o.id + "/response", Title: sentence("%s answers as documented", o.id), Operation: o.id, Rule: "response",
			Level: Must, Link: o.link, File: o.file, Line: field(o.spec.Origin, "responses")}
	}
	for _, c := range s.checks {
		switch c.Rule {
		case "response":
			p.checks[c.op] = c.Check
		case LeaksRule:
			p.leaks[c.op] = c.Check
		}
	}
	return p
}

// operation finds what the document says of a request; nil if it says nothing.
// Answers to HEAD have no body, and are not judged.
func (p *passing) operation(r *http.Request) *operation {
	if r.Method == http.MethodHead {
		return nil
	}
	return p.routes.find(r.Method, r.URL)
}

// judge gives the verdict on an answer to a request of an operation; nil is one
// that the document does not have. A second result is of an answer that shows
// what none may.
func (p *passing) judge(o *operation, r *http.Request, a *answer, started time.Time) []Result {
	if o == nil {
		bare := url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: r.URL.Path} // who knows what the query holds
		hidden := hiddenOf(p.suite.doc.schemes, r)
		return []Result{{
			Check:   Check{ID: r.Method + " " + hidden.veil(orElse(r.URL.Path, bare.String())), Title: "an answer is as documented", Rule: "response", Level: Must},
			Outcome: Skip, Reason: "the document has no operation for such a request", Started: started, Elapsed: time.Since(started),
			Exchanges: []Exchange{{Role: Act, Method: r.Method, URL: hidden.veil(bare.String()), Status: a.status}},
		}}
	}
	switch {
	case a.err != nil && a.context.Err() != nil:
		a.err = errGaveUp
	case a.err == nil && partial(r.Header, a.status):
		a.err = errPartial
	}
	read := *a // the judge reads the body decoded; who asked for it gets it as it came
	defer func() {
		if read.large != a.large {
			read.large.close()
		}
	}()
	hidden := hiddenOf(o.schemes, r)
	result := Result{Check: p.checks[o], Started: started}
	problems, unknown := p.problems(o, &read)
	if unknown.reason != "" && len(problems) == 0 {
		result.Outcome, result.Reason = unknown.outcome, hidden.veil(unknown.reason)
	} else {
		result.fail(hidden.veiled(problems))
	}
	result.Exchanges = []Exchange{shown(hidden, r, &read)}
	results := []Result{result}
	if leaked := hidden.veiled(leaksPassing(o, r, &read)); len(leaked) > 0 {
		second := Result{Check: p.leaks[o], Started: started, Exchanges: result.Exchanges}
		second.fail(leaked)
		results = append(results, second)
	}
	for i := range results {
		results[i].Elapsed = time.Since(started)
	}
	return results
}

// tell reports the results on one answer.
func (p *passing) tell(results []Result) {
	for _, r := range results {
		p.report(r)
	}
}

// problems judges an answer, and says why it cannot be judged whole, if so.
func (p *passing) problems(o *operation, a *answer) ([]Problem, unjudged) {
	var unknown unjudged
	switch {
	case errors.As(a.err, &unknown):
		return nil, unknown
	case a.err != nil:
		return []Problem{{Level: Must, Expected: "a whole answer", Actual: plainly(a.err), Link: sectionWhole}}, unknown
	case a.unseen:
		return append(p.suite.doc.conform(o, a), a.mistakes...), unjudged{Skip, "the body of the answer was not kept"}
	}
	raw := a.large
	if err := a.decode(mostHeld); errors.As(err, &unknown) {
		a.unseen = true
	} else if err != nil {
		a.miscode(codingSaid(a.header), err.Error(), sectionEncoding)
	}
	problems := append(p.suite.doc.conform(o, a), a.mistakes...)
	for _, kept := range []*spool{raw, a.large} {
		if errors.As(kept.lost(), &unknown) {
			return nil, unknown
		}
	}
	return problems, unknown
}

// shown is the exchange without its credentials.
func shown(hidden secrets, r *http.Request, a *answer) Exchange {
	address := *r.URL
	address.User = nil
	e := Exchange{Role: Act, Method: r.Method, URL: hidden.veil(address.String()), RequestHeader: hidden.clean(r.Header),
		RequestBody: hidden.veil(a.sent.text()), Status: a.status, ResponseHeader: hidden.clean(a.header)}
	text := hidden.veil(string(a.body[:min(len(a.body), 2*mostShown)]))
	e.ResponseBody = text[:min(len(text), mostShown)]
	if a.err != nil {
		e.Error = hidden.veil(a.err.Error())
	}
	return e
}

// unjudged says why an answer is not judged, though nothing is known to be
// wrong with it.
type unjudged struct {
	outcome Outcome
	reason  string
}

func (u unjudged) Error() string { return u.reason }

var (
	errLeft     = unjudged{Skip, "the body was closed before it was read to its end"}
	errTooLarge = unjudged{Skip, "the body is too large to be judged: it has more than 64 MiB"}
	errGaveUp   = unjudged{Skip, "who asked gave up before the answer was whole"}
	errPartial  = unjudged{Skip, "the request was conditional or for a range: the document does not speak of such answers"}
	errCutShort = unjudged{Invalid, "no answer came: the server ended the connection before it had read the whole request, as it may when it refuses one"}
	errSwitched = unjudged{Skip, "the answer switches to another protocol"}

	errHungUp = errors.New("the server hung up without an answer")
)

// partial reports whether HTTP itself gives such a request such an answer, of
// which no document has to speak: to one that is conditional, or for a range.
func partial(header http.Header, status int) bool {
	asked := map[int][]string{
		http.StatusNotModified:                  {"If-None-Match", "If-Modified-Since"},
		http.StatusPreconditionFailed:           {"If-Match", "If-Unmodified-Since", "If-None-Match"},
		http.StatusPartialContent:               {"Range"},
		http.StatusRequestedRangeNotSatisfiable: {"Range"},
	}
	return slices.ContainsFunc(asked[status], func(name string) bool { return header.Get(name) != "" })
}

// A connection remembers whether a request went over one that was used before,
// and how much of it.
type connection struct {
	reused      atomic.Bool
	begun, sent atomic.Bool // the request
}

// watch has the context of a request tell the connection.
func (c *connection) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:      func(info httptrace.GotConnInfo) { c.reused.Store(info.Reused) },
		WroteHeaders: func() { c.begun.Store(true) },
		WroteRequest: func(info httptrace.WroteRequestInfo) { c.sent.Store(info.Err == nil) },
	})
}

// noAnswer says what a round trip's error means: that the server broke off, or
// that there is no verdict, because it was not reached, somebody else failed, or
// it was right to end a connection that had been idle.
func (c *connection) noAnswer(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		return errGaveUp
	case neverReached(err), errors.As(err, &timeout) && timeout.Timeout():
	case unreadable(err):
		return err
	case c.reused.Load():
		return unjudged{Invalid, "no answer came, over a connection that was used before: the server may have ended it before it saw the request"}
	case c.begun.Load() && !c.sent.Load():
		return errCutShort
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), strings.Contains(err.Error(), "server closed"):
		return errHungUp
	}
	return unjudged{Invalid, "no answer came: " + plainly(err)}
}

// unreadable reports whether net/http has read an answer that is not HTTP, or not
// one that it can make sense of.
func unreadable(err error) bool {
	return slices.ContainsFunc([]string{"malformed", "Content-Length", "transfer encoding", "headers exceeded"}, func(part string) bool {
		return strings.Contains(err.Error(), part)
	})
}

// plainly says what went wrong on a connection, without its addresses: they
// would make a new text each time.
func plainly(err error) string {
	var op *net.OpError
	for errors.As(err, &op) && op.Op != "dial" && op.Err != nil {
		err = op.Err
	}
	return err.Error()
}
