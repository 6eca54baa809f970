package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
)

// connect makes a client of a sandbox of its own. Against the API it is
//
//	client.New(client.US, client.NewToken(os.Getenv("CUSTMGR_TOKEN")))
func connect(opts ...client.Option) (*client.Client, sandbox.World) {
	server := sandbox.New()
	quick := client.WithRetry(client.RetryPolicy{MinWait: time.Millisecond}) // examples should not take long
	c, err := client.New(client.US, client.NewToken("sandbox-example"),
		append([]client.Option{client.WithHTTPClient(server.Client("")), quick}, opts...)...)
	if err != nil {
		log.Fatal(err)
	}
	return c, server.World("sandbox-example")
}

func Example() {
	ctx := context.Background()
	c, _ := connect()

	managers, err := c.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range managers {
		fmt.Printf("%d %s (%s): %s\n", m.ID, m.User.Name, m.Role.Name, m.Scope())
	}

	m, err := c.Create(ctx, client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.OnlyWorkspaces(29456)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("created: %s (%s): %s\n", m.User.Name, m.Role.Name, m.Scope())

	if err := c.Delete(ctx, m.ID); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1234 ACME-HR (Customer Admin): workspaces 27123, 29456
	// 5678 ACME Corp. (Admin): all workspaces
	// created: Robin Example (Admin): workspaces 29456
}

func ExampleNew() {
	_, err := client.New("http://www.workato.com", client.NewToken("sandbox-example"))
	fmt.Println(err)
	_, err = client.New("https://www.workato.com/api", client.NewToken("sandbox-example"))
	fmt.Println(err)
	_, err = client.New(client.EU, client.NewToken("sandbox-example\n"))
	fmt.Println(err)
	// Output:
	// client: base URL of www.workato.com is plain http, which would show the token to the network: use https
	// client: base URL of www.workato.com ends in /api, which the client adds itself: leave it out
	// client: token holds a space, a line break or another character that no token has: trim it
}

// A create whose answer was lost is not sent again: that might make a second
// manager. The list tells whether the first one took effect.
func ExampleClient_Create_outcomeUnknown() {
	ctx := context.Background()
	c, world := connect()
	// The sandbox carries the create out and hangs up before it answers.
	world.Inject(sandbox.Fault{Operation: "createCustomerManager", Applied: true, Cut: sandbox.CutAnswer})

	req := client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.OnlyWorkspaces(29456)}
	m, err := c.Create(ctx, req)
	if errors.Is(err, client.ErrOutcomeUnknown) {
		fmt.Println("not sure, looking")
		m, err = find(ctx, c, req.Collaborator)
		if err == nil && m == nil { // not there: it is safe to create again
			m, err = c.Create(ctx, req)
		}
	}
	if err != nil {
		log.Fatal(err)
	}
	if m.Role.ID != req.Role || !m.Scope().Equal(req.Scope) {
		log.Fatal("somebody made another manager of the same person")
	}
	fmt.Printf("%s: %s\n", m.User.Name, m.Scope())
	// Output:
	// not sure, looking
	// Robin Example: workspaces 29456
}

// find returns the manager that a person is, nil if the person is none.
func find(ctx context.Context, c *client.Client, person client.CollaboratorID) (*client.CustomerManager, error) {
	managers, err := c.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range managers {
		if m.User.ID == person {
			return &m, nil
		}
	}
	return nil, nil
}

// An update replaces role and scope. Scope carries the present one over.
func ExampleClient_Update() {
	ctx := context.Background()
	c, _ := connect()
	for m, err := range c.All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		if m.Role.ID != 247 {
			continue
		}
		updated, err := c.Update(ctx, m.ID, client.UpdateRequest{Role: 3, Scope: m.Scope()})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s is %s now: %s\n", updated.User.Name, updated.Role.Name, updated.Scope())
	}
	// Output: ACME-HR is Operator now: workspaces 27123, 29456
}

func ExampleClient_Delete() {
	ctx := context.Background()
	c, _ := connect()
	for range 2 {
		switch err := c.Delete(ctx, 1234); {
		case errors.Is(err, client.ErrNotFound):
			fmt.Println("it was gone already")
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println("deleted")
		}
	}
	// Output:
	// deleted
	// it was gone already
}

func ExampleClient_All() {
	c, _ := connect()
	for m, err := range c.All(context.Background()) {
		if err != nil {
			log.Fatal(err) // comes at most once, and last
		}
		if m.AllWorkspaces {
			fmt.Println(m.User.Name, "may manage every workspace")
		}
	}
	// Output: ACME Corp. may manage every workspace
}

// A filter that found nothing must not grant everything.
func ExampleOnlyWorkspaces() {
	c, world := connect()
	var found []client.WorkspaceID
	_, err := c.Create(context.Background(), client.CreateRequest{
		Collaborator: 5252, Role: 2, Scope: client.OnlyWorkspaces(found...),
	})
	fmt.Println(errors.Is(err, client.ErrInvalidRequest), "requests sent:", len(world.Requests()))
	fmt.Println(err)
	// Output:
	// true requests sent: 0
	// client: create: scope is OnlyWorkspaces of no workspace, which the API would take for all: name one, or use AllWorkspaces
}

func ExampleAllWorkspaces() {
	c, world := connect()
	m, err := c.Create(context.Background(), client.CreateRequest{
		Collaborator: 5252, Role: 2, Scope: client.AllWorkspaces(),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.AllWorkspaces, m.Scope())
	fmt.Println(world.Requests()[0].Body)
	// Output:
	// true all workspaces
	// {"team_collaborator_id":5252,"role_id":2,"permitted_workspace_ids":[]}
}

func ExampleScopeMismatchError() {
	ctx := context.Background()
	c, world := connect()
	world.Inject(sandbox.Fault{WidenScope: true}) // grants more than was asked for

	m, err := c.Create(ctx, client.CreateRequest{Collaborator: 5252, Role: 2, Scope: client.OnlyWorkspaces(29456)})
	var mismatch *client.ScopeMismatchError
	if errors.As(err, &mismatch) {
		fmt.Printf("asked for %s, got %s\n", mismatch.Want, mismatch.Got)
		m, err = c.Update(ctx, m.ID, client.UpdateRequest{Role: m.Role.ID, Scope: mismatch.Want})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("now:", m.Scope())
	// Output:
	// asked for workspaces 29456, got all workspaces
	// now: workspaces 29456
}

func ExampleError() {
	c, _ := connect()
	_, err := c.Create(context.Background(), client.CreateRequest{
		Collaborator: 5252, Role: 9, Scope: client.OnlyWorkspaces(29456),
	})
	fmt.Println(err)
	var e *client.Error
	if errors.As(err, &e) && errors.Is(err, client.ErrUnprocessable) {
		fmt.Println("status:", e.StatusCode)
		fmt.Println("role_id:", e.Fields["role_id"])
	}
	// Output:
	// client: create: 422 Unprocessable Entity: Validation failed: role_id is unknown
	// status: 422
	// role_id: [is unknown]
}

// A gateway, a login page or another service answers with success too.
func ExampleError_unexpectedResponse() {
	c, world := connect()
	world.Inject(sandbox.Fault{Status: 200, Header: map[string][]string{"Content-Type": {"text/html"}}, Body: "<h1>Welcome</h1>"})
	managers, err := c.List(context.Background())
	fmt.Println(managers == nil, errors.Is(err, client.ErrUnexpectedResponse))
	fmt.Println(err)
	// Output:
	// true true
	// client: list: 200 OK: the answer is text/html where application/json is due
}
