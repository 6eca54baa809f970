package client_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/gen"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
)

var updateRobustness = flag.Bool("update-robustness", false, "write docs/client-robustness.md anew")

const robustnessFile = "../docs/client-robustness.md"

// A tally counts what became of the calls of one client.
type tally struct {
	calls   int
	broken  int // the last answer breaks the contract
	read    int // of these the client is meant to read: see readAllTheSame
	silent  int // of the others the call returned no error
	good    int // and the status says success too
	widened int // the answer grants more than was asked for
	posts   int // most POSTs of one create that were carried out
}

// A meeting is one bad server with what became of the calls of both clients.
type meeting struct {
	server    badserver.Server
	ours, raw tally
	faults    []string
}

// TestRobustness turns every bad server of the contract suite on the client.
func TestRobustness(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	var meetings []*meeting
	for i, server := range badserver.Bad(doc) {
		if !raceDetector || i%20 == 0 { // all of them take too long under the race detector
			meetings = append(meetings, &meeting{server: server})
		}
	}
	next := make(chan *meeting)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for m := range next {
				m.hold(t, suite)
			}
		})
	}
	for _, m := range meetings {
		next <- m
	}
	close(next)
	workers.Wait()
	for _, m := range meetings {
		for _, fault := range m.faults {
			t.Errorf("%s: %s: %s", m.server.Family, m.server.Name, fault)
		}
	}
	if raceDetector || t.Failed() {
		return
	}
	table := robustness(meetings)
	if *updateRobustness {
		require.NoError(t, os.WriteFile(robustnessFile, []byte(table), 0o644))
	}
	written, err := os.ReadFile(robustnessFile)
	require.NoError(t, err)
	require.True(t, string(written) == table, "docs/client-robustness.md is out of date: run go test ./client -run Robust -update-robustness")
}

// TestRobustnessSeesASilentSuccess plays a client that believes everything.
func TestRobustnessSeesASilentSuccess(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	world := sandbox.New().World(token)
	l := newLine(suite, called{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"result":{"moderated_workspaces":[{"id":"29456"},{"id":1}]}}`)
	})}, world)
	m := &meeting{}
	believer := created("create", 5252, client.OnlyWorkspaces(29456))
	believer.ours = func(context.Context, *client.Client) (*client.CustomerManager, error) {
		response, err := (&http.Client{Transport: l}).Post("https://example.com/api/customer_managers", "application/json", nil)
		if err == nil {
			l.posts = 2
			_ = response.Body // left open
		}
		return &client.CustomerManager{AllWorkspaces: true}, err
	}
	m.try(t.Context(), believer, nil, l)
	require.Len(t, m.faults, 6, m.faults)
	believer.ours = func(context.Context, *client.Client) (*client.CustomerManager, error) { panic("oops") }
	m.try(t.Context(), believer, nil, l)
	require.Contains(t, m.faults[6], "panics: oops")
}

// readAllTheSame reports whether all that is wrong with an answer is what the
// client reads by design: ids that are written as strings of digits, as the
// vendor's own page writes some.
func readAllTheSame(r contracttest.Result) bool {
	return !slices.ContainsFunc(r.Problems, func(p contracttest.Problem) bool {
		idAsString := strings.HasSuffix(p.Pointer, "/id") && p.Expected == "value must be an integer" && digits.MatchString(p.Actual)
		return p.Level == contracttest.Must && !idAsString
	})
}

var digits = regexp.MustCompile(`^"[1-9][0-9]*"$`)

// hold has both clients call the server, each its own. In process it is a
// bubble: waiting takes no time, and a goroutine left behind ends the test.
func (m *meeting) hold(t *testing.T, suite *contracttest.Suite) {
	for _, play := range []func(context.Context, string, *line){m.plays, m.playsRaw} {
		if !m.server.Network {
			synctest.Test(t, func(t *testing.T) {
				s := sandbox.New()
				play(t.Context(), client.EU, newLine(suite, called{m.server.Wrap(sandboxed{s})}, s.World(token)))
			})
			continue
		}
		s := sandbox.New()
		live := httptest.NewServer(m.server.Wrap(sandboxed{s}))
		wire := live.Client().Transport.(*http.Transport)
		wire.DisableKeepAlives = !m.server.Kept // what a server sends after its answer would be read as the next one, or not, by chance
		play(t.Context(), live.URL, newLine(suite, wire, s.World(token)))
		live.Close() // waits for every call to end
	}
}

func (m *meeting) plays(ctx context.Context, url string, l *line) {
	c, err := client.New(url, tokens{}, client.WithHTTPClient(&http.Client{Transport: l}), client.WithLimiter(nil),
		client.WithRetry(client.RetryPolicy{MinWait: 1, MaxWait: 1, MaxRetryAfter: time.Millisecond}))
	if err != nil {
		m.faults = append(m.faults, err.Error())
		return
	}
	for _, s := range steps() {
		m.try(ctx, s, c, l)
	}
}

// try makes one call with the client and says what is wrong with its outcome.
func (m *meeting) try(ctx context.Context, s step, c *client.Client, l *line) {
	fault := func(format string, args ...any) { m.faults = append(m.faults, s.name+" "+fmt.Sprintf(format, args...)) }
	defer func() {
		if p := recover(); p != nil {
			fault("panics: %v\n%s", p, debug.Stack())
		}
	}()
	l.forget()
	manager, err := s.ours(s.context(ctx), c)
	broken, widened := l.verdict.Broken(false), l.widens(s.want)
	silent := broken && err == nil && !readAllTheSame(l.verdict)
	m.ours.add(broken, silent, l.status)
	if broken && err == nil && !silent {
		m.ours.read++
	}
	if m.ours.posts = max(m.ours.posts, l.posts); l.posts > 1 {
		fault("was carried out %d times", l.posts)
	}
	if silent {
		fault("succeeds silently: %v: %s", l.verdict.Problems, l.answer)
	}
	if l.open != 0 {
		fault("leaves %d bodies open", l.open)
	}
	if manager != nil && err == nil && !manager.Scope().Equal(s.want) {
		fault("returns %s as a success where %s was asked for", manager.Scope(), s.want)
	}
	if manager != nil && err == nil && !s.fits(manager) {
		fault("returns another manager or role as a success: %+v", *manager)
	}
	if widened {
		m.ours.widened++
		var mismatch *client.ScopeMismatchError
		if !errors.As(err, &mismatch) && !errors.Is(err, client.ErrUnexpectedResponse) {
			fault("does not say that the answer grants too much: %v: %s", err, l.answer)
		}
	}
}

func (m *meeting) playsRaw(ctx context.Context, url string, l *line) {
	c, err := gen.NewClientWithResponses(url, gen.WithHTTPClient(&http.Client{Transport: l}), gen.WithRequestEditorFn(tokens{}.editor))
	if err != nil {
		m.faults = append(m.faults, err.Error())
		return
	}
	for _, s := range steps() {
		if s.raw != nil {
			l.forget()
			status, err := s.raw(s.context(ctx), c)
			broken := l.verdict.Broken(false)
			m.raw.add(broken, broken && err == nil, status)
		}
	}
}

// add counts a call. Status is that of its answer.
func (c *tally) add(broken, silent bool, status int) {
	c.calls++
	if broken {
		c.broken++
	}
	if silent {
		c.silent++
	}
	if silent && status/100 == 2 {
		c.good++
	}
}
