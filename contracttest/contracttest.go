package contracttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// A Target is the server under test.
type Target struct {
	URL     string       // its base URL, or
	Handler http.Handler // the server itself, called in process
	Token   string       // credentials that it accepts

	// OtherToken is the token of another account, to see that the two are kept
	// apart. It must not be Token once more.
	OtherToken string

	Write  bool // allow calls that change something; implied in process and on the loopback
	Strict bool // a broken Should breaks the contract too

	// Values are known-good values by the name of the request property or path
	// parameter; what is not named is taken from the document's examples.
	Values map[string][]any

	// Known says, by check ID, why a check is expected to fail. It is skipped
	// with that reason; if it passes, it fails, so that the entry gets removed.
	Known map[string]string

	Only, Skip *regexp.Regexp // judge only the checks whose ID matches Only and not Skip

	MaxRequests int           // send no more than this; 0 means no bound
	Rate        int           // requests a minute; 0 means 60 off the loopback and no bound on it
	Settle      time.Duration // how long a write may take to show in a list; 0 means at once

	// Seed is of what is drawn at random: the same one sends the same requests.
	// Those made at the same time go out in any order, under the ids that the
	// server gives.
	Seed uint64

	// Artifact is given what belongs to a failure and is too large for its
	// Result, under a file name: the timeline of concurrent calls, as HTML. It
	// may be nil.
	Artifact func(name string, data []byte)

	// Coverage, if not nil, counts what of the document the run exercises.
	Coverage *Coverage

	// Journal, if not nil, is told what the run adds before that is used, so
	// that CleanUp can finish what a killed run left behind.
	Journal io.Writer

	Client *http.Client      // for URL, used as a copy; the default has a timeout of 45 s and follows no redirect
	Sent   func(n int)       // told the number of requests sent so far, after each
	Notify func(text string) // told of waits; may be nil
}

// Run runs every check of the customer managers against target, each as a
// subtest of t named by its ID, and returns the results. Select checks with
// go test's own -run and -skip. Selected or not, they share calls: with one check
// those of its operation and rule may be sent. Target.Only narrows that down.
func Run(t *testing.T, target Target) []Result {
	t.Helper()
	suite, err := customerManagers()
	if err != nil {
		t.Fatal(err)
	}
	return suite.Run(t, target)
}

// Test runs the checks of the customer managers one after another and yields
// each result as it comes. Breaking off removes what the run has added.
func Test(ctx context.Context, target Target) iter.Seq[Result] {
	return mustSuite().Test(ctx, target)
}

// customerManagers is the suite of the embedded document, made on first use.
var customerManagers = sync.OnceValues(func() (*Suite, error) {
	doc, err := openapi.Load()
	if err != nil {
		return nil, err
	}
	return New(doc)
})

// A Suite is the checks that one document implies. It is safe for concurrent use.
type Suite struct {
	doc    *document
	checks []*check
}

// New makes the suite of a document that was loaded with its origins, as
// openapi.Parse does. It fails for a document of which no check follows.
func New(doc *openapi3.T) (*Suite, error) {
	d, err := newDocument(doc)
	if err != nil {
		return nil, err
	}
	s := &Suite{doc: d, checks: derive(d)}
	if len(s.checks) == 0 {
		return nil, errors.New("contracttest: the document has no operation that could be judged")
	}
	return s, nil
}

// Checks lists the checks in the order in which they run.
func (s *Suite) Checks() []Check {
	all := make([]Check, len(s.checks))
	for i, c := range s.checks {
		all[i] = c.Check
	}
	return all
}

// Run is like the function Run, for the suite's document.
func (s *Suite) Run(t *testing.T, target Target) []Result {
	t.Helper()
	run, err := s.session(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer run.client.CloseIdleConnections()
	run.cover()
	var results []Result
	for _, c := range run.selected {
		t.Run(c.ID, func(t *testing.T) {
			t.Attr("level", string(c.Level))
			t.Attr("requirement", fmt.Sprintf("%s:%d", c.File, c.Line))
			result := run.result(c)
			results = append(results, result)
			switch {
			case result.Broken(target.Strict):
				t.Error(result)
			case result.Outcome == Fail:
				t.Log(result)
			case result.Outcome == Answered:
				t.Log(result.Reason)
			case result.Outcome == Skip:
				t.Skip(result.Reason)
			case result.Outcome == Invalid:
				t.Error(result)
			}
		})
	}
	if left := run.cleanUp(); left != nil {
		t.Error(*left)
		results = append(results, *left)
	}
	return results
}

// Test is like the function Test, for the suite's document. A target that
// cannot be judged at all gives one result, Invalid.
func (s *Suite) Test(ctx context.Context, target Target) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		run, err := s.session(ctx, target)
		if err != nil {
			yield(Result{Check: Check{ID: "target", Title: "the target can be judged"}, Outcome: Invalid, Reason: err.Error()})
			return
		}
		defer run.client.CloseIdleConnections()
		run.cover()
		more := true
		for _, c := range run.selected {
			if more = yield(run.result(c)); !more {
				break
			}
		}
		if left := run.cleanUp(); left != nil && more {
			yield(*left)
		}
	}
}

// base checks a target and returns its base URL and whether it is on this machine.
func (t Target) base() (*url.URL, bool, error) {
	switch {
	case t.Handler != nil && t.URL != "":
		return nil, false, errors.New("contracttest: target has both URL and Handler: set one")
	case t.Handler != nil:
		return &url.URL{Scheme: "http", Host: "in-process"}, true, nil
	case t.URL == "":
		return nil, false, errors.New("contracttest: target has neither URL nor Handler: set one")
	}
	u, err := url.Parse(t.URL)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, u.Scheme) {
		return nil, false, fmt.Errorf("contracttest: target URL %q is not of the form http[s]://host[:port][/path]", redactURL(t.URL))
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, false, errors.New("contracttest: target URL must carry no user, query or fragment: the token goes into Token")
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme == "http" && !local {
		return nil, false, fmt.Errorf("contracttest: target URL %s would send the token in the clear: use https", u)
	}
	return u, local, nil
}

// redactURL drops what may be a secret from a URL that could not be used.
func redactURL(s string) string {
	if u, err := url.Parse(s); err == nil {
		return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	}
	return "(unreadable)"
}
