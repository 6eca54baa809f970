package contracttest

import (
	"encoding/base64"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// HAR judges the answers that a HAR file holds (HTTP Archive 1.2, as browsers
// and recording proxies write it) by the document of the customer managers, in
// the order of the file: one Result for each entry, and as of Transport a second
// for an answer that shows what none may. An error ends it: what r
// holds is no HAR, from the line that it names on.
//
// A file holds less than the wire: its texts are decoded already, so that bytes
// which are no UTF-8, and a byte order mark, show only where a body is kept in
// base64. An answer without its body is judged by the rest of it; where that is
// as documented the result is a Skip, as for an entry that holds no answer.
func HAR(r io.Reader) iter.Seq2[Result, error] { return mustSuite().HAR(r) }

// HAR is like the function HAR, for the suite's document.
func (s *Suite) HAR(r io.Reader) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		p := s.passing(nil)
		err := readHAR(r, func(e *harEntry) (bool, error) {
			results, err := p.recorded(e)
			for _, r := range results {
				if !yield(r, nil) {
					return false, nil
				}
			}
			return err == nil, err
		})
		if err != nil {
			yield(Result{}, err)
		}
	}
}

// recorded judges one entry. Its errors say what is wrong with the entry, and
// begin with a JSON pointer into it.
func (p *passing) recorded(e *harEntry) ([]Result, error) {
	address := addressIn(e.Request.URL)
	if address.Scheme == "" || e.Request.Method == "" { // data: and blob: have no host
		return nil, fmt.Errorf("/request: its method and URL make no request")
	}
	request := &http.Request{Method: e.Request.Method, URL: address, Host: address.Host, Header: headerOf(e.Request.Headers)}
	a := &answer{context: request.Context(), status: int(e.Response.Status), header: headerOf(e.Response.Headers)}
	if len(a.header) == 0 && e.Response.Content.MimeType != "" { // whoever wrote the file left the headers out
		a.header.Set("Content-Type", e.Response.Content.MimeType)
	}
	if a.status <= 0 { // Playwright writes -1
		a.err = unjudged{Skip, "the file holds no answer to this request"}
	} else if err := a.bodyOf(&e.Response); err != nil {
		return nil, err
	}
	started, _ := time.Parse(time.RFC3339, e.StartedDateTime) // without it the zero time
	a.sent = &sentBody{over: true}
	a.sent.add([]byte(e.Request.PostData.Text), nil)
	results := p.judge(p.operation(request), request, a, started)
	for i := range results {
		results[i].Elapsed = 0
		if e.Time > 0 && e.Time < 1e9 {
			results[i].Elapsed = time.Duration(e.Time * float64(time.Millisecond))
		}
	}
	return results, nil
}

// addressIn parses a URL. Browsers keep to a lone "%" or a space where net/url
// does not: then it is host and path, as they stand there, without what may be secret.
func addressIn(text string) *url.URL {
	if address, err := url.Parse(text); err == nil {
		return address
	}
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		return &url.URL{} // which makes no request
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, _, _ = strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	return &url.URL{Scheme: scheme, Host: host[strings.LastIndex(host, "@")+1:], Path: "/" + path}
}

// bodyOf takes the body out of a recorded response.
func (a *answer) bodyOf(r *harResponse) error {
	c := r.Content
	declared, err := strconv.ParseFloat(a.header.Get("Content-Length"), 64)
	if err != nil {
		declared = -1
	}
	switch {
	case noBody("", a.status):
		return nil
	case c.Text == nil || *c.Text == "" && (c.size() > 0 || c.Size == nil && declared > 0):
		empty := c.size() == 0 && (declared == 0 || declared < 0 && r.bodySize() == 0)
		a.unseen = !empty
		return nil
	}
	a.body = []byte(*c.Text)
	switch strings.ToLower(c.Encoding) {
	case "":
	case "base64":
		compact := strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, *c.Text)
		if a.body, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(compact, "=")); err != nil {
			return fmt.Errorf("/response/content/text: it is no base64: %w", err)
		}
	default:
		return fmt.Errorf("/response/content/encoding: %q is not known: it must be base64 or missing", c.Encoding)
	}
	if a.header.Get("Content-Encoding") != "" {
		// The body stands there decoded; a few write gzip as it came.
		if strings.HasPrefix(string(a.body[:min(2, len(a.body))]), "\x1f\x8b") {
			_ = a.decode(mostBody) // what is no gzip stays as it is
		}
		a.header.Del("Content-Encoding")
		return nil
	}
	// All that the file says has to agree before a server is accused of breaking off.
	if float64(len(a.body)) < declared && below(c.size(), declared) && below(r.bodySize(), declared) {
		a.err = io.ErrUnexpectedEOF
	}
	return nil
}

// below reports whether a size is known, and less than what was declared.
func below(size, declared float64) bool { return size >= 0 && size < declared }

// headerOf makes a header of a list of names and values.
func headerOf(pairs []harPair) http.Header {
	header := http.Header{}
	for _, pair := range pairs {
		if strings.HasPrefix(pair.Name, ":") { // HTTP/2 sends method, path and status so
			continue
		}
		for value := range strings.SplitSeq(pair.Value, "\n") { // so does Chrome write a header that came twice
			header.Add(pair.Name, strings.TrimSpace(value))
		}
	}
	return header
}
