package client

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestErrorsSayWhatHappenedAndWhatToDo(t *testing.T) {
	for name, tc := range map[string]struct {
		op     string
		answer act
		want   string
	}{
		"a refusal": {"create", answers(422, jsonType, `{"message":"Validation failed","errors":{"role_id":["is unknown","is odd"],"a":"b"}}`),
			"client: create: 422 Unprocessable Entity: Validation failed: a b: role_id is unknown, is odd"},
		"a wrong token": {"list", answers(401, jsonType, `{"message":"Unauthorized"}`),
			"client: list: 401 Unauthorized: the token may be wrong or belong to another data center"},
		"a missing privilege": {"list", answers(403, jsonType, `{"message":"Forbidden"}`),
			"client: list: 403 Forbidden: the token may lack the privilege"},
		"a failure with its id": {"create", answers(500, jsonType, `{"message":"Server error","id":"3188c2d0"}`),
			"client: create: 500 Internal Server Error: Server error: the manager may have been created: look at the list before creating again (request id 3188c2d0)"},
		"a gateway's page": {"delete", answers(502, "text/html; charset=utf-8", html),
			"client: delete: 502 Bad Gateway: the answer is text/html; charset=utf-8 where application/json is due: it may have been carried out: call again to make sure (attempt 4)"},
		"a refusal in a 200": {"create", answers(200, jsonType, `{"success":false,"errors":{"role_id":["is invalid"]}}`),
			"client: create: 200 OK: /result is missing: role_id is invalid"},
		"a refusal beside a result": {"create", refuses(`{"errors":{"role_id":["is invalid",7],"a":"b","n":{}},"error":"odd","message":"Validation failed","id":"r1",`, `,"success":false}`),
			"client: create: 200 OK: /success is false: Validation failed: a b: role_id is invalid: the manager may have been created: look at the list before creating again (request id r1)"},
		"a refusal behind a long list": {"list", refuses(`{"x":[`+strings.Repeat(`"`+strings.Repeat("x", 1_000)+`",`, 200)+`1],`, `,"error":"odd","success":false}`),
			"client: list: 200 OK: /success is false: odd"},
		"a refusal behind what was handed out": {"all", refuses(`{`, `,"success":false,"error":"odd"}`),
			"client: list: 200 OK: /success is false: odd: after 1 managers"},
		"a success that is none": {"update", refuses(`{"success":"no",`, `}`),
			"client: update: 200 OK: /success is a string where a boolean is due: it may have been carried out: call again to make sure"},
		"nobody to update": {"update", message(404),
			"client: update customer manager 1234: 404 Not Found: as the API says"},
		"nobody to delete": {"delete", message(404),
			"client: delete customer manager 1234: 404 Not Found: as the API says"},
		"a create that many words are made about": {"create", answers(502, jsonType, `{"message":"`+strings.Repeat("m", 1_000)+`","errors":{"a":["`+strings.Repeat("x", 1_000)+`","`+strings.Repeat("y", 1_000)+`"]}}`),
			"client: create: 502 Bad Gateway: " + strings.Repeat("m", 500) + "…: a " + strings.Repeat("x", 193) +
				"…: the manager may have been created: look at the list before creating again"},
		"a connection that many words are made about": {"create", fails(true, true, errors.New(strings.Repeat("m", 1_000))),
			`client: create: Post "https://www.workato.com/api/customer_managers": ` + strings.Repeat("m", 446) +
				"…: the manager may have been created: look at the list before creating again"},
		"too long to wait": {"list", answers(429, jsonType, `{"message":"Too many requests"}`, "Retry-After", "3600"),
			"client: list: 429 Too Many Requests: not tried again, for Retry-After is 1h0m0s"},
		"a line that would break the log": {"list", answers(400, jsonType, `{"message":"a\nb\u001b[31mc\u2028d"}`),
			"client: list: 400 Bad Request: a b [31mc d"},
		"a message without end": {"list", answers(400, jsonType, `{"message":"`+strings.Repeat("é", 10_000)+`"}`),
			"client: list: 400 Bad Request: " + strings.Repeat("é", 250) + "…"},
		"no connection": {"list", fails(false, false, refusedDial),
			`client: list: Get "https://www.workato.com/api/customer_managers": dial tcp: connection refused (attempt 4)`},
		"no time": {"update", silence,
			"client: update: no answer within 45s: it may have been carried out: call again to make sure (attempt 4)"},
		"a lost row": {"list", answers(200, jsonType, `{"result":{"items":[{}]}}`),
			"client: list: 200 OK: /result/items/0/id is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := fakeClient(t, []act{tc.answer})
				require.EqualError(t, operations[tc.op](t.Context(), c), tc.want)
			})
		})
	}
}

func TestAnErrorHoldsWhatCame(t *testing.T) {
	c, _ := fakeClient(t, []act{answers(422, jsonType, `{"message":"Validation failed","errors":{"role_id":["is unknown",7]},"id":12}`, "X-Other", "y")})
	_, err := c.Create(t.Context(), CreateRequest{4321, 2, AllWorkspaces()})
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "create", e.Op)
	require.Equal(t, 422, e.StatusCode)
	require.Equal(t, "Validation failed", e.Message)
	require.Equal(t, map[string][]string{"role_id": {"is unknown"}}, e.Fields)
	require.Equal(t, "12", e.RequestID)
	require.Equal(t, 1, e.Attempts)
	require.Equal(t, "y", e.Header.Get("X-Other"))
	require.Contains(t, string(e.Body), "Validation failed")
	require.NoError(t, errors.Unwrap(err))
}

func TestTheBodyOfAnErrorIsBounded(t *testing.T) {
	for name, answer := range map[string]act{
		"an error page":          answers(400, "text/html", strings.Repeat("x", 10<<20)),
		"a page for a success":   answers(200, "text/html", strings.Repeat("x", 10<<20)),
		"a list that goes wrong": answers(200, jsonType, `{"x":"`+strings.Repeat("x", 7<<20)+`"}`),
		"a list that is too big": answers(200, jsonType, `{"x":"`+strings.Repeat("x", 9<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			c, f := fakeClient(t, []act{answer}, WithMaxResponse(8<<20))
			_, err := c.List(t.Context())
			var e *Error
			require.ErrorAs(t, err, &e)
			require.NotEmpty(t, e.Body)
			require.LessOrEqual(t, len(e.Body), 64<<10)
			require.Zero(t, f.open)
		})
	}
}

func TestAnErrorMadeByHandServesInTests(t *testing.T) {
	e := &Error{Op: "delete", StatusCode: http.StatusNotFound}
	require.ErrorIs(t, e, ErrNotFound)
	require.NotErrorIs(t, e, ErrServer)
	require.NotErrorIs(t, e, ErrInvalidRequest)
	require.EqualError(t, e, "client: delete: 404 Not Found")
	require.NotPanics(t, func() { _ = (&Error{}).Error(); _ = (&ScopeMismatchError{}).Error() })
}

func TestALoggedErrorIsAGroup(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	log.Warn("no", "err", &Error{Op: "list", StatusCode: 503, RequestID: "r1", RetryAfter: time.Second, Attempts: 2, Body: []byte("secret"), Header: http.Header{"Set-Cookie": {"secret"}}})
	require.Equal(t, `level=WARN msg=no err.op=list err.error="client: list: 503 Service Unavailable (request id r1, attempt 2)" `+
		"err.status=503 err.request_id=r1 err.retry_after=1s err.attempts=2\n", out.String())
}

func TestTheLogHasARecordPerAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		c, _ := fakeClient(t, []act{answers(503, jsonType, `{"message":"Busy","id":"r1"}`), good}, WithLogger(log))
		_, err := c.List(t.Context())
		require.NoError(t, err)
		require.Equal(t, `level=WARN msg="customer managers: request failed" op=list attempt=1 sent=true status=503 duration=0s request_id=r1 `+
			`next_wait=500ms error="client: list: 503 Service Unavailable: Busy (request id r1)"`+"\n"+
			`level=DEBUG msg="customer managers: request" op=list attempt=2 sent=true status=200 duration=0s`+"\n", out.String())
	})
}

func TestTheObserverSeesEachAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		ctx := context.WithValue(t.Context(), key{}, "call 7")
		var seen []Attempt
		c, _ := fakeClient(t, []act{fails(false, false, refusedDial), message(429, "Retry-After", "3"), good},
			WithObserver(func(ctx context.Context, a Attempt) {
				require.Equal(t, "call 7", ctx.Value(key{}))
				seen = append(seen, a)
			}))
		require.NoError(t, operations["create"](ctx, c))
		require.Len(t, seen, 3)
		require.ErrorContains(t, seen[0].Err, "connection refused")
		require.ErrorIs(t, seen[1].Err, ErrRateLimited)
		seen[0].Err, seen[1].Err = nil, nil
		require.Equal(t, []Attempt{
			{Op: "create", Number: 1, NextWait: time.Second / 2},
			{Op: "create", Number: 2, Sent: true, StatusCode: 429, NextWait: 4 * time.Second},
			{Op: "create", Number: 3, Sent: true, StatusCode: 200},
		}, seen)
	})
}

func TestRequestsThatAreRefusedHereAreNotSent(t *testing.T) {
	scope := OnlyWorkspaces(29456)
	var none context.Context
	for name, tc := range map[string]struct {
		call func(context.Context, *Client) error
		want string
	}{
		"create without a person": {func(ctx context.Context, c *Client) error {
			_, err := c.Create(ctx, CreateRequest{Role: 2, Scope: scope})
			return err
		}, "client: create: collaborator id is 0: ids are above zero"},
		"create without a role": {func(ctx context.Context, c *Client) error {
			_, err := c.Create(ctx, CreateRequest{Collaborator: 4321, Scope: scope})
			return err
		}, "client: create: role id is 0: ids are above zero"},
		"update nobody": {func(ctx context.Context, c *Client) error {
			_, err := c.Update(ctx, 0, UpdateRequest{Role: 2, Scope: scope})
			return err
		}, "client: update: manager id is 0: ids are above zero"},
		"update to no role": {func(ctx context.Context, c *Client) error {
			_, err := c.Update(ctx, 1234, UpdateRequest{Role: -2, Scope: scope})
			return err
		}, "client: update: role id is -2: ids are above zero"},
		"delete nobody": {func(ctx context.Context, c *Client) error { return c.Delete(ctx, -1) },
			"client: delete: manager id is -1: ids are above zero"},
		"a copy with a wrong option": {func(ctx context.Context, c *Client) error {
			_, err := c.With(WithMaxResponse(-1)).With(nil).List(ctx)
			return err
		}, "client: list: largest response is -1 bytes: give a number above zero"},
		"no context, to list": {func(_ context.Context, c *Client) error { return operations["list"](none, c) },
			"client: list: context is nil: use context.Background if there is no other"},
		"no context, to range": {func(_ context.Context, c *Client) error { return operations["all"](none, c) },
			"client: list: context is nil: use context.Background if there is no other"},
		"no context, to create": {func(_ context.Context, c *Client) error { return operations["create"](none, c) },
			"client: create: context is nil: use context.Background if there is no other"},
		"no context, to update": {func(_ context.Context, c *Client) error { return operations["update"](none, c) },
			"client: update: context is nil: use context.Background if there is no other"},
		"no context, to delete": {func(_ context.Context, c *Client) error { return operations["delete"](none, c) },
			"client: delete: context is nil: use context.Background if there is no other"},
		"a client that was not made": {func(ctx context.Context, c *Client) error { return (&Client{}).Delete(ctx, 1) },
			"client: delete: client was not made by New"},
		"no client": {func(ctx context.Context, c *Client) error {
			for _, err := range (*Client)(nil).With(nil).All(ctx) {
				return err
			}
			return nil
		}, "client: list: client was not made by New"},
	} {
		t.Run(name, func(t *testing.T) {
			c, f := fakeClient(t, []act{good})
			err := tc.call(t.Context(), c)
			require.EqualError(t, err, tc.want)
			require.ErrorIs(t, err, ErrInvalidRequest)
			require.Empty(t, f.requests)
		})
	}
}

func TestACopyLeavesTheClientAsItIs(t *testing.T) {
	c, f := fakeClient(t, []act{good})
	copied := c.With(WithUserAgent("tool/1"), nil)
	_, err := c.List(t.Context())
	require.NoError(t, err)
	_, err = copied.List(t.Context())
	require.NoError(t, err)
	require.Regexp(t, `^custmgr/\S+ \(go1\.\S+\)$`, f.headers[0].Get("User-Agent"))
	require.Regexp(t, `^tool/1 custmgr/\S+ \(go1\.\S+\)$`, f.headers[1].Get("User-Agent"))
	require.Same(t, c.s.limiter, copied.s.limiter)
	require.Same(t, c.s.budget, copied.s.budget)
}

func TestCreateTakes201AsWell(t *testing.T) {
	c, _ := fakeClient(t, []act{answers(201, jsonType, envelopeJSON)})
	require.NoError(t, operations["create"](t.Context(), c))
	for _, op := range []string{"list", "all", "update", "delete"} {
		require.ErrorIs(t, operations[op](t.Context(), c), ErrUnexpectedResponse, op)
	}
}

func TestRequestsAreThoseOfTheContract(t *testing.T) {
	c, f := fakeClient(t, []act{good})
	for _, op := range []string{"list", "all", "create", "update", "delete"} {
		require.NoError(t, operations[op](t.Context(), c))
	}
	require.Equal(t, []string{
		`GET /api/customer_managers`, `GET /api/customer_managers`,
		`POST /api/customer_managers {"team_collaborator_id":4321,"role_id":2,"permitted_workspace_ids":[29456]}`,
		`PUT /api/customer_managers/1234 {"role_id":"2","permitted_workspace_ids":[29456]}`,
		`DELETE /api/customer_managers/1234`,
	}, f.requests)
	for n, h := range f.headers {
		require.Equal(t, "Bearer "+testToken, h.Get("Authorization"))
		require.Equal(t, "application/json", h.Get("Accept"))
		require.Equal(t, n == 2 || n == 3, h.Get("Content-Type") == "application/json")
		require.NotContains(t, h, "Idempotency-Key", "net/http would repeat a create that carries it")
		require.NotContains(t, h, "X-Idempotency-Key")
	}
}

func TestTheHTTPClientIsCopied(t *testing.T) {
	asked := 0
	given := &http.Client{Transport: &fake{script: []act{answers(302, "", "", "Location", "/")}}, CheckRedirect: func(*http.Request, []*http.Request) error {
		asked++
		return nil
	}}
	transport := given.Transport
	c, err := New(US, NewToken(testToken), WithHTTPClient(given))
	require.NoError(t, err)
	require.Error(t, operations["list"](t.Context(), c))
	require.Zero(t, asked, "redirects are off on the copy")
	require.Same(t, transport, given.Transport)
	require.NotNil(t, given.CheckRedirect)
}

func TestTheTimeoutOfAnAttemptCanBeSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := fakeClient(t, []act{silence}, WithAttemptTimeout(time.Second), WithRetry(RetryPolicy{MaxAttempts: 1}))
		begun := time.Now()
		require.EqualError(t, operations["list"](t.Context(), c), "client: list: no answer within 1s")
		require.Equal(t, time.Second, time.Since(begun))
	})
}

func TestAnAnswerThatSaysItIsTooLargeIsNotRead(t *testing.T) {
	c, _ := fakeClient(t, []act{func(f *fake, req *http.Request) (*http.Response, error) {
		resp, err := answersWith(200, jsonType, readerFunc(func([]byte) (int, error) {
			t.Error("the body was read")
			return 0, errors.New("read")
		}))(f, req)
		resp.ContentLength = defaultMost + 1
		return resp, err
	}})
	require.EqualError(t, operations["list"](t.Context(), c), "client: list: 200 OK: the answer is larger than 67108864 bytes")
}
