package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// A running is a proxy command that runs as a process of its own.
type running struct {
	cmd  *exec.Cmd
	out  *bufio.Reader
	errs *bytes.Buffer
	base string
}

// proxying starts the proxy command and waits until it says where it is.
func proxying(t *testing.T, target string, args ...string) running {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"proxy", "--target", target, "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	p := running{cmd: cmd, errs: &bytes.Buffer{}}
	cmd.Stderr = p.errs
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p.out = bufio.NewReader(out)
	line, err := p.out.ReadString('\n')
	require.NoError(t, err)
	said := regexp.MustCompile(`^proxy at (http://127\.0\.0\.1:\d+) to (\S+): answers are judged, (.*)\n$`).FindStringSubmatch(line)
	require.NotNil(t, said, line)
	require.Equal(t, target, said[2])
	p.base = said[1]
	return p
}

// stop ends the proxy by a signal and returns what it left behind.
func (p running) stop(t *testing.T, signal os.Signal) printed {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(signal))
	rest, err := io.ReadAll(p.out)
	require.NoError(t, err)
	_ = p.cmd.Wait() // its code is looked at
	return printed{p.cmd.ProcessState.ExitCode(), string(rest), p.errs.String()}
}

func TestTheProxyJudgesWhatPassesAndReportsAtItsEnd(t *testing.T) {
	for name, signal := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			kept := filepath.Join(t.TempDir(), "results.jsonl")
			proxy := proxying(t, serveSandbox(t), "--json", kept)
			for range 2 {
				require.Equal(t, exitOK, with(proxy.base).run(t, "list").code)
			}
			require.Equal(t, exitOK, with(proxy.base).run(t, "delete", "1234", "--yes").code)
			response, err := http.Get(proxy.base + "/health?user_token=" + token)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())

			p := proxy.stop(t, signal)
			require.Equal(t, exitOK, p.code, p.err)
			require.ElementsMatch(t, []string{ // each is judged once it has passed, so in any order
				"pass    GET /api/customer_managers 200", "pass    GET /api/customer_managers 200",
				"pass    DELETE /api/customer_managers/1234 200",
				"skip    GET /health 404  the document has no operation for such a request", "",
			}, strings.Split(p.err, "\n"))
			require.Contains(t, p.out, "4 answers: 3 as documented, 0 not, 1 of no documented operation\n")
			require.Contains(t, p.out, "the contract is kept, and partly judged")
			require.NotContains(t, p.out+p.err, token)

			file, err := os.Open(kept)
			require.NoError(t, err)
			defer file.Close()
			run, err := report.Read(file)
			require.NoError(t, err)
			require.True(t, run.Complete)
			require.Len(t, run.Results, 4)
			require.Equal(t, 4, run.Requests)
		})
	}
}

func TestTheProxyBlocksNothingUnlessItEnforces(t *testing.T) {
	broken := serveHandler(t, answering(200, "application/json", `{"result":{"items":[{"id":"`+token+`"}]}}`))
	for _, tt := range []struct {
		args   []string
		status int
	}{{nil, 200}, {[]string{"--enforce"}, 502}} {
		proxy := proxying(t, broken, tt.args...)
		for range 3 {
			r, err := http.NewRequestWithContext(t.Context(), "GET", proxy.base+"/api/customer_managers", nil)
			require.NoError(t, err)
			r.Header.Set("Authorization", "Bearer "+token)
			response, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, tt.status, response.StatusCode)
		}
		p := proxy.stop(t, os.Interrupt)
		require.Equal(t, exitRefused, p.code)
		require.Equal(t, 3, strings.Count(p.err, "fail    GET /api/customer_managers 200  (must); /result/items/0/id expected value must be an integer, actual \"[token]\""), p.err)
		require.Contains(t, p.out, "3 answers: 0 as documented, 3 not; 3 show what none may\n")
		require.Equal(t, 3, strings.Count(p.err, "fail    GET /api/customer_managers 200  (must); expected no credentials in an answer, actual a token that was sent stands in the body"), p.err)
		require.Contains(t, p.out, "(the first of 3 answers of this kind)")
		require.Contains(t, p.out, "0 passed, 2 failed, by 3 requests")
		require.Contains(t, p.out, "the contract is broken\n")
		require.NotContains(t, p.out+p.err, token)
	}
}

func TestAWarningEndsTheProxyWithZeroUnlessItIsStrict(t *testing.T) {
	odd := serveHandler(t, answering(200, "application/json", `{"result":{"items":[],"count":0}}`))
	for _, tt := range []struct {
		args []string
		code int
	}{{nil, exitOK}, {[]string{"--strict"}, exitRefused}} {
		proxy := proxying(t, odd, tt.args...)
		response, err := http.Get(proxy.base + "/api/customer_managers")
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, tt.code, proxy.stop(t, syscall.SIGTERM).code)
	}
}

func TestTheProxyKeepsItsLinesOnStandardOutputApart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	go func() { <-asked; cancel() }()
	s := sandbox.New()
	target := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.ServeHTTP(w, r) }))
	close(asked)
	p := session{}.runUntil(ctx, "proxy", "--target", target, "--addr", "127.0.0.1:0", "--json", "-")
	require.Equal(t, exitOK, p.code)
	run, err := report.Read(strings.NewReader(p.out))
	require.NoError(t, err)
	require.True(t, run.Complete)
	require.Contains(t, p.err, "proxy at http://127.0.0.1:")
	require.Contains(t, p.err, "no verdict: nothing could be judged")
}

func TestWrongUseOfTheProxyIsSaidInOneLine(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no target":               {nil, "--target must have the form http[s]://HOST[:PORT][/PATH], without user, query or fragment"},
		"a target with a secret":  {[]string{"--target", "https://me:hidden@example.com"}, "--target must have the form http[s]://HOST[:PORT][/PATH], without user, query or fragment"},
		"a target in the clear":   {[]string{"--target", "http://example.com"}, "target URL http://example.com would send the token in the clear: use https"},
		"an address that is none": {[]string{"--target", "http://127.0.0.1:1", "--addr", "nonsense"}, "cannot listen on nonsense: listen tcp: address nonsense: missing port in address"},
		"a folder that is not":    {[]string{"--target", "http://127.0.0.1:1", "--addr", "127.0.0.1:0", "--json", "/nonexistent/x"}, "--json: open /nonexistent/x: no such file or directory"},
		"a word too many":         {[]string{"now"}, `custmgr proxy takes no arguments, but got "now": custmgr proxy --help shows its flags`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, printed{exitUsage, "", "custmgr: " + tt.want + "\n"}, session{}.run(t, append([]string{"proxy"}, tt.args...)...))
		})
	}
}

func TestATallyKeepsOneOfEachKindAndCountsTheRest(t *testing.T) {
	var seen tally
	for i := range 3000 {
		pointer := "/result/items/" + string(rune('0'+i%10)) + "/id"
		seen.add(contracttest.Result{Check: contracttest.Check{ID: "a/response", Operation: "a", Title: "a"}, Outcome: contracttest.Fail, Level: contracttest.Must,
			Problems: []contracttest.Problem{{Pointer: pointer, Expected: "an integer", Actual: string(rune('a' + i%20))}}})
		seen.add(contracttest.Result{Check: contracttest.Check{ID: "GET /" + strings.Repeat("x", i%100)}, Outcome: contracttest.Skip, Reason: "none"})
		seen.add(contracttest.Result{Check: contracttest.Check{ID: "b/response", Operation: "b"}, Outcome: contracttest.Fail, Level: contracttest.Should,
			Problems: []contracttest.Problem{{Expected: strings.Repeat("y", i)}}})
	}
	require.Len(t, seen.results(), 2+mostKinds)
	require.Equal(t, "a (the first of 3000 answers of this kind)", seen.results()[0].Check.Title)
	require.Equal(t, "9000 answers: 0 as documented, 3000 not, 1000 with a warning, 3000 of no documented operation, 2000 of further kinds", seen.summary(false))
	require.True(t, seen.broken(false))
}

func TestAFloodOfWarningsHidesNoBrokenPromise(t *testing.T) {
	var seen tally
	for i := range 2 * mostKinds {
		seen.add(contracttest.Result{Check: contracttest.Check{ID: "a/response", Operation: "a"}, Outcome: contracttest.Fail, Level: contracttest.Should,
			Problems: []contracttest.Problem{{Expected: strconv.Itoa(i)}}})
	}
	require.False(t, seen.broken(false))
	seen.add(contracttest.Result{Check: contracttest.Check{ID: "a/response", Operation: "a"}, Outcome: contracttest.Fail, Level: contracttest.Must,
		Problems: []contracttest.Problem{{Expected: "an id"}}})
	require.True(t, seen.broken(false))
}
