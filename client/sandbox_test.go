package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
)

const token = "sandbox-of-the-client's-own-tests"

// server makes a sandbox in this process and a client of it.
func server(t *testing.T, opts ...client.Option) (*client.Client, sandbox.World) {
	t.Helper()
	s := sandbox.New()
	c, err := client.New(client.EU, client.NewToken(token), append([]client.Option{client.WithHTTPClient(s.Client(""))}, opts...)...)
	require.NoError(t, err)
	return c, s.World(token)
}

func TestTheWholeLifeOfAManager(t *testing.T) {
	for _, form := range []client.IDEncoding{client.IDsAsShown, client.IDsAsStrings, client.IDsAsNumbers} {
		t.Run(fmt.Sprint(form), func(t *testing.T) {
			c, err := client.New(sandbox.Start(t), client.NewToken(token), client.WithIDEncoding(form))
			require.NoError(t, err)
			before, err := c.List(t.Context())
			require.NoError(t, err)
			require.Len(t, before, 2)

			m, err := c.Create(t.Context(), client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.OnlyWorkspaces(29456, 27123)})
			require.NoError(t, err)
			require.Equal(t, client.CollaboratorID(5252), m.User.ID)
			m, err = c.Update(t.Context(), m.ID, client.UpdateRequest{Role: 247, Scope: m.Scope()})
			require.NoError(t, err)
			require.Equal(t, client.RoleID(247), m.Role.ID)
			require.True(t, m.Scope().Equal(client.OnlyWorkspaces(27123, 29456)))
			m, err = c.Update(t.Context(), m.ID, client.UpdateRequest{Role: 247, Scope: client.AllWorkspaces()})
			require.NoError(t, err)
			require.True(t, m.AllWorkspaces)

			var streamed []client.CustomerManager
			for m, err := range c.All(t.Context()) {
				require.NoError(t, err)
				streamed = append(streamed, m)
			}
			listed, err := c.List(t.Context())
			require.NoError(t, err)
			require.Equal(t, listed, streamed)
			require.Contains(t, listed, *m)

			require.NoError(t, c.Delete(t.Context(), m.ID))
			require.ErrorIs(t, c.Delete(t.Context(), m.ID), client.ErrNotFound)
			after, err := c.List(t.Context())
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
}

func TestRefusalsOfTheSandbox(t *testing.T) {
	c, _ := server(t)
	some := client.OnlyWorkspaces(29456)
	for name, tc := range map[string]struct {
		call func() error
		want error
	}{
		"an unknown person": {func() error {
			_, err := c.Create(t.Context(), client.CreateRequest{Collaborator: 1, Role: 2, Scope: some})
			return err
		}, client.ErrUnprocessable},
		"a manager already": {func() error {
			_, err := c.Create(t.Context(), client.CreateRequest{Collaborator: 4321, Role: 2, Scope: some})
			return err
		}, client.ErrUnprocessable},
		"an unknown workspace": {func() error {
			_, err := c.Update(t.Context(), 1234, client.UpdateRequest{Role: 2, Scope: client.OnlyWorkspaces(1)})
			return err
		}, client.ErrUnprocessable},
		"an unknown manager": {func() error {
			_, err := c.Update(t.Context(), 1, client.UpdateRequest{Role: 2, Scope: some})
			return err
		}, client.ErrNotFound},
		"a token of elsewhere": {func() error {
			s := sandbox.New()
			c, err := client.New(client.US, client.NewToken("of-another-data-center"), client.WithHTTPClient(s.Client("")))
			require.NoError(t, err)
			_, err = c.List(t.Context())
			return err
		}, client.ErrUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			err := tc.call()
			require.ErrorIs(t, err, tc.want)
			require.NotErrorIs(t, err, client.ErrOutcomeUnknown)
		})
	}
}

// TestFaultsLeaveTheRightState has every write meet faults that strike before and
// after the write took effect, and looks at what the server holds in the end:
// one manager too many is what must never be.
func TestFaultsLeaveTheRightState(t *testing.T) {
	faults := map[string]sandbox.Fault{
		"cut off before the answer": {Cut: sandbox.CutAnswer},
		"cut off in the body":       {Cut: sandbox.CutBody},
		"500":                       {Status: 500},
		"502 of HTML":               {Status: 502, Body: "<h1>Bad gateway</h1>", Header: http.Header{"Content-Type": {"text/html"}}},
		"503":                       {Status: 503},
		"504 after a while":         {Status: 504, Delay: 30 * time.Second},
		"too slow":                  {Delay: time.Minute},
		"200 of HTML":               {Status: 200, Body: "<h1>Welcome</h1>", Header: http.Header{"Content-Type": {"text/html"}}},
		"200 with half of the JSON": {Status: 200, Body: `{"result":{"id":12`},
		"302":                       {Status: 302, Header: http.Header{"Location": {"/login"}}},
	}
	writes := map[string]func(context.Context, *client.Client) error{
		"createCustomerManager": func(ctx context.Context, c *client.Client) error {
			_, err := c.Create(ctx, client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.OnlyWorkspaces(29456)})
			return err
		},
		"updateCustomerManager": func(ctx context.Context, c *client.Client) error {
			_, err := c.Update(ctx, 1234, client.UpdateRequest{Role: 3, Scope: client.OnlyWorkspaces(29456)})
			return err
		},
		"deleteCustomerManager": func(ctx context.Context, c *client.Client) error { return c.Delete(ctx, 1234) },
	}
	for name, fault := range faults {
		for op, write := range writes {
			for _, applied := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/applied %t", name, op, applied), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						c, world := server(t)
						reference, done := server(t)
						require.NoError(t, write(t.Context(), reference))
						fault.Operation, fault.Applied = op, applied
						require.NoError(t, world.Inject(fault))

						before := world.Snapshot()
						err := write(t.Context(), c)
						after := world.Snapshot()
						switch {
						case err == nil:
							require.Equal(t, done.Snapshot(), after, "a success is one")
						case applied:
							require.ErrorIs(t, err, client.ErrOutcomeUnknown)
							require.Equal(t, done.Snapshot(), after, "it was carried out once")
						default:
							require.ErrorIs(t, err, client.ErrOutcomeUnknown)
						}
						if op == "createCustomerManager" {
							require.Len(t, world.Requests(), 1)
							require.LessOrEqual(t, len(after.Managers), len(before.Managers)+1)
						}
					})
				})
			}
		}
	}
}

func TestAWidenedScopeIsReported(t *testing.T) {
	c, world := server(t)
	require.NoError(t, world.Inject(sandbox.Fault{WidenScope: true, Times: 2}))
	m, err := c.Create(t.Context(), client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.OnlyWorkspaces(29456)})
	var mismatch *client.ScopeMismatchError
	require.ErrorAs(t, err, &mismatch)
	require.True(t, m.AllWorkspaces)
	_, err = c.Update(t.Context(), m.ID, client.UpdateRequest{Role: 2, Scope: mismatch.Want})
	require.ErrorAs(t, err, &mismatch)
}

func TestOversizedAnswersAreRefused(t *testing.T) {
	c, world := server(t, client.WithMaxResponse(1<<20))
	require.NoError(t, world.Inject(sandbox.Fault{Pad: 2 << 20}))
	_, err := c.List(t.Context())
	require.ErrorIs(t, err, client.ErrUnexpectedResponse)
	require.ErrorContains(t, err, "larger than 1048576 bytes")
}

func TestManyGoroutinesShareAClient(t *testing.T) {
	c, world := server(t, client.WithLimiter(nil))
	var wg sync.WaitGroup
	var mu sync.Mutex
	created := 0
	for n := range 64 {
		wg.Go(func() {
			people := []client.CollaboratorID{5252, 6363, 7474, 8101}
			_, err := c.With(client.WithUserAgent(fmt.Sprint("worker/", n))).Create(t.Context(),
				client.CreateRequest{Collaborator: people[n%len(people)], Role: 2, Scope: client.AllWorkspaces()})
			if err == nil {
				mu.Lock()
				created++
				mu.Unlock()
			} else if !errors.Is(err, client.ErrUnprocessable) {
				t.Errorf("worker %d: %v", n, err)
			}
			for m, err := range c.All(t.Context()) {
				if err != nil || m.ID == 0 {
					t.Errorf("worker %d: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, 4, created)
	require.Len(t, world.Snapshot().Managers, 6)
}

func TestALongTokenWorks(t *testing.T) {
	long := "sandbox-" + strings.Repeat("x", 2_000)
	c, err := client.New(sandbox.Start(t), client.NewToken(long))
	require.NoError(t, err)
	managers, err := c.List(t.Context())
	require.NoError(t, err)
	require.Len(t, managers, 2)
}
