package contracttest_test

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// A subject is a document with a correct server of it.
type subject struct {
	name       string
	doc        *openapi3.T
	suite      *contracttest.Suite
	token      string
	other      string // of another account
	values     map[string][]any
	good       func() badserver.Good
	identified bool                                           // items show whose they are
	listed     func(good http.Handler, token string) []string // the keys of the items of an account

	exchanges uint64 // a hash of those with the correct server, 0 until it is known
}

func subjects(t testing.TB) []subject {
	t.Helper()
	all, err := loaded()
	require.NoError(t, err)
	return slices.Clone(all)
}

// loaded reads the documents once: nobody changes them.
var loaded = sync.OnceValues(func() ([]subject, error) {
	own, err := openapi.Load()
	if err != nil {
		return nil, err
	}
	small, err := openapi.Parse("notes.yaml", notes.YAML)
	if err != nil {
		return nil, err
	}
	all := []subject{
		{name: "openapi.yaml", doc: own, token: ownToken, other: otherToken, values: sandbox.Values(), good: func() badserver.Good { return sandboxed{sandbox.New()} },
			identified: true, listed: keysAt("/api/customer_managers", "Authorization", "Bearer ", "result", "items")},
		{name: "notes.yaml", doc: small, token: notes.Key, other: notes.OtherKey, good: func() badserver.Good { return notes.New() },
			listed: keysAt("/teams/ours/notes", "X-Key", "", "notes")},
	}
	for i := range all {
		if all[i].suite, err = contracttest.New(all[i].doc); err != nil {
			return nil, err
		}
	}
	return all, nil
})

// The tokens have every character that RFC 6750 allows and an encoding may change.
const (
	ownToken   = "sandbox-contract/test+1=="
	otherToken = "sandbox-contract/test+2=="
)

// sandboxed is a sandbox whose state can be put back.
type sandboxed struct{ *sandbox.Server }

func (s sandboxed) Snapshot() (restore func()) {
	world := s.World(ownToken)
	state := world.Snapshot()
	return func() {
		if err := world.Restore(state); err != nil {
			panic(err)
		}
	}
}

// correct is the good server itself, wrapped like the bad ones.
var correct = badserver.Server{Name: "correct", Wrap: func(good badserver.Good) http.Handler { return good }}

// judge makes a full run against a server. It returns what the run says, and a
// hash of all that was sent and answered, by which a server that is no other
// than the good one gives itself away.
func (s subject) judge(t *testing.T, server badserver.Server) (results []contracttest.Result, exchanges uint64) {
	if !server.Meets {
		return s.run(t, server)
	}
	synctest.Test(t, func(t *testing.T) { results, exchanges = s.run(t, server) })
	return results, exchanges
}

// run is like judge. Calls at the same time go out in another order each time.
// So the hash is of the others, and they are made of a server of their own: of
// a bad one only if that is its fault, as what they find in others depends on
// chance.
func (s subject) run(t *testing.T, server badserver.Server) (results []contracttest.Result, exchanges uint64) {
	trace, bad := newTrace(), len(server.Rules) > 0
	target := contracttest.Target{Token: s.token, OtherToken: s.other, Values: s.values, Seed: server.Seed, Settle: server.Settle}
	run := func(m *mendable) {
		var journal bytes.Buffer
		target.Journal = &journal
		before := s.listed(m.good, s.token)
		for r := range s.suite.Test(t.Context(), target) {
			results = append(results, r)
			if right, _ := catchers(server, []contracttest.Result{r}); *early && len(right) > 0 {
				break
			}
		}
		s.requireNothingLeft(t, server.Name, m, target, before, results)
		results = promised(results)
	}
	if server.Network {
		m := s.mendable(server)
		live := httptest.NewUnstartedServer(m)
		if live.EnableHTTP2 = server.HTTP2; server.HTTP2 {
			live.StartTLS()
			target.Client = live.Client()
		} else {
			live.Start()
		}
		defer live.Close()
		if target.URL = live.URL; bad {
			target.Skip = concurrently
		}
		run(m)
		return results, trace.Sum64()
	}
	if !server.Meets || !bad {
		m := s.mendable(server)
		m.bad = traced(m.bad, trace)
		target.Handler, target.Skip = m, concurrently
		run(m)
	}
	if server.Meets || !bad {
		m := s.mendable(server)
		target.Handler, target.Skip, target.Only = m, nil, concurrently
		run(m)
	}
	return results, trace.Sum64()
}

// promised drops the answers to open questions, which judge nothing.
func promised(results []contracttest.Result) []contracttest.Result {
	return slices.DeleteFunc(results, func(r contracttest.Result) bool { return r.Check.Rule == contracttest.QuestionRule })
}

// promises lists the checks that judge something.
func (s subject) promises() []contracttest.Check {
	return slices.DeleteFunc(s.suite.Checks(), func(c contracttest.Check) bool { return c.Rule == contracttest.QuestionRule })
}

var concurrently = regexp.MustCompile("/concurrent$")

// newTrace makes a hash that is the same for the same exchanges.
func newTrace() *maphash.Hash {
	trace := &maphash.Hash{}
	trace.SetSeed(traceSeed)
	return trace
}

var traceSeed = maphash.MakeSeed()

// traced writes down what goes through a handler.
func traced(h http.Handler, to io.Writer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		body.Grow(int(max(0, r.ContentLength)) + bytes.MinRead) // one body has megabytes
		_, _ = body.ReadFrom(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body.Bytes()))
		fmt.Fprintln(to, r.Method, r.URL, r.Header)
		_, _ = to.Write(body.Bytes())
		recorder := httptest.NewRecorder()
		defer func() {
			header := recorder.Header().Clone()
			header.Del("Content-Length") // the good server sets it, what is wrapped leaves it to net/http
			fmt.Fprintln(to, recorder.Code, header, recorder.Body)
		}()
		h.ServeHTTP(recorder, r)
		for k, v := range recorder.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}

// catchers lists the failed checks: those by which a bad server has to be
// caught, and all of them. A server that breaks a promise has to break a Must.
func catchers(server badserver.Server, results []contracttest.Result) (right, all []contracttest.Check) {
	for _, r := range results {
		if r.Outcome != contracttest.Fail {
			continue
		}
		all = append(all, r.Check)
		if !server.Warned && !r.Broken(false) {
			continue
		}
		if slices.ContainsFunc(server.Rules, func(rule string) bool {
			if !strings.Contains(rule, "/") {
				rule = server.Operation + "/" + rule
			}
			return rule == r.Check.Operation+"/"+r.Check.Rule
		}) {
			right = append(right, r.Check)
		}
	}
	return right, all
}
