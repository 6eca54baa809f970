package plan

import (
	"bytes"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// manager makes a customer manager of a list; no workspaces are all of them.
func manager(id, collaborator, role int64, name string, workspaces ...int64) client.CustomerManager {
	names := map[int64]string{1: "Nutech", 2: "ACME USA", 3: "ACME Europe"}
	roles := map[int64]string{2: "Admin", 3: "Operator"}
	m := client.CustomerManager{
		ID: client.ManagerID(id), User: client.User{ID: client.CollaboratorID(collaborator), Name: name},
		Role: client.Role{ID: client.RoleID(role), Name: roles[role]}, AllWorkspaces: len(workspaces) == 0,
	}
	for _, w := range workspaces {
		m.Workspaces = append(m.Workspaces, client.Workspace{ID: client.WorkspaceID(w), Name: names[w]})
	}
	return m
}

func text(t *testing.T, p *Plan, color bool) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, p.Text(&b, Options{Account: "https://example.com", Color: color}))
	return b.String()
}

// everyCase is a file and an account between which every kind of change lies.
func everyCase(t *testing.T) (File, *Account) {
	account, err := NewAccount([]client.CustomerManager{
		manager(11, 1, 2, "Given All", 1), manager(12, 2, 2, "Given More", 1, 2), manager(13, 3, 2, "Given Less", 1, 2),
		manager(14, 4, 2, "Other Role", 1), manager(15, 5, 2, "No Longer All"), manager(16, 6, 2, "Just So", 2, 1),
		manager(17, 7, 2, "Gone\x1b[31m"), manager(18, 8, 3, "Other Role, Still All"), manager(19, 9, 2, "Moved", 1),
	})
	require.NoError(t, err)
	return parse(t, `version: 1
managers:
  - {collaborator: 21, role: 2, workspaces: all}
  - {collaborator: 22, role: 99, workspaces: [3, 98]}
  - {collaborator: 1, role: 2, workspaces: all}
  - {collaborator: 2, role: 2, workspaces: [1, 2, 3]}
  - {collaborator: 3, role: 2, workspaces: [1]}
  - {collaborator: 4, role: 3, workspaces: [1]}
  - {collaborator: 5, role: 2, workspaces: [1]}
  - {collaborator: 6, role: 2, workspaces: [1, 2]}
  - {collaborator: 8, role: 2, workspaces: all}
  - {collaborator: 9, role: 3, workspaces: [2]}
`), account
}

const everyChange = `account  https://example.com
file     managers.yaml

- delete  Gone\u001b[31m (7), manager 17: Admin (2) in all workspaces
~ update  Given Less (3), manager 13
            narrows  by ACME USA (2)
~ update  No Longer All (5), manager 15
            narrows  to Nutech (1), was all workspaces
~ update  Other Role (4), manager 14
            role     Operator (3), was Admin (2)
            in       Nutech (1)
~ update  Other Role, Still All (8), manager 18
            role     Admin (2), was Operator (3)
            in       all workspaces
+ create  collaborator 22: role 99
            in       workspace 3, workspace 98
~ update  Given More (2), manager 12
            WIDENS   by workspace 3
~ update  Moved (9), manager 19
            role     Operator (3), was Admin (2)
            WIDENS   by ACME USA (2)
            narrows  by Nutech (1)
+ create  collaborator 21: Admin (2)
            WIDENS   to all workspaces, those to come included
~ update  Given All (1), manager 11
            WIDENS   to all workspaces, those to come included
            was      Nutech (1)

plan     1 to delete, 7 to update, 2 to create
         1 as the file says already
         4 WIDEN access, 2 of them to all workspaces
`

func TestAPlanShowsEveryChangeInTheOrderOfItsDanger(t *testing.T) {
	file, account := everyCase(t)
	require.Equal(t, everyChange, text(t, Make(file, account, true), false))
}

func TestColoursAreAllThatColourAdds(t *testing.T) {
	file, account := everyCase(t)
	colored := text(t, Make(file, account, true), true)
	require.Equal(t, everyChange, strings.NewReplacer("\x1b[0m", "", "\x1b[32m", "", "\x1b[33m", "", "\x1b[1;31m", "", "\x1b[2m", "").Replace(colored))
	for _, line := range strings.SplitAfter(colored, "\n") {
		require.Equal(t, strings.Contains(line, "WIDEN"), strings.Contains(line, "\x1b[1;31m"), "red is for what widens, and for nothing else: %q", line)
	}
	require.Contains(t, colored, "\x1b[33m- delete  Gone\\u001b[31m (7), manager 17: Admin (2) in all workspaces\x1b[0m\n")
	require.Contains(t, colored, "\x1b[32m+ create  collaborator 22: role 99\x1b[0m\n")
}

func TestWhoIsNotInTheFileStays(t *testing.T) {
	file, account := everyCase(t)
	file.Entries = nil
	p := Make(file, account, false)
	require.Empty(t, p.Changes)
	require.Contains(t, text(t, p, false), `  stays   Given All (1), manager 11: Admin (2) in Nutech (1), not in the file
`)
	require.Contains(t, text(t, p, false), `
plan     nothing to change: the account is like the file
         9 not in the file: left alone without --prune
`)
	require.True(t, Make(file, account, true).DeletesAll())
	require.False(t, p.DeletesAll())
	many := make([]client.CustomerManager, 25)
	for i := range many {
		many[i] = manager(int64(i+1), int64(i+1), 2, "Name")
	}
	account, err := NewAccount(many)
	require.NoError(t, err)
	require.Contains(t, text(t, Make(file, account, false), true), "\x1b[2m  stays   5 more, not in the file\x1b[0m\n")
}

func TestAnAccountThatNoFileDescribesIsRefused(t *testing.T) {
	_, err := NewAccount([]client.CustomerManager{manager(11, 1, 2, "A"), manager(12, 2, 2, "B"), manager(13, 1, 3, "A", 1)})
	require.EqualError(t, err, "collaborator 1 (A) is two customer managers, 11 and 13: delete one of them with custmgr delete, for a file has one entry for a collaborator")
	_, err = NewAccount([]client.CustomerManager{manager(11, 1, 2, "A"), manager(11, 2, 2, "B")})
	require.EqualError(t, err, "customer manager 11 is listed twice by the API: a change of it might strike another")
}

func TestAnAccountIsWrittenALineEach(t *testing.T) {
	var b bytes.Buffer
	account, err := NewAccount([]client.CustomerManager{manager(12, 20, 3, "B # \"\n- x: y\u2028\u0085"), manager(11, 3, 2, "例", 2, 1)})
	require.NoError(t, err)
	require.NoError(t, Write(&b, account, "of\nnobody"))
	require.Equal(t, `# of\nnobody
version: 1
managers:
  - {collaborator: 3, role: 2, workspaces: [1, 2]}  # 例, Admin
  - {collaborator: 20, role: 3, workspaces: all}  # B # "\n- x: y\u2028\u0085, Operator
`, b.String())
	b.Reset()
	empty, err := NewAccount(nil)
	require.NoError(t, err)
	require.NoError(t, Write(&b, empty))
	require.Equal(t, "version: 1\nmanagers: []\n", b.String())
}

func TestAFileThatCouldNotBeReadIsNotWritten(t *testing.T) {
	ids := make([]int64, 600_000)
	for i := range ids {
		ids[i] = int64(i + 1_000_000)
	}
	account, err := NewAccount([]client.CustomerManager{manager(1, 1, 2, "A", ids...)})
	require.NoError(t, err)
	var b bytes.Buffer
	require.EqualError(t, Write(&b, account), "the file of this account would be larger than 4 MiB, which custmgr apply does not read")
	require.Empty(t, b.String())
}

func TestNamesComeFromTheListOfTheAccount(t *testing.T) {
	server := sandbox.New()
	file := parse(t, head+"  - {collaborator: 5252, role: 247, workspaces: [29456, 30001]}\n")
	require.Contains(t, text(t, planned(t, connect(t, server, nil), file, false), false), `+ create  collaborator 5252: Customer Admin (247)
            in       ACME USA (29456), workspace 30001
`)
}
