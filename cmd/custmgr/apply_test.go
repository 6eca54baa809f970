package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

const seedFile = `version: 1
managers:
  - {collaborator: 4321, role: 247, workspaces: [27123, 29456]}  # ACME-HR, Customer Admin
  - {collaborator: 8765, role: 2, workspaces: all}  # ACME Corp., Admin
`

// managersFile writes a file into a folder of its own, which becomes the current one.
func managersFile(t *testing.T, entries string) {
	t.Helper()
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("managers.yaml", []byte("version: 1\nmanagers:\n"+entries), 0o600))
}

// counting counts what arrives at a handler.
func counting(h http.Handler, n *int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*n++
		h.ServeHTTP(w, r)
	})
}

func TestExportWritesWhatApplyReads(t *testing.T) {
	url := serveSandbox(t)
	p := with(url).run(t, "export")
	require.Equal(t, printed{exitOK, "# The customer managers of " + url + ", written by custmgr export.\n# Change it, then: custmgr apply -f managers.yaml --dry-run\n" + seedFile, ""}, p)
	s := with(url)
	s.stdin = p.out
	require.Equal(t, printed{exitOK, "account  " + url + "\nfile     standard input\n\nplan     nothing to change: the account is like the file\n", ""}, s.run(t, "apply", "-f", "-", "--prune", "--yes"))
}

func TestWrongUseOfApplyChangesNothing(t *testing.T) {
	requests := 0
	server := httptest.NewServer(counting(sandbox.New(), &requests))
	t.Cleanup(server.Close)
	managersFile(t, "  - {collaborator: 5252, role: 2, workspaces: [27123]}\n")
	require.NoError(t, os.WriteFile("bad.yaml", []byte("managers: [{collaborator: 1, role: 2}]\n"), 0o600))
	terminal := with(server.URL)
	terminal.terminal = true
	for name, tt := range map[string]struct {
		session session
		args    []string
		want    string
	}{
		"without a file":              {with(server.URL), []string{"apply"}, "custmgr: required flag(s) \"file\" not set\n"},
		"of a file that is not there": {with(server.URL), []string{"apply", "-f", "none.yaml", "--yes"}, "custmgr: the file cannot be read: open none.yaml: no such file or directory\n"},
		"of a folder":                 {with(server.URL), []string{"apply", "-f", ".", "--yes"}, "custmgr: the file cannot be read: read .: is a directory\n"},
		"of a bad file":               {with(server.URL), []string{"apply", "-f", "bad.yaml", "--yes"}, "bad.yaml:1: the file has no version: write version: 1\nbad.yaml:1: an entry has no workspaces, which the API would take for all of them: say workspaces: [1, 2] or workspaces: all\ncustmgr: bad.yaml has 2 errors: nothing was sent\n"},
		"of an empty standard input":  {with(server.URL), []string{"apply", "-f", "-", "--yes"}, "standard input:1: the file is empty: it needs version: 1 and managers:\ncustmgr: standard input has 1 error: nothing was sent\n"},
		"without a terminal":          {with(server.URL), []string{"apply", "-f", "managers.yaml"}, "custmgr: apply cannot ask, for there is no terminal: give --yes to apply without a question, or --dry-run\n"},
		"with a word too many":        {with(server.URL), []string{"apply", "managers.yaml"}, "custmgr: custmgr apply takes no arguments, but got \"managers.yaml\": custmgr apply --help shows its flags\n"},
		"without a token":             {session{}, []string{"apply", "-f", "managers.yaml", "--yes", "--region", "eu"}, "custmgr: CUSTMGR_TOKEN is not set: it must hold the API token\n"},
		"export with a word too many": {with(server.URL), []string{"export", "managers.yaml"}, "custmgr: custmgr export takes no arguments, but got \"managers.yaml\": custmgr export --help shows its flags\n"},
		"export of nothing":           {session{env: map[string]string{envToken: token}}, []string{"export"}, "custmgr: no API is named: give --region or --url, or set CUSTMGR_URL\n"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, printed{exitUsage, "", tt.want}, tt.session.run(t, tt.args...))
		})
	}
	t.Run("of standard input on a terminal", func(t *testing.T) {
		terminal.stdin = seedFile
		require.Equal(t, printed{exitUsage, "", "custmgr: apply cannot ask, for it reads the file from standard input: give --yes to apply without a question, or --dry-run\n"}, terminal.run(t, "apply", "-f", "-"))
	})
	require.Zero(t, requests, "nothing was sent")
}

func TestADryRunSendsNothingButTheList(t *testing.T) {
	requests := 0
	server := httptest.NewServer(counting(sandbox.New(), &requests))
	t.Cleanup(server.Close)
	managersFile(t, "  - {collaborator: 4321, role: 2, workspaces: [27123]}\n")
	require.Equal(t, printed{exitOK, "account  " + server.URL + `
file     managers.yaml

- delete  ACME Corp. (8765), manager 5678: Admin (2) in all workspaces
~ update  ACME-HR (4321), manager 1234
            role     Admin (2), was Customer Admin (247)
            narrows  by ACME USA (29456)

plan     1 to delete, 1 to update, 0 to create
`, "dry run: nothing was changed\n"}, with(server.URL).run(t, "apply", "-f", "managers.yaml", "--prune", "--dry-run"))
	require.Equal(t, 1, requests)
	require.Equal(t, twoManagers, with(server.URL).run(t, "list").out)
}

func TestAllWorkspacesNeedTheirFlag(t *testing.T) {
	const refusal = "custmgr: 1 change would give all workspaces: give --allow-all-workspaces if that is meant; nothing was changed\n"
	for name, entries := range map[string]string{
		"for a new manager":        "  - {collaborator: 5252, role: 2, workspaces: all}\n",
		"for one that has not all": "  - {collaborator: 4321, role: 247, workspaces: all}\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := with(serveSandbox(t))
			managersFile(t, entries)
			for _, how := range []string{"--yes", "--dry-run"} {
				p := s.run(t, "apply", "-f", "managers.yaml", how)
				require.Equal(t, exitUsage, p.code)
				require.Equal(t, refusal, p.err)
			}
			require.Equal(t, twoManagers, s.run(t, "list").out)
			p := s.run(t, "apply", "-f", "managers.yaml", "--yes", "--allow-all-workspaces")
			require.Equal(t, exitOK, p.code, p.err)
			require.Contains(t, p.out, "\nchecked  the account is like the file\n")
		})
	}
	t.Run("not for one that has them already", func(t *testing.T) {
		managersFile(t, "  - {collaborator: 8765, role: 3, workspaces: all}\n")
		require.Equal(t, exitOK, with(serveSandbox(t)).run(t, "apply", "-f", "managers.yaml", "--yes").code)
	})
}

func TestAnEmptyFileDoesNotDeleteEverybodyUnasked(t *testing.T) {
	s := with(serveSandbox(t))
	managersFile(t, "  []\n")
	p := s.run(t, "apply", "-f", "managers.yaml", "--prune", "--yes")
	require.Equal(t, exitUsage, p.code)
	require.Equal(t, "custmgr: the file has no managers, and --prune would delete all 2: answer the question on a terminal instead of --yes; nothing was changed\n", p.err)
	require.Equal(t, exitOK, s.run(t, "apply", "-f", "managers.yaml", "--yes").code, "without --prune it asks for nothing")
	require.Equal(t, twoManagers, s.run(t, "list").out)
	s.terminal, s.stdin = true, "y\n"
	require.Equal(t, exitOK, s.run(t, "apply", "-f", "managers.yaml", "--prune").code)
	require.Equal(t, "there are no customer managers\n", with(s.env[envURL]).run(t, "list").err)
}

func TestApplyAsksOnATerminal(t *testing.T) {
	const question = "Make 2 changes, 1 to ALL WORKSPACES, in a few seconds? [y/N] "
	for name, tt := range map[string]struct {
		stdin string
		code  int
		err   string
	}{
		"yes":          {"yes\n", exitOK, question + "\r\x1b[2K"},
		"no":           {"n\n", exitRefused, question + "custmgr: you did not answer yes: nothing was changed\n"},
		"end of input": {"", exitRefused, question + "custmgr: you did not answer yes: nothing was changed\n"},
	} {
		t.Run(name, func(t *testing.T) {
			s := with(serveSandbox(t))
			s.terminal, s.stdin, s.env[envNoColor] = true, tt.stdin, "1"
			managersFile(t, "  - {collaborator: 4321, role: 247, workspaces: all}\n  - {collaborator: 5252, role: 2, workspaces: [27123]}\n")
			p := s.run(t, "apply", "-f", "managers.yaml", "--allow-all-workspaces")
			require.Equal(t, tt.code, p.code, p.err)
			require.Equal(t, tt.err, p.err)
			require.NotContains(t, p.out, "\x1b")
			require.Equal(t, tt.code != exitOK, s.run(t, "list").out == twoManagers)
		})
	}
}

func TestWidenedAccessIsRedOnATerminal(t *testing.T) {
	s := with(serveSandbox(t))
	s.terminal = true
	managersFile(t, "  - {collaborator: 4321, role: 247, workspaces: all}\n")
	p := s.run(t, "apply", "-f", "managers.yaml", "--allow-all-workspaces", "--dry-run")
	require.Contains(t, p.out, "\x1b[1;31m            WIDENS   to all workspaces, those to come included\x1b[0m\n")
	require.NotContains(t, s.run(t, "apply", "-f", "managers.yaml", "--allow-all-workspaces", "--dry-run", "--color=never").out, "\x1b")
}

func TestAnAnswerToAnOldPlanChangesNothing(t *testing.T) {
	url := serveSandbox(t)
	managersFile(t, "  - {collaborator: 5252, role: 2, workspaces: [27123]}\n")
	in, answer := io.Pipe()
	asked := writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), "[y/N]") {
			require.Equal(t, exitOK, with(url).run(t, "update", "5678", "--role", "2", "--workspaces", "27123").code)
			go answer.Write([]byte("y\n"))
		}
		return len(p), nil
	})
	a := &app{in: in, out: io.Discard, err: asked, env: func(name string) string { return with(url).env[name] }, inTerminal: true, errTerminal: true}
	require.Equal(t, exitRefused, run(t.Context(), a, []string{"apply", "-f", "managers.yaml"}))
	require.NotContains(t, with(url).run(t, "list").out, "5252")
}

func TestAnInterruptAtTheQuestionAppliesNothing(t *testing.T) {
	url := serveSandbox(t)
	managersFile(t, "  - {collaborator: 5252, role: 2, workspaces: [27123]}\n")
	ctx, cancel := context.WithCancel(t.Context())
	in, hold := io.Pipe()
	defer hold.Close()
	var errs bytes.Buffer
	asked := writerFunc(func(p []byte) (int, error) { errs.Write(p); cancel(); return len(p), nil })
	a := &app{in: in, out: io.Discard, err: asked, env: func(name string) string { return with(url).env[name] }, inTerminal: true, errTerminal: true}
	require.Equal(t, exitInterrupted, run(ctx, a, []string{"apply", "-f", "managers.yaml"}))
	require.Contains(t, errs.String(), "custmgr: interrupted at the question: nothing was changed\n")
	require.Equal(t, twoManagers, with(url).run(t, "list").out)
}
