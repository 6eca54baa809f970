package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// longToken is as long as tokens really are.
var longToken = "sandbox-" + strings.Repeat("0123456789abcdef", 64)

func TestATokenNeverPrints(t *testing.T) {
	token := NewToken(longToken)
	c, err := New(US, token, WithLimiter(nil))
	require.NoError(t, err)
	type holder struct {
		Exported   Token
		unexported Token
		pointer    *Token
		client     *Client
		byValue    Client
		source     TokenSource
	}
	h := holder{token, token, &token, c, *c, token}
	for _, verb := range []string{"%v", "%+v", "%#v", "%p", "%s", "%q", "%x", "%X", "%d", "%t", "%T", "%w"} {
		for _, v := range []any{token, &token, h, &h, c, *c, c.s, *c.s, []Token{token}, map[string]Token{"a": token}} {
			require.NotContains(t, fmt.Sprintf(verb, v), "0123456789abcdef", verb)
			require.NotContains(t, fmt.Sprintf(verb, v), fmt.Sprintf("%x", "0123456789"), verb)
		}
	}
	require.Equal(t, "[redacted]", fmt.Sprint(token))
	require.Equal(t, "[redacted] [redacted] [redacted]", fmt.Sprintf("%x %#v %q", token, token, token))

	out, err := json.Marshal(h)
	require.NoError(t, err)
	require.NotContains(t, string(out), "0123456789abcdef")
	var log bytes.Buffer
	for _, l := range []*slog.Logger{slog.New(slog.NewJSONHandler(&log, nil)), slog.New(slog.NewTextHandler(&log, nil))} {
		l.Info("x", "token", token, "holder", h, "client", c)
	}
	require.NotContains(t, log.String(), "0123456789abcdef")
	require.Equal(t, longToken, token.Reveal())
	require.Empty(t, Token{}.Reveal())
}

// echo answers with the token in every place it could come back in.
func echo(status int) act { return echoAs(status, func(token string) string { return token }) }

// echoAs does so in a form of its own, which is the same in every place.
func echoAs(status int, form func(string) string) act {
	return func(f *fake, req *http.Request) (*http.Response, error) {
		token := form(strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer "))
		body := fmt.Sprintf(`{"message":"no %s","id":"%[1]s","errors":{"%[1]s":["%[1]s"]},"%[1]s":1,"%[1]s":2}`, token)
		resp, err := answers(status, jsonType, body, "X-Request-Id", token, "Location", "https://x.example/"+token)(f, req)
		resp.Header["X-"+token] = []string{"1"}
		return resp, err
	}
}

func TestATokenThatTheServerEchoesReachesNobody(t *testing.T) {
	for name, answer := range map[string]act{
		"in a success":                  echo(200),
		"in a refusal":                  echo(422),
		"in a failure":                  echo(503),
		"in a redirect":                 echo(302),
		"of its second half":            echoAs(422, func(token string) string { return token[len(token)/2:] }),
		"of single bytes, URL":          echoAs(422, func(token string) string { return strings.ReplaceAll(token, "8", "%38") }),
		"of single bytes, URL, 302":     echoAs(302, func(token string) string { return strings.ReplaceAll(token, "8", "%38") }),
		"of single bytes, HTML":         echoAs(503, func(token string) string { return strings.ReplaceAll(token, "8", "&#56;") }),
		"of single bytes, JSON":         echoAs(503, func(token string) string { return strings.ReplaceAll(token, "8", `\u0038`) }),
		"of single bytes, JSON in JSON": echoAs(200, func(token string) string { return strings.ReplaceAll(token, "8", `\\u0038`) }),
		"in an error's text": func(_ *fake, req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("dump: %v", req.Header)
		},
		"in an error's pointer": answers(200, jsonType, `{"`+longToken+`":1,"`+longToken+`":2}`),
		"in a media type":       answers(200, "text/"+longToken, `{}`),
	} {
		for op, call := range operations {
			t.Run(name+"/"+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var out bytes.Buffer
					f := &fake{script: []act{answer}}
					c, err := New(US, NewToken(longToken), WithHTTPClient(&http.Client{Transport: f}),
						WithLogger(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))),
						WithObserver(func(_ context.Context, a Attempt) { fmt.Fprintf(&out, "%+v %#v", a, a) }))
					require.NoError(t, err)
					err = call(t.Context(), c)
					require.Error(t, err)
					var e *Error
					require.ErrorAs(t, err, &e)
					for err := error(e); err != nil; err = errors.Unwrap(err) {
						fmt.Fprintf(&out, "%v %+v %#v %q", err, err, err, err)
					}
					fmt.Fprintf(&out, "%v %v %s %+v %s", e.Message, e.Fields, e.RequestID, e.Header, e.Body)
					slog.New(slog.NewTextHandler(&out, nil)).Info("failed", "err", err)
					require.NotContains(t, out.String(), "01234567", "nor a part of it")
					require.NotContains(t, out.String(), "9abcdef", "nor the rest of a part")
				})
			})
		}
	}
}

func TestTheTokenSourceIsAskedOncePerAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		source := source(func(context.Context) (Token, error) {
			asked++
			return NewToken(fmt.Sprintf("sandbox-rotated-%d", asked)), nil
		})
		f := &fake{script: []act{message(503), message(503), good}}
		c, err := New(US, source, WithHTTPClient(&http.Client{Transport: f}))
		require.NoError(t, err)
		_, err = c.List(t.Context())
		require.NoError(t, err)
		require.Equal(t, 3, asked)
		for n, h := range f.headers {
			require.Equal(t, fmt.Sprintf("Bearer sandbox-rotated-%d", n+1), h.Get("Authorization"))
		}
	})
}

type source func(context.Context) (Token, error)

func (s source) Token(ctx context.Context) (Token, error) { return s(ctx) }

func TestATokenSourceThatFailsSendsNothing(t *testing.T) {
	vault := errors.New("the vault is sealed")
	for name, tc := range map[string]struct {
		source source
		want   string
		is     error
	}{
		"an error": {func(context.Context) (Token, error) { return Token{}, vault }, "token source: the vault is sealed", vault},
		"no token": {func(context.Context) (Token, error) { return Token{}, nil }, "token source: token is empty", nil},
		"a token and an error that names it": {func(context.Context) (Token, error) {
			return NewToken(longToken), fmt.Errorf("%w: %s", vault, longToken)
		},
			"token source: the vault is sealed: [redacted]", vault},
		"a bad token": {func(context.Context) (Token, error) { return NewToken("a\r\nb: c"), nil }, "token source: token holds a space", nil},
		"not in time": {func(ctx context.Context) (Token, error) { <-ctx.Done(); return Token{}, ctx.Err() }, "token source: no answer within 45s", context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{script: []act{good}}
				c, err := New(US, tc.source, WithHTTPClient(&http.Client{Transport: f}))
				require.NoError(t, err)
				err = operations["create"](t.Context(), c)
				require.ErrorContains(t, err, "client: create: "+tc.want)
				require.NotErrorIs(t, err, ErrOutcomeUnknown)
				if tc.is != nil {
					require.ErrorIs(t, err, tc.is)
				}
				require.Empty(t, f.requests)
			})
		})
	}
}

func TestTheTokenStaysAtHome(t *testing.T) {
	var hosts []string
	c, err := New(US, NewToken(longToken), WithRetry(RetryPolicy{MaxAttempts: 1}), WithHTTPClient(&http.Client{Transport: roundTrip(
		func(req *http.Request) (*http.Response, error) {
			hosts = append(hosts, req.URL.Host)
			return answers(307, "", "", "Location", "https://evil.example/")(&fake{}, req)
		})}))
	require.NoError(t, err)
	for op, call := range operations {
		hosts = nil
		err := call(t.Context(), c)
		require.ErrorIs(t, err, ErrUnexpectedResponse, op)
		require.ErrorContains(t, err, "redirects to https://evil.example/: check the base URL")
		require.Equal(t, []string{"www.workato.com"}, hosts, op)
	}
}
