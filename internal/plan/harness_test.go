package plan

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// connect makes a client of a sandbox without a port, so that it works in
// testing/synctest, and without a quota unless an option sets one.
func connect(t testing.TB, server *sandbox.Server, around func(http.RoundTripper) http.RoundTripper, options ...client.Option) *client.Client {
	t.Helper()
	hc := server.Client("")
	if around != nil {
		hc.Transport = around(hc.Transport)
	}
	options = append([]client.Option{client.WithHTTPClient(hc), client.WithLimiter(nil)}, options...)
	c, err := client.New(client.US, client.NewToken(sandbox.Token), options...)
	require.NoError(t, err)
	return c
}

// planned lists the account and compares it with a file.
func planned(t testing.TB, c *client.Client, file File, prune bool) *Plan {
	t.Helper()
	return Make(file, listed(t, c), prune)
}

func listed(t testing.TB, c *client.Client) *Account {
	t.Helper()
	managers, err := c.List(t.Context())
	require.NoError(t, err)
	account, err := NewAccount(managers)
	require.NoError(t, err)
	return account
}

// world is the one world of a sandbox.
func world(server *sandbox.Server) sandbox.World { return server.World(sandbox.Token) }

// crew returns a state of n collaborators with ids from 1 and no managers, roles
// 2 and 3, and workspaces 101 to 105.
func crew(n int) sandbox.State {
	s := sandbox.State{NextID: 1000}
	for i := range n {
		s.Collaborators = append(s.Collaborators, sandbox.Collaborator{ID: int64(i + 1), Name: fmt.Sprintf("Person %d", i+1), Email: "p@example.com"})
	}
	for i := range 2 {
		s.Roles = append(s.Roles, sandbox.Role{ID: int64(i + 2), Name: fmt.Sprintf("Role %d", i+2)})
	}
	for i := range 5 {
		s.Workspaces = append(s.Workspaces, sandbox.Workspace{ID: int64(i + 101), Name: fmt.Sprintf("Customer %d", i+1)})
	}
	return s
}

// grants is a file of one workspace each for the first n of a crew.
func grants(t testing.TB, n int) File {
	var b strings.Builder
	b.WriteString(head)
	for i := range n {
		fmt.Fprintf(&b, "  - {collaborator: %d, role: 2, workspaces: [101]}\n", i+1)
	}
	return parse(t, b.String())
}
