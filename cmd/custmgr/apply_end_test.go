package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestEachEndOfARunHasItsExitCode(t *testing.T) {
	const entries = "  - {collaborator: 5252, role: 2, workspaces: [27123]}\n  - {collaborator: 6363, role: 2, workspaces: [27123]}\n"
	create := func(f sandbox.Fault) []sandbox.Fault {
		f.Operation = "createCustomerManager"
		return []sandbox.Fault{f}
	}
	for name, tt := range map[string]struct {
		faults []sandbox.Fault
		code   int
		out    string
		err    string
	}{
		"one entry refused": {
			create(sandbox.Fault{Status: 422, Body: `{"message":"Validation failed"}`}), exitRefused,
			"\ndone     0 deleted, 0 updated, 1 created\nfailed   managers.yaml:3: collaborator 5252: create: 422 Unprocessable Entity: Validation failed\n",
			"custmgr: 1 of 2 changes failed: mend what is named above, and run the command again\n",
		},
		"the token refused": {
			create(sandbox.Fault{Status: 401, Body: `{"message":"Unauthorized"}`}), exitCredentials,
			"\ndone     0 deleted, 0 updated, 0 created\nfailed   managers.yaml:3: collaborator 5252: create: 401 Unauthorized: the token may be wrong or belong to another data center\nuntried  1\n",
			"custmgr: stopped: create: 401 Unauthorized: the token may be wrong or belong to another data center: run the command again to go on\n",
		},
		"an answer lost, and found in the list": {
			create(sandbox.Fault{Cut: sandbox.CutAnswer, Applied: true}), exitOK,
			"\ndone     0 deleted, 0 updated, 2 created\nchecked  the account is like the file\n", "",
		},
		"more granted than asked for": {
			create(sandbox.Fault{WidenScope: true}), exitRefused,
			"\ndone     0 deleted, 0 updated, 0 created\nfailed   managers.yaml:3: collaborator 5252: manager 10001 has all workspaces instead of workspaces 27123: update or delete the manager\nuntried  1\n",
			"custmgr: stopped: manager 10001 has all workspaces instead of workspaces 27123: update or delete the manager: run the command again to go on\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := sandbox.New()
			for _, f := range tt.faults {
				require.NoError(t, server.World(token).Inject(f))
			}
			managersFile(t, entries)
			p := with(serveHandler(t, server)).run(t, "apply", "-f", "managers.yaml", "--yes")
			require.Equal(t, tt.code, p.code, p.err)
			_, summary, _ := strings.Cut(p.out, "in all workspaces, not in the file\n")
			_, summary, _ = strings.Cut(summary, "--prune\n")
			require.Equal(t, tt.out, summary)
			require.Equal(t, tt.err, p.err)
		})
	}
	t.Run("interrupted in the middle", func(t *testing.T) {
		managersFile(t, entries)
		ctx, cancel := context.WithCancel(t.Context())
		server := sandbox.New()
		url := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				cancel()
			}
			server.ServeHTTP(w, r)
		}))
		p := with(url).runUntil(ctx, "apply", "-f", "managers.yaml", "--yes")
		require.Equal(t, exitInterrupted, p.code)
		require.Contains(t, p.out, "\ndone     0 deleted, 0 updated, 1 created\nuntried  1\n", "the request on its way has come to its answer")
		require.Equal(t, "custmgr: interrupted: run the command again to go on\n", p.err)
		p = with(url).run(t, "apply", "-f", "managers.yaml", "--yes")
		require.Equal(t, exitOK, p.code)
		require.Contains(t, p.out, "\ndone     0 deleted, 0 updated, 1 created\nchecked  the account is like the file\n")
	})
	t.Run("nobody listens", func(t *testing.T) {
		managersFile(t, entries)
		require.Equal(t, exitNoAnswer, with("http://127.0.0.1:1").run(t, "apply", "-f", "managers.yaml", "--yes").code)
	})
}

func TestOneCollaboratorInTwoManagersIsRefused(t *testing.T) {
	const one = `"user":{"id":4321,"name":"ACME-HR","email":"a@example.com","avatar_url":""},"privilege_group":{"id":2,"name":"Admin","system":true},"moderated_workspaces":[]}`
	url := serveHandler(t, answering(200, "application/json", `{"result":{"items":[{"id":1,`+one+`,{"id":2,`+one+`]}}`))
	managersFile(t, "  - {collaborator: 4321, role: 2, workspaces: all}\n")
	for _, args := range [][]string{{"apply", "-f", "managers.yaml", "--yes"}, {"export"}} {
		require.Equal(t, printed{exitRefused, "", "custmgr: collaborator 4321 (ACME-HR) is two customer managers, 1 and 2: delete one of them with custmgr delete, for a file has one entry for a collaborator\n"}, with(url).run(t, args...))
	}
}

func TestNoOutputOfApplyAndExportContainsTheToken(t *testing.T) {
	managersFile(t, "  - {collaborator: 1, role: 2, workspaces: [3]}\n")
	const secret = "sandbox-secret-0123456789"
	item := func(s string) string {
		return `{"id":1234,"user":{"id":1,"name":` + inJSON(s) + `,"email":"a","avatar_url":""},"privilege_group":{"id":2,"name":` + inJSON("a "+s) + `,"system":true},"moderated_workspaces":[{"id":4,"name":` + inJSON(s) + `}]}`
	}
	for name, handler := range map[string]http.Handler{
		"a list of people": echo(200, "application/json", func(s string) string { return `{"result":{"items":[` + item(s) + `]}}` }),
		"a refusal of one": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				echo(200, "application/json", func(s string) string { return `{"result":{"items":[` + item(s) + `]}}` }).ServeHTTP(w, r)
				return
			}
			echo(422, "application/json", func(s string) string { return `{"message":` + inJSON(s) + `}` }).ServeHTTP(w, r)
		}),
		"a refused token": echo(401, "application/json", func(s string) string { return `{"message":` + inJSON(s) + `}` }),
	} {
		url := serveHandler(t, handler)
		for _, args := range [][]string{{"export"}, {"apply", "-f", "managers.yaml", "--dry-run"}, {"apply", "-f", "managers.yaml", "--yes"}} {
			t.Run(name+"/"+strings.Join(args, " "), func(t *testing.T) {
				p := session{env: map[string]string{envToken: secret, envURL: url}}.run(t, args...)
				require.NotContains(t, p.out+p.err, secret[:16])
			})
		}
	}
}

func TestAnExportThatFailsWritesNothing(t *testing.T) {
	p := with(serveHandler(t, answering(401, "application/json", `{"message":"Unauthorized"}`))).run(t, "export")
	require.Equal(t, exitCredentials, p.code)
	require.Empty(t, p.out)
}
