package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWrongUseIsSaidInOneLineAndSendsNothing(t *testing.T) {
	nowhere := with("http://127.0.0.1:1")
	for name, tt := range map[string]struct {
		session session
		args    []string
		want    string
	}{
		"an unknown command":               {session{}, []string{"lst"}, `there is no command "lst": did you mean list?`},
		"a command like no other":          {session{}, []string{"frobnicate"}, `there is no command "frobnicate": custmgr --help shows the commands`},
		"an unknown help topic":            {session{}, []string{"help", "verfy"}, `there is no command "verfy": did you mean verify?`},
		"an unknown flag":                  {session{}, []string{"verify", "--ur", "x"}, "unknown flag: --ur: custmgr verify --help shows the flags"},
		"a word too many":                  {session{}, []string{"verify", "now"}, `custmgr verify takes no arguments, but got "now": custmgr verify --help shows its flags`},
		"a colour that is none":            {session{}, []string{"version", "--color", "blue"}, `invalid argument "blue" for "--color" flag: it must be one of auto, always, never: custmgr version --help shows the flags`},
		"verify of a server, no token":     {session{}, []string{"verify", "--url", "http://127.0.0.1:1"}, "CUSTMGR_TOKEN is not set: it must hold a token that http://127.0.0.1:1 accepts"},
		"verify of one account twice":      {session{env: map[string]string{envToken: token, envOtherToken: token + " "}}, []string{"verify", "--url", "http://127.0.0.1:1"}, "CUSTMGR_TOKEN_2 holds the same token as CUSTMGR_TOKEN: give it that of another account, or unset it"},
		"verify of no URL":                 {nowhere, []string{"verify", "--url", "127.0.0.1:1"}, "--url must have the form http[s]://HOST[:PORT][/PATH], without user, query or fragment"},
		"verify of a URL with a password":  {nowhere, []string{"verify", "--url", "http://me:hidden@127.0.0.1:1"}, "--url must have the form http[s]://HOST[:PORT][/PATH], without user, query or fragment"},
		"verify in the clear":              {nowhere, []string{"verify", "--url", "http://example.com"}, "target URL http://example.com would send the token in the clear: use https"},
		"verify of no check":               {session{}, []string{"verify", "--only", "nothing"}, "--only and --skip leave no check: custmgr verify --list shows the IDs"},
		"verify by a broken pattern":       {session{}, []string{"verify", "--only", "("}, "invalid argument \"(\" for \"--only\" flag: error parsing regexp: missing closing ): `(`: custmgr verify --help shows the flags"},
		"verify with an unknown property":  {session{}, []string{"verify", "--value", "role=2"}, "--value role: no request has such a property: it must be one of id, permitted_workspace_ids, role_id, team_collaborator_id"},
		"verify with half a value":         {session{}, []string{"verify", "--value", "role_id"}, `invalid argument "role_id" for "--value" flag: "role_id" is not of the form NAME=V[,V...]: custmgr verify --help shows the flags`},
		"verify into a folder that is not": {session{}, []string{"verify", "--json", "/nonexistent/results.jsonl"}, "--json: open /nonexistent/results.jsonl: no such file or directory"},
		"sandbox on no address":            {session{}, []string{"sandbox", "--addr", "nonsense"}, "cannot listen on nonsense: listen tcp: address nonsense: missing port in address"},
		"a probe of no URL":                {session{}, []string{"sandbox", "--health", "nonsense"}, "--health must be a URL of the form http://HOST:PORT"},
		"list of nothing":                  {session{env: map[string]string{envToken: token}}, []string{"list"}, "no API is named: give --region or --url, or set CUSTMGR_URL"},
		"list without a token":             {session{}, []string{"list", "--region", "eu"}, "CUSTMGR_TOKEN is not set: it must hold the API token"},
		"list of two APIs":                 {nowhere, []string{"list", "--region", "eu", "--url", "http://127.0.0.1:1"}, "both --url and --region are given: one is enough"},
		"list of an unknown region":        {nowhere, []string{"list", "--region", "mars"}, `invalid argument "mars" for "--region" flag: it must be one of us, eu, jp, sg, au, il, kr, cn: custmgr list --help shows the flags`},
		"list in the clear":                {nowhere, []string{"list", "--url", "http://example.com"}, "base URL of example.com is plain http, which would show the token to the network: use https"},
		"create without a scope":           {nowhere, []string{"create", "--collaborator", "1", "--role", "2"}, "custmgr create needs either --workspaces or --all-workspaces: there is no default, for the API takes silence for all"},
		"create with both scopes":          {nowhere, []string{"create", "--collaborator", "1", "--role", "2", "--workspaces", "1", "--all-workspaces"}, "custmgr create needs either --workspaces or --all-workspaces: there is no default, for the API takes silence for all"},
		"create with all switched off":     {nowhere, []string{"create", "--collaborator", "1", "--role", "2", "--all-workspaces=false"}, "custmgr create needs either --workspaces or --all-workspaces: there is no default, for the API takes silence for all"},
		"create in an empty variable":      {nowhere, []string{"create", "--collaborator", "1", "--role", "2", "--workspaces", ""}, `invalid argument "" for "--workspaces" flag: an id is empty: is a variable unset?: custmgr create --help shows the flags`},
		"create without a role":            {nowhere, []string{"create", "--collaborator", "1", "--all-workspaces"}, `required flag(s) "role" not set`},
		"create with an id below 1":        {nowhere, []string{"create", "--collaborator", "1", "--role", "2", "--workspaces", "0"}, `invalid argument "0" for "--workspaces" flag: "0" is no id: an id is a positive integer in decimal digits: custmgr create --help shows the flags`},
		"create in base sixteen":           {nowhere, []string{"create", "--collaborator", "1", "--role", "2", "--workspaces", "1,0x7310"}, `invalid argument "1,0x7310" for "--workspaces" flag: "0x7310" is no id: an id is a positive integer in decimal digits: custmgr create --help shows the flags`},
		"create in base eight":             {nowhere, []string{"create", "--collaborator", "010101", "--role", "2", "--all-workspaces"}, `invalid argument "010101" for "--collaborator" flag: "010101" is no id: an id is a positive integer in decimal digits: custmgr create --help shows the flags`},
		"create with a line below":         {nowhere, []string{"create", "--collaborator", "06_363", "--role", "2", "--all-workspaces"}, `invalid argument "06_363" for "--collaborator" flag: "06_363" is no id: an id is a positive integer in decimal digits: custmgr create --help shows the flags`},
		"verify of an unset variable":      {nowhere, []string{"verify", "--url", ""}, "--url is given, and empty: is a variable unset?"},
		"verify to clean up nothing":       {nowhere, []string{"verify", "--cleanup", ""}, "--cleanup is given, and empty: is a variable unset?"},
		"verify of no checks":              {nowhere, []string{"verify", "--only", ""}, `invalid argument "" for "--only" flag: it is empty: is a variable unset?: custmgr verify --help shows the flags`},
		"list of an unset variable":        {nowhere, []string{"list", "--url", ""}, "--url is given, and empty: is a variable unset?"},
		"update of nobody":                 {nowhere, []string{"update", "--role", "2", "--all-workspaces"}, "custmgr update takes one customer manager's id, but got 0 arguments: custmgr update --help shows an example"},
		"update without a scope":           {nowhere, []string{"update", "1234", "--role", "2"}, "custmgr update needs either --workspaces or --all-workspaces: there is no default, for the API takes silence for all"},
		"delete of a name":                 {nowhere, []string{"delete", "ACME-HR", "--yes"}, `"ACME-HR" is not the id of a customer manager: custmgr list shows the ids`},
		"delete of two":                    {nowhere, []string{"delete", "1", "2", "--yes"}, "custmgr delete takes one customer manager's id, but got 2 arguments: custmgr delete --help shows an example"},
		"delete without a terminal":        {nowhere, []string{"delete", "1234"}, "delete cannot ask, for there is no terminal: give --yes to delete 1234 without a question"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, printed{exitUsage, "", "custmgr: " + tt.want + "\n"}, tt.session.run(t, tt.args...))
		})
	}
}

func TestHelpGoesToStandardOutput(t *testing.T) {
	for name, args := range map[string][]string{
		"no arguments": {}, "--help": {"--help"}, "-h after a command": {"list", "-h"}, "help of a command": {"help", "create"},
		"the topic exit-codes": {"help", "exit-codes"}, "the topic environment": {"help", "environment"}, "a topic as a command": {"exit-codes"},
	} {
		t.Run(name, func(t *testing.T) {
			p := session{}.run(t, args...)
			require.Equal(t, exitOK, p.code)
			require.Empty(t, p.err)
			require.Greater(t, len(p.out), 200)
			require.NotContains(t, p.out, "\x1b")
		})
	}
}

func TestHelpShowsExamplesBeforeFlags(t *testing.T) {
	require.Equal(t, `Take a customer manager's access away. The collaborator and their work remain.

On a terminal the command shows who it is and asks. Elsewhere it needs --yes.

Examples:
  custmgr delete 1234 --region eu
  custmgr delete 1234 --region eu --yes

Usage:
  custmgr delete MANAGER [--yes]

Flags:
  -h, --help                             help for delete
      --region us|eu|jp|sg|au|il|kr|cn   data center of the API, instead of --url
      --url URL                          base URL of the API (default $CUSTMGR_URL)
  -y, --yes                              do not ask

Everywhere:
      --color auto|always|never   colour the output (default auto)
`, session{}.run(t, "delete", "--help").out)
}
