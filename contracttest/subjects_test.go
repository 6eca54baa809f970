package contracttest_test

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

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
	name   string
	doc    *openapi3.T
	suite  *contracttest.Suite
	token  string
	values map[string][]any
	good   func() badserver.Good
}

func subjects(t testing.TB) []subject {
	t.Helper()
	own, err := openapi.Load()
	require.NoError(t, err)
	small, err := openapi.Parse("notes.yaml", notes.YAML)
	require.NoError(t, err)
	all := []subject{
		{name: "openapi.yaml", doc: own, token: sandbox.Token, values: sandbox.Values(), good: func() badserver.Good { return sandboxed{sandbox.New()} }},
		{name: "notes.yaml", doc: small, token: notes.Key, good: func() badserver.Good { return notes.New() }},
	}
	for i := range all {
		all[i].suite, err = contracttest.New(all[i].doc)
		require.NoError(t, err)
	}
	return all
}

// sandboxed is a sandbox whose state can be put back.
type sandboxed struct{ *sandbox.Server }

func (s sandboxed) Snapshot() (restore func()) {
	world := s.World(sandbox.Token)
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
func (s subject) judge(t testing.TB, server badserver.Server) (results []contracttest.Result, exchanges uint64) {
	h, trace := server.Wrap(s.good()), fnv.New64a()
	target := contracttest.Target{Token: s.token, Values: s.values}
	if server.Network {
		live := httptest.NewServer(h)
		defer live.Close()
		target.URL = live.URL
	} else {
		target.Handler = traced(h, trace)
	}
	return slices.Collect(s.suite.Test(t.Context(), target)), trace.Sum64()
}

// traced writes down what goes through a handler.
func traced(h http.Handler, to io.Writer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		fmt.Fprintln(to, r.Method, r.URL, r.Header, string(body))
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
