package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"golang.org/x/time/rate"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
)

func ExampleToken() {
	token := client.NewToken("sandbox-of-more-than-750-characters")
	fmt.Printf("%v %+v %#v %q\n", token, token, token, token)
	// Output: [redacted] [redacted] [redacted] [redacted]
}

// vault is a source whose token changes from time to time.
type vault struct{ versions int }

func (v *vault) Token(context.Context) (client.Token, error) {
	v.versions++
	return client.NewToken(fmt.Sprintf("sandbox-version-%d", v.versions)), nil
}

// A token that is rotated while a call waits is the new one in the next attempt.
func ExampleTokenSource() {
	server := sandbox.New()
	server.World("sandbox-version-1").Inject(sandbox.Fault{Status: http.StatusServiceUnavailable})
	c, err := client.New(client.US, &vault{}, client.WithHTTPClient(server.Client("")))
	if err != nil {
		log.Fatal(err)
	}
	managers, err := c.List(context.Background())
	fmt.Println(len(managers), err)
	fmt.Println("old token:", len(server.World("sandbox-version-1").Requests()), "request")
	fmt.Println("new token:", len(server.World("sandbox-version-2").Requests()), "request")
	// Output:
	// 2 <nil>
	// old token: 1 request
	// new token: 1 request
}

// What was attempted, how it ended, and what comes next.
func ExampleWithObserver() {
	c, world := connect(client.WithObserver(func(_ context.Context, a client.Attempt) {
		fmt.Printf("%s, attempt %d: status %d, again: %t\n", a.Op, a.Number, a.StatusCode, a.NextWait > 0)
	}))
	world.Inject(sandbox.Fault{Status: http.StatusBadGateway, Times: 2})
	if _, err := c.List(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// list, attempt 1: status 502, again: true
	// list, attempt 2: status 502, again: true
	// list, attempt 3: status 200, again: false
}

func ExampleWithRetry() {
	c, world := connect(client.WithRetry(client.RetryPolicy{MaxAttempts: 1})) // switches repeating off
	world.Inject(sandbox.Fault{Status: http.StatusServiceUnavailable})
	_, err := c.List(context.Background())
	fmt.Println(errors.Is(err, client.ErrServer), "requests sent:", len(world.Requests()))
	// Output: true requests sent: 1
}

// A Retry-After that is beyond the cap ends the call at once, and the caller
// decides when to come back.
func ExampleRetryPolicy() {
	c, world := connect(client.WithRetry(client.RetryPolicy{MaxRetryAfter: 10 * time.Second}))
	world.Inject(sandbox.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"3600"}}})
	_, err := c.List(context.Background())
	var e *client.Error
	if errors.As(err, &e) && errors.Is(err, client.ErrRateLimited) {
		fmt.Println("come back in", e.RetryAfter)
	}
	// Output: come back in 1h0m0s
}

// The API counts the requests of all keys of a workspace together. Clients that
// share a Limiter share the quota; here a tenth of it is left for others.
func ExampleWithLimiter() {
	shared := client.WithLimiter(rate.NewLimiter(rate.Every(time.Minute/54), 1))
	a, _ := connect(shared)
	b, _ := connect(shared)
	_, err := a.List(context.Background())
	fmt.Println(err)

	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err = b.List(ctx) // would have to wait for longer than it has
	fmt.Println(err)
	// Output:
	// <nil>
	// client: list: rate: Wait(n=1) would exceed context deadline
}

func ExampleWithLogger() {
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch a.Key {
		case slog.TimeKey, "duration", "next_wait":
			return slog.Attr{}
		}
		return a
	}}))
	c, world := connect(client.WithLogger(log))
	world.Inject(sandbox.Fault{Status: http.StatusServiceUnavailable, Body: `{"message":"Busy","id":"3188c2d0"}`})
	if _, err := c.List(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: level=WARN msg="customer managers: request failed" op=list attempt=1 sent=true status=503 request_id=3188c2d0 error="client: list: 503 Service Unavailable: Busy (request id 3188c2d0)"
}

// With is for calls that need other settings.
func ExampleClient_With() {
	c, world := connect()
	audit := c.With(client.WithUserAgent("access-audit/2.1"), client.WithMaxResponse(256<<20), client.WithAttemptTimeout(2*time.Minute))
	managers, err := audit.List(context.Background())
	fmt.Println(len(managers), err, len(world.Requests()))
	// Output: 2 <nil> 1
}

// The client is a struct with five methods. Code that wants to be tested without
// it takes the methods that it needs as an interface of its own.
type deleter interface {
	Delete(context.Context, client.ManagerID) error
}

var _ deleter = (*client.Client)(nil)

type stubborn struct{}

func (stubborn) Delete(context.Context, client.ManagerID) error {
	return &client.Error{Op: "delete", StatusCode: http.StatusForbidden, Message: "Forbidden"}
}

func offboard(ctx context.Context, d deleter, id client.ManagerID) string {
	switch err := d.Delete(ctx, id); {
	case err == nil, errors.Is(err, client.ErrNotFound):
		return "done"
	case errors.Is(err, client.ErrForbidden):
		return "ask an owner of the workspace"
	default:
		return "try later"
	}
}

func ExampleClient_asInterface() {
	fmt.Println(offboard(context.Background(), stubborn{}, 1234))
	c, _ := connect()
	fmt.Println(offboard(context.Background(), c, 1234))
	// Output:
	// ask an owner of the workspace
	// done
}
