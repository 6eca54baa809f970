package contracttest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	attemptTimeout = 45 * time.Second // the vendor's own limit is 40 s
	mostBody       = 64 << 20         // bytes of an answer that are read
	mostShown      = 64 << 10         // bytes of an answer that a report carries
	mostWait       = 2 * time.Minute  // that a 429 may ask for
	firstWait      = 5 * time.Second  // where a 429 asks for none
)

// A call is one request to be sent.
type call struct {
	op     *operation // whose document judges the answer
	role   Role
	method string
	path   string // below the base URL, escaped
	query  url.Values
	header http.Header
	body   []byte
	send   func(header http.Header, query url.Values, token string) // puts the credentials in
	other  bool                                                     // those of the other account
}

// An exchange is a call and its answer.
type exchange struct {
	call   *call
	answer *answer
	Exchange
}

// send sends a call, waiting for the quota, and reads the whole answer. A 429
// is waited out and sent again: it is the quota's answer, not the operation's.
func (s *session) send(c *call) *exchange {
	for try := 1; ; try++ {
		x := s.sendOnce(c)
		if x.answer.err != nil || x.answer.status != http.StatusTooManyRequests || try == 3 {
			if x.answer.status == http.StatusTooManyRequests && s.fatal == nil {
				s.fatal = errors.New("the quota is used up: the target still answers 429 after waiting twice; try again later or lower the rate")
			}
			return x
		}
		wait := retryAfter(x.answer.header, firstWait)
		if try > 1 && x.answer.header.Get("Retry-After") == "" {
			wait = time.Minute // the quota is one of a minute
		}
		if wait > mostWait {
			s.fatal = fmt.Errorf("the target asks to wait %s before the next request; try again then", wait)
			return x
		}
		s.notify(fmt.Sprintf("429 from the target: waiting %s", wait))
		if !sleep(s.context, wait) {
			return x
		}
	}
}

func (s *session) sendOnce(c *call) *exchange {
	u := *s.base
	u.RawPath = ""
	address := strings.TrimSuffix(u.String(), "/") + c.path
	header, query := c.header.Clone(), url.Values{}
	if header == nil {
		header = http.Header{}
	}
	for k, v := range c.query {
		query[k] = v
	}
	header.Set("Accept", "application/json")
	if media, given := header["Content-Type"]; len(c.body) > 0 && !given {
		header.Set("Content-Type", "application/json")
	} else if len(media) == 0 { // the call is to have none
		header.Del("Content-Type")
	}
	shownHeader, shownQuery := header.Clone(), url.Values{}
	for k, v := range query {
		shownQuery[k] = v
	}
	token, shown := s.target.Token, shownToken
	if c.other {
		token, shown = s.target.OtherToken, shownOther
	}
	if c.send != nil {
		c.send(header, query, token)
		c.send(shownHeader, shownQuery, shown)
	}
	x := &exchange{call: c, Exchange: Exchange{Role: c.role, Method: c.method, URL: withQuery(address, shownQuery), RequestHeader: shownHeader, RequestBody: string(c.body)}}
	x.answer = s.do(c.method, withQuery(address, query), header, c.body)
	if len(x.answer.miscoded) > 0 { // who repeats the call has to ask for the same
		shownHeader["Accept-Encoding"] = header["Accept-Encoding"]
	}
	s.inspect(x)
	x.Status, x.ResponseHeader = x.answer.status, s.secrets().clean(x.answer.header)
	x.ResponseBody = s.secrets().hideFirst(x.answer.body, mostShown)
	if x.answer.err != nil {
		x.Error = s.hide(x.answer.err.Error())
	}
	s.answers.add(x)
	if s.target.Coverage != nil {
		s.target.Coverage.add(x)
	}
	return x
}

// do sends one request and reads its answer whole. One that changes nothing is
// sent again where the connection had ended before.
func (s *session) do(method, address string, header http.Header, body []byte) *answer {
	if !safe(method) {
		s.client.CloseIdleConnections()
	}
	a := s.attempt(method, address, header, body)
	if errors.Is(a.err, errIdle) && safe(method) {
		s.client.CloseIdleConnections()
		a = s.attempt(method, address, header, body)
	}
	return a
}

func (s *session) attempt(method, address string, header http.Header, body []byte) *answer {
	a := &answer{context: s.context}
	if s.fatal != nil && !s.cleaning {
		a.err = s.fatal
		return a
	}
	if s.spent(1) {
		a.err = errSpent
		return a
	}
	if a.err = s.limiter.Wait(s.context); a.err != nil {
		return a
	}
	ctx, cancel := context.WithTimeout(s.context, attemptTimeout)
	defer cancel()
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	var w way
	request, err := http.NewRequestWithContext(w.watch(ctx), method, address, reader)
	if err != nil {
		a.err = err
		return a
	}
	request.Header = header
	if header.Get("Accept-Encoding") == "" { // else net/http asks for gzip, and hides what came of it
		header.Set("Accept-Encoding", askedCoding)
	}
	s.sent++
	if !safe(method) {
		s.writes++
	}
	if s.target.Sent != nil {
		s.target.Sent(s.sent)
	}
	response, err := s.client.Do(request)
	if err != nil {
		var wrapped *url.Error // its text would print the address once more
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		a.err = err
		switch {
		case s.context.Err() != nil:
		case ctx.Err() != nil || neverReached(err) || notTLS(err):
			s.fatal = fmt.Errorf("%s %s gave no answer: %s; is the server running, and is the URL right?", method, s.base, s.hide(err.Error()))
		default:
			a.err = w.excused(err, len(body))
		}
		return a
	}
	defer response.Body.Close()
	a.status, a.header = response.StatusCode, response.Header
	if a.status == http.StatusSwitchingProtocols {
		return a // its body is the connection itself, of which no context ends the reading
	}
	a.body, a.err = io.ReadAll(io.LimitReader(response.Body, mostBody+1))
	if a.err == nil && len(a.body) > mostBody {
		a.err = fmt.Errorf("the body has more than %d bytes", mostBody)
	}
	if a.err != nil {
		a.err = w.excused(a.err, len(body))
		return a
	}
	if s.target.Handler == nil { // a handler's server would have held it to that
		a.mistakes = w.mistakes(method, response, a.body)
	}
	a.decodeOwn(header.Get("Accept-Encoding"))
	return a
}

// neverReached reports whether there was no connection to the server at all.
func neverReached(err error) bool {
	var operation *net.OpError
	return errors.As(err, &operation) && operation.Op == "dial"
}

// notTLS reports whether the connection could not be made safe: whoever answers
// may not even be the server.
func notTLS(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

func withQuery(address string, query url.Values) string {
	if len(query) == 0 {
		return address
	}
	return address + "?" + query.Encode()
}

// These stand for the tokens wherever a report shows a request.
const (
	shownToken = "[token]"
	shownOther = "[token of another account]"
)

// secrets are what no report of this run shows.
func (s *session) secrets() secrets { return s.veiled }

// hide takes the token out of what a server sent back.
func (s *session) hide(text string) string { return s.secrets().hide(text) }

func (s *session) notify(text string) {
	if s.target.Notify != nil {
		s.target.Notify(text)
	}
}

// retryAfter reads a Retry-After in seconds or as a date.
func retryAfter(header http.Header, otherwise time.Duration) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at))
	}
	return otherwise
}

// sleep waits, and reports false if the context ended before.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
