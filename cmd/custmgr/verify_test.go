package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestVerifyWithoutFlagsJudgesTheSandbox(t *testing.T) {
	p := session{}.run(t, "verify")
	require.Equal(t, exitOK, p.code, p.out)
	require.Empty(t, p.err)
	require.True(t, strings.HasPrefix(p.out, "target    the sandbox of this command, in process\n"), p.out)
	require.Regexp(t, `\n\d+ passed, 0 failed, by \d+ requests in \S+: the contract is kept\n$`, p.out)
}

// widening is the sandbox, but for one fault: to replace a manager's workspaces
// by none at all, which means all, it takes for one of them.
func widening() http.Handler {
	good := sandbox.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodPut {
			body = bytes.Replace(body, []byte(`"permitted_workspace_ids":[]`), []byte(`"permitted_workspace_ids":[27123]`), 1)
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		good.ServeHTTP(w, r)
	})
}

func TestVerifySaysWhatABrokenServerBreaks(t *testing.T) {
	url := serveHandler(t, widening())
	p := with("").run(t, "verify", "--url", url, "--only", "^updateCustomerManager/(reflects/permitted_workspace_ids|unknown)")
	require.Equal(t, exitRefused, p.code)
	require.Regexp(t, `^journal of what is added, for a run that is killed: custmgr verify --cleanup \S+\n$`, p.err)
	out := strings.ReplaceAll(p.out, url, "http://URL")
	out = regexp.MustCompile(`openapi.yaml:\d+`).ReplaceAllString(out, "openapi.yaml:N")
	out = regexp.MustCompile(`\d+ requests in \S+:`).ReplaceAllString(out, "N requests in T:")
	out = regexp.MustCompile(`\d+ of \d+ operations, .* seen: \S+%`).ReplaceAllString(out, "N of N … seen: N%")
	require.Equal(t, `target    http://URL
document  openapi/openapi.yaml (2024-01-29)
suite     custmgr dev

updateCustomerManager
  ✓ reflects ×3  ✓ unknown ×9
  ✗ reflects/permitted_workspace_ids/empty                    must    openapi/openapi.yaml:N

failures (1)
  ✗ updateCustomerManager/reflects/permitted_workspace_ids/empty
    updateCustomerManager shows permitted_workspace_ids given as empty
      level     must: the vendor or a standard demands it
      document  openapi/openapi.yaml:N
      at        /moderated_workspaces/*/id
      expected  [], as sent
      actual    [27123] in the answer
      see       https://docs.workato.com/oem/oem-api/customer-managers.html#update-a-customer-manager
      arrange   curl -i -X POST http://URL/api/customer_managers -H 'Accept: application/json' -H "Authorization: Bearer $CUSTMGR_TOKEN" -H 'Content-Type: application/json' --data-raw '{"permitted_workspace_ids":[29456],"role_id":2,"team_collaborator_id":5252}'
                → 200 OK  application/json; charset=utf-8  {"result":{"id":10001,"moderated_workspaces":[{"id":29456,"name":"ACME USA"}],"privilege_group":{"id":2,"name":"Admin","system":true},"user":{"avatar_url":"https://example.com/robin.png","email":"robi… (251 bytes in all)
                10001 is the key answered here: put yours in its place below
      act       curl -i -X PUT http://URL/api/customer_managers/10001 -H 'Accept: application/json' -H "Authorization: Bearer $CUSTMGR_TOKEN" -H 'Content-Type: application/json' --data-raw '{"permitted_workspace_ids":[],"role_id":2}'
                → 200 OK  application/json; charset=utf-8  {"result":{"id":10001,"moderated_workspaces":[{"id":27123,"name":"Nutech"}],"privilege_group":{"id":2,"name":"Admin","system":true},"user":{"avatar_url":"https://example.com/robin.png","email":"robin@… (249 bytes in all)
      again     custmgr verify --url http://URL --replay updateCustomerManager/reflects/permitted_workspace_ids/empty
      test      func TestUpdateCustomerManagerReflectsPermittedWorkspaceIdsEmpty(t *testing.T) { contracttest.Run(t, contracttest.Target{URL: "http://URL", Token: os.Getenv("CUSTMGR_TOKEN"), Only: regexp.MustCompile("^updateCustomerManager/reflects/permitted_workspace_ids/empty$")}) }

N of N … seen: N% of the document
12 passed, 1 failed, by N requests in T: the contract is broken
`, out)
}

func TestTheRerunCommandOfAFailureFailsAgain(t *testing.T) {
	url := serveHandler(t, widening())
	all := with("").run(t, "verify", "--url", url).out
	again := regexp.MustCompile(`again +custmgr (verify .*)`).FindStringSubmatch(all)
	require.NotNil(t, again, all)
	args := strings.Fields(strings.ReplaceAll(again[1], "'", ""))
	p := with("").run(t, args...)
	require.Equal(t, exitRefused, p.code)
	require.Contains(t, p.out, "\n0 passed, 1 failed, by ")
}

func TestVerifyWithoutAVerdictIsNotAPass(t *testing.T) {
	for name, tt := range map[string]struct {
		url  string
		says string
	}{
		"nobody listens":       {"http://127.0.0.1:1", "connection refused"},
		"the token is refused": {serveHandler(t, answering(401, "application/json", `{"message":"Unauthorized"}`)), "is the token right"},
	} {
		t.Run(name, func(t *testing.T) {
			p := with("").run(t, "verify", "--url", tt.url)
			require.Equal(t, exitNoAnswer, p.code, p.out)
			require.Contains(t, p.out, tt.says)
			require.True(t, strings.HasSuffix(p.out, "no verdict: nothing could be judged\n"), p.out)
		})
	}
}

func TestVerifyListsTheChecksWithoutSendingAnything(t *testing.T) {
	p := with("").run(t, "verify", "--list", "--url", "http://127.0.0.1:1", "--only", "^deleteCustomerManager/", "--skip", "credentials")
	require.Equal(t, exitOK, p.code)
	lines := strings.Split(strings.TrimSuffix(p.out, "\n"), "\n")
	require.Regexp(t, `^ID +LEVEL +LINE +PROMISE$`, lines[0])
	require.Greater(t, len(lines), 5)
	for _, line := range lines[1:] {
		require.Regexp(t, `^deleteCustomerManager/\S+ +(must|should) +openapi/openapi\.yaml:\d+ +\S.+`, line)
		require.NotContains(t, line, "/credentials")
	}
}

func TestVerifyKeepsTheResultsAsLinesOfJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.jsonl")
	p := session{}.run(t, "verify", "--json", path)
	require.Equal(t, exitOK, p.code)
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	kept, err := report.Read(file)
	require.NoError(t, err)
	require.True(t, kept.Complete)
	var again bytes.Buffer
	require.NoError(t, report.Text(&again, kept, report.Options{}))
	require.Equal(t, p.out, again.String(), "the report can be made again from the file")

	p = session{}.run(t, "verify", "--json", "-", "--only", "response")
	require.Equal(t, exitOK, p.code)
	kept, err = report.Read(strings.NewReader(p.out))
	require.NoError(t, err)
	require.Len(t, kept.Results, 4)
	require.Contains(t, p.err, "4 passed", "the report has moved to standard error")
}

func TestVerifyUsesTheValuesGiven(t *testing.T) {
	var seen atomic.Bool
	good := sandbox.New()
	url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if bytes.Contains(body, []byte("8105")) {
			seen.Store(true)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		good.ServeHTTP(w, r)
	}))
	p := with("").run(t, "verify", "--url", url, "--value", "team_collaborator_id=8105,8104", "--value", `role_id=3,"4"`, "--value", "permitted_workspace_ids=30001,30002")
	require.Equal(t, exitOK, p.code, p.out)
	require.True(t, seen.Load())
}

func TestAnInterruptedVerifyCleansUpAndReportsWhatItHas(t *testing.T) {
	world := sandbox.New()
	before := world.World(token).Snapshot().Managers
	for _, after := range []int32{1, 5, 20, 60} {
		ctx, cancel := context.WithCancel(t.Context())
		var requests atomic.Int32
		url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests.Add(1) == after {
				cancel()
			}
			world.ServeHTTP(w, r)
		}))
		path := filepath.Join(t.TempDir(), "results.jsonl")
		p := with("").runUntil(ctx, "verify", "--url", url, "--json", path)
		cancel()
		require.Equal(t, exitInterrupted, p.code, "after %d requests: %s", after, p.out)
		require.Regexp(t, `no verdict: the run was cut short.*\n$`, p.out)
		require.Equal(t, before, world.World(token).Snapshot().Managers, "after %d requests", after)
		file, err := os.Open(path)
		require.NoError(t, err)
		kept, err := report.Read(file)
		require.NoError(t, err)
		require.False(t, kept.Complete)
		require.NoError(t, file.Close())
		for _, r := range kept.Results {
			require.NotEqual(t, contracttest.Fail, r.Outcome, "%v", r)
		}
	}
}

func TestVerifyOnATerminalShowsHowFarItIs(t *testing.T) {
	s := session{terminal: true}
	p := s.run(t, "verify")
	require.Equal(t, exitOK, p.code)
	require.True(t, strings.HasPrefix(p.err, "\r\x1b[2K1 of "), p.err)
	require.True(t, strings.HasSuffix(p.err, "\r\x1b[2K"), "the line is taken away")
	require.Contains(t, p.out, "\x1b[32mthe contract is kept\x1b[0m")
}
