package main

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const twoManagers = `ID    NAME        EMAIL                 COLLABORATOR  ROLE                  WORKSPACES
1234  ACME-HR     alex@example.com.com  4321          Customer Admin (247)  Nutech (27123), ACME USA (29456)
5678  ACME Corp.  ariel@example.com     8765          Admin (2)             all workspaces
`

func TestListPrintsTheManagers(t *testing.T) {
	url := serveSandbox(t)
	terminal := with(url)
	terminal.terminal = true
	quiet := with(url)
	quiet.terminal, quiet.env[envNoColor] = true, "1"
	byFlag := with("http://127.0.0.1:1")
	const dimmed = "\x1b[2mID    NAME        EMAIL                 COLLABORATOR  ROLE                  WORKSPACES\x1b[0m\n"
	for name, tt := range map[string]struct {
		session session
		args    []string
		want    string
	}{
		"aligned and plain in a pipe":   {with(url), []string{"list"}, twoManagers},
		"with a dim head on a terminal": {terminal, []string{"list"}, dimmed + twoManagers[len(dimmed)-8:]},
		"plain with --color never":      {terminal, []string{"list", "--color", "never"}, twoManagers},
		"plain with NO_COLOR":           {quiet, []string{"list"}, twoManagers},
		"coloured all the same":         {quiet, []string{"list", "--color=always"}, dimmed + twoManagers[len(dimmed)-8:]},
		"of the URL of the flag first":  {byFlag, []string{"ls", "--url", url + "/"}, twoManagers},
		"as JSON that does not change": {with(url), []string{"list", "--output", "json"}, `[
  {
    "id": 1234,
    "team_collaborator_id": 4321,
    "name": "ACME-HR",
    "email": "alex@example.com.com",
    "role_id": 247,
    "role": "Customer Admin",
    "all_workspaces": false,
    "workspaces": [
      {
        "id": 27123,
        "name": "Nutech"
      },
      {
        "id": 29456,
        "name": "ACME USA"
      }
    ]
  },
  {
    "id": 5678,
    "team_collaborator_id": 8765,
    "name": "ACME Corp.",
    "email": "ariel@example.com",
    "role_id": 2,
    "role": "Admin",
    "all_workspaces": true,
    "workspaces": []
  }
]
`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, printed{exitOK, tt.want, ""}, tt.session.run(t, tt.args...))
		})
	}
}

func TestAnEmptyListIsSaidApart(t *testing.T) {
	url := serveHandler(t, answering(200, "application/json", `{"result":{"items":[]}}`))
	require.Equal(t, printed{exitOK, "", "there are no customer managers\n"}, with(url).run(t, "list"))
	require.Equal(t, printed{exitOK, "[]\n", ""}, with(url).run(t, "list", "--output=json"))
}

func TestColumnsAreThoseOfATerminal(t *testing.T) {
	s := with(serveSandbox(t))
	const head = "ID     NAME     EMAIL             COLLABORATOR  ROLE       WORKSPACES\n"
	require.Equal(t, printed{exitOK, head + "10001  例 太郎  taro@example.com  8105          Admin (2)  Nutech (27123)\n", ""},
		s.run(t, "create", "--collaborator", "8105", "--role", "2", "--workspaces", "27123"),
		"these letters are two columns wide")
}

func TestScopeIsWhatWasAskedFor(t *testing.T) {
	s := with(serveSandbox(t))
	p := s.run(t, "create", "--collaborator", "5252", "--role", "2", "--workspaces", "27123,29456", "--output", "json")
	require.Equal(t, exitOK, p.code, p.err)
	require.Contains(t, p.out, `"all_workspaces": false`)
	p = s.run(t, "update", "10001", "--role", "247", "--all-workspaces", "--output", "json")
	require.Equal(t, printed{exitOK, `{
  "id": 10001,
  "team_collaborator_id": 5252,
  "name": "Robin Example",
  "email": "robin@example.com",
  "role_id": 247,
  "role": "Customer Admin",
  "all_workspaces": true,
  "workspaces": []
}
`, ""}, p)
	require.Equal(t, printed{exitOK, "", "deleted customer manager 10001\n"}, s.run(t, "delete", "10001", "--yes"))
	require.Equal(t, twoManagers, s.run(t, "list").out)
}

func TestDeleteAsksOnATerminal(t *testing.T) {
	const question = "Delete customer manager 1234, ACME-HR <alex@example.com.com>, Customer Admin in Nutech (27123), ACME USA (29456)? [y/N] "
	for name, tt := range map[string]struct {
		stdin string
		args  []string
		code  int
		err   string
		gone  bool
	}{
		"y":              {"y\n", []string{"delete", "1234"}, exitOK, question + "deleted customer manager 1234\n", true},
		"yes":            {"YES\n", []string{"delete", "1234"}, exitOK, question + "deleted customer manager 1234\n", true},
		"no":             {"n\n", []string{"delete", "1234"}, exitRefused, question + "custmgr: customer manager 1234 was not deleted: you did not answer yes\n", false},
		"just return":    {"\n", []string{"delete", "1234"}, exitRefused, question + "custmgr: customer manager 1234 was not deleted: you did not answer yes\n", false},
		"end of input":   {"", []string{"delete", "1234"}, exitRefused, question + "custmgr: customer manager 1234 was not deleted: you did not answer yes\n", false},
		"a wrong id":     {"y\n", []string{"delete", "1235"}, exitRefused, "custmgr: there is no customer manager 1235: custmgr list shows those there are\n", false},
		"--yes":          {"", []string{"delete", "1234", "--yes"}, exitOK, "deleted customer manager 1234\n", true},
		"yes yes indeed": {"yes indeed\n", []string{"rm", "1234"}, exitRefused, question + "custmgr: customer manager 1234 was not deleted: you did not answer yes\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := with(serveSandbox(t))
			s.terminal, s.stdin, s.env[envNoColor] = true, tt.stdin, "1"
			require.Equal(t, printed{tt.code, "", tt.err}, s.run(t, tt.args...))
			require.Equal(t, !tt.gone, s.run(t, "list").out == twoManagers)
		})
	}
}

func TestAnInterruptAtTheQuestionDeletesNothing(t *testing.T) {
	url := serveSandbox(t)
	ctx, cancel := context.WithCancel(t.Context())
	in, hold := io.Pipe()
	defer hold.Close()
	asked := writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil })
	a := &app{in: in, out: io.Discard, err: asked, env: func(name string) string { return with(url).env[name] }, inTerminal: true, errTerminal: true}
	require.Equal(t, exitInterrupted, run(ctx, a, []string{"delete", "1234"}))
	require.Equal(t, twoManagers, with(url).run(t, "list").out)
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestEachFailureOfTheAPIHasItsExitCode(t *testing.T) {
	json := func(status int, body string) http.Handler { return answering(status, "application/json", body) }
	for name, tt := range map[string]struct {
		handler http.Handler
		code    int
		says    string
	}{
		"401":                   {json(401, `{"message":"Unauthorized"}`), exitCredentials, "401 Unauthorized"},
		"403":                   {json(403, `{"message":"Forbidden"}`), exitRefused, "403 Forbidden"},
		"404":                   {json(404, `{"message":"Not found"}`), exitRefused, "404 Not Found"},
		"422":                   {json(422, `{"message":"Validation failed","errors":{"role_id":["is unknown"]}}`), exitRefused, "role_id is unknown"},
		"a refusal inside 200":  {json(200, `{"success":false}`), exitRefused, "result"},
		"HTML":                  {answering(200, "text/html", "<html>"), exitNoAnswer, "text/html"},
		"a status with escapes": {json(400, `{"message":"a\u001b[31mb"}`), exitRefused, "400 Bad Request"},
	} {
		t.Run(name, func(t *testing.T) {
			p := with(serveHandler(t, tt.handler)).run(t, "update", "1234", "--role", "2", "--all-workspaces")
			require.Equal(t, tt.code, p.code, p.err)
			require.Empty(t, p.out)
			require.Contains(t, p.err, tt.says)
			require.Regexp(t, `^custmgr: update( customer manager 1234)?: [^\n\x1b]*\n$`, p.err, "one line, and nothing that a terminal acts upon")
		})
	}
	t.Run("a connection that is cut", func(t *testing.T) {
		url := serveHandler(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
		p := with(url).run(t, "create", "--collaborator", "1", "--role", "2", "--all-workspaces")
		require.Equal(t, exitNoAnswer, p.code, p.err)
		require.Contains(t, p.err, "the manager may have been created: look at the list before creating again")
	})
	t.Run("nobody listens", func(t *testing.T) {
		p := with("http://127.0.0.1:1").run(t, "create", "--collaborator", "1", "--role", "2", "--all-workspaces")
		require.Equal(t, exitNoAnswer, p.code)
		require.Contains(t, p.err, "connection refused")
	})
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.Equal(t, exitInterrupted, with(serveSandbox(t)).runUntil(ctx, "list").code)
	})
}

func TestAWiderScopeThanAskedForIsShownAndIsAFailure(t *testing.T) {
	url := serveHandler(t, answering(200, "application/json", `{"result":{"id":1234,"user":{"id":1,"name":"A","email":"a@example.com","avatar_url":""},
		"privilege_group":{"id":2,"name":"Admin","system":true},"moderated_workspaces":[]}}`))
	p := with(url).run(t, "update", "1234", "--role", "2", "--workspaces", "27123")
	require.Equal(t, exitRefused, p.code)
	require.Contains(t, p.out, "all workspaces\n")
	require.Equal(t, "custmgr: manager 1234 has all workspaces instead of workspaces 27123: update or delete the manager\n", p.err)
}

func TestCompletionOffersTheManagers(t *testing.T) {
	p := with(serveSandbox(t)).run(t, "__complete", "delete", "")
	require.Equal(t, exitOK, p.code)
	require.Equal(t, "1234\tACME-HR <alex@example.com.com>, Customer Admin in Nutech (27123), ACME USA (29456)\n5678\tACME Corp. <ariel@example.com>, Admin in all workspaces\n:4\n", p.out)
	require.Equal(t, ":4\n", with("http://127.0.0.1:1").run(t, "__complete", "delete", "").out, "silent where nobody answers")
	require.Equal(t, "table\njson\n:4\n", session{}.run(t, "__complete", "list", "--output", "").out)
}
