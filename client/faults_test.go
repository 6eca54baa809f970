package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Every operation meets every fault, over and over. A cell says how often the
// request went out, which sentinels the error matches, and the waits between.
const (
	patient = "4 tries, waits 500ms 1s 2s"
	once    = "1 try"
)

var html = "<html><body><h1>Bad gateway</h1></body></html>"

// refusedDial is the error of a connection that was never made.
var refusedDial = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}

// date answers with a Retry-After that is a date, read against the answer's own.
func date(status int, after time.Duration) act {
	return func(f *fake, req *http.Request) (*http.Response, error) {
		// The server's clock is ten minutes ahead of ours.
		now := time.Now().Add(10 * time.Minute)
		return answers(status, jsonType, `{"message":"Too many requests"}`, "Date", now.UTC().Format(http.TimeFormat),
			"Retry-After", now.Add(after).UTC().Format(http.TimeFormat))(f, req)
	}
}

// stalls answers with the beginning of a body and then nothing more.
func stalls(f *fake, req *http.Request) (*http.Response, error) {
	resp, err := answers(200, jsonType, `{"result":`)(f, req)
	resp.Body.(*tracked).Reader = io.MultiReader(strings.NewReader(`{"result":`), readerFunc(func([]byte) (int, error) {
		<-req.Context().Done()
		return 0, context.Cause(req.Context())
	}))
	return resp, err
}

// holds does nothing, with or without a connection, until the request is given up.
func holds(got bool) act {
	return func(_ *fake, req *http.Request) (*http.Response, error) {
		hooks(req, got, false)
		<-req.Context().Done()
		return nil, context.Cause(req.Context())
	}
}

type readerFunc func([]byte) (int, error)

func (r readerFunc) Read(p []byte) (int, error) { return r(p) }

func message(status int, headers ...string) act {
	return answers(status, jsonType, `{"message":"as the API says"}`, headers...)
}

// refuses puts something around the result of a good answer.
func refuses(before, behind string) act {
	return func(f *fake, req *http.Request) (*http.Response, error) {
		resp, err := good(f, req)
		body, _ := io.ReadAll(resp.Body)
		result := strings.TrimSuffix(strings.TrimPrefix(string(body), "{"), "}")
		resp.Body.(*tracked).Reader = strings.NewReader(before + result + behind)
		return resp, err
	}
}

// same is a row in which list and all, and update and delete, do the same.
func same(reads, create, writes string) [4]string { return [4]string{reads, create, writes, writes} }

var faults = []struct {
	name  string
	act   act
	cells [4]string // list and all, create, update, delete
}{
	{"the connection is refused", fails(false, false, refusedDial), same(patient, patient, patient)},
	{"the transport says that it has a connection and no more", fails(true, false, io.ErrClosedPipe), same(patient, once+", unknown", patient+", unknown")},
	{"the certificate is bad", fails(false, false, &tls.CertificateVerificationError{Err: errors.New("expired")}), same(once, once, once)},
	{"the request is sent and the connection lost", fails(true, true, syscall.ECONNRESET),
		same(patient, once+", unknown", patient+", unknown")},
	{"the transport fails and knows no hooks", func(*fake, *http.Request) (*http.Response, error) { return nil, io.ErrClosedPipe },
		same(patient, once+", unknown", patient+", unknown")},
	{"the headers are cut off", fails(true, true, io.ErrUnexpectedEOF), same(patient, once+", unknown", patient+", unknown")},
	{"the body is cut off", answersWith(200, jsonType, cut(`{"result":`)), same(patient, once+", unknown", patient+", unknown")},
	{"no connection comes in time", holds(false), same(patient+", timeout", patient+", timeout", patient+", timeout")},
	{"time is over with a connection in hand", holds(true), same(patient+", timeout", once+", unknown, timeout", patient+", unknown, timeout")},
	{"no answer comes in time", silence, same(patient+", timeout", once+", unknown, timeout", patient+", unknown, timeout")},
	{"the body does not come in time", stalls, same(patient+", timeout", once+", unknown, timeout", patient+", unknown, timeout")},

	{"408", message(408), same(patient, once+", unknown", patient+", unknown")},
	{"425", message(425), same(patient, once, patient)},
	{"429 without Retry-After", message(429), same("4 tries, waits 30s 30s 30s, rate limited", "4 tries, waits 30s 30s 30s, rate limited", "4 tries, waits 30s 30s 30s, rate limited")},
	{"429 with seconds", message(429, "Retry-After", "7"), same("4 tries, waits 7.5s 8s 9s, rate limited", "4 tries, waits 7.5s 8s 9s, rate limited", "4 tries, waits 7.5s 8s 9s, rate limited")},
	{"429 with zero seconds", message(429, "Retry-After", "0"), same(patient+", rate limited", patient+", rate limited", patient+", rate limited")},
	{"429 with a date", date(429, 7*time.Second), same("4 tries, waits 7.5s 8s 9s, rate limited", "4 tries, waits 7.5s 8s 9s, rate limited", "4 tries, waits 7.5s 8s 9s, rate limited")},
	{"429 with a date in the past", date(429, -time.Hour), same(patient+", rate limited", patient+", rate limited", patient+", rate limited")},
	{"429 with a date in an hour", date(429, time.Hour), same(once+", rate limited", once+", rate limited", once+", rate limited")},
	{"429 with a negative number", message(429, "Retry-After", "-5"), same("4 tries, waits 30s 30s 30s, rate limited", "4 tries, waits 30s 30s 30s, rate limited", "4 tries, waits 30s 30s 30s, rate limited")},
	{"429 with a huge number", message(429, "Retry-After", "99999999999999999999"), same(once+", rate limited", once+", rate limited", once+", rate limited")},
	{"429 with more than the cap", message(429, "Retry-After", "61"), same(once+", rate limited", once+", rate limited", once+", rate limited")},
	{"429 with garbage", message(429, "Retry-After", "soon"), same("4 tries, waits 30s 30s 30s, rate limited", "4 tries, waits 30s 30s 30s, rate limited", "4 tries, waits 30s 30s 30s, rate limited")},
	{"500", message(500), [4]string{patient + ", server", once + ", server, unknown", "2 tries, waits 500ms, server, unknown", patient + ", server, unknown"}},
	{"502 of HTML", answers(502, "text/html", html), same(patient+", server", once+", server, unknown", patient+", server, unknown")},
	{"503", message(503), same(patient+", server", once+", server, unknown", patient+", server, unknown")},
	{"503 with seconds", message(503, "Retry-After", "7"), same("4 tries, waits 7.5s 8s 9s, server", once+", server, unknown", "4 tries, waits 7.5s 8s 9s, server, unknown")},
	{"503 whose body is cut off", answersWith(503, jsonType, cut(`{"mess`)), same(patient+", server", once+", server, unknown", patient+", server, unknown")},
	{"504", message(504), same(patient+", server", once+", server, unknown", patient+", server, unknown")},
	{"501", message(501), same(once+", server", once+", server", once+", server")},
	{"599", message(599), same(patient+", server", once+", server, unknown", patient+", server, unknown")},

	{"400", message(400), same(once+", bad request", once+", bad request", once+", bad request")},
	{"401", message(401), same(once+", unauthorized", once+", unauthorized", once+", unauthorized")},
	{"403", message(403), same(once+", forbidden", once+", forbidden", once+", forbidden")},
	{"404", message(404), same(once+", not found", once+", not found", once+", not found")},
	{"409", message(409), same(once+", conflict", once+", conflict", once+", conflict")},
	{"418", message(418), same(once, once, once)},
	{"422", message(422), same(once+", unprocessable", once+", unprocessable", once+", unprocessable")},

	{"200 with a refusal", answers(200, jsonType, `{"success":false,"errors":{"role_id":["is invalid"]}}`),
		same(once+", unexpected", once+", unexpected", once+", unexpected")},
	{"200 with a refusal and no result", answers(200, jsonType, `{"result":null,"success":false}`),
		same(once+", unexpected", once+", unexpected", once+", unexpected")},
	{"200 with a refusal before a result", refuses(`{"success":false,"message":"not allowed",`, `}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with a refusal behind a result", refuses(`{`, `,"message":"not allowed","success":false}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 that refuses and does not, and no result", answers(200, jsonType, `{"success":false,"success":true}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with a refusal, a key twice, and a result", refuses(`{"success":false,"x":1,"x":2,`, `}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with a refusal and a result that is none", answers(200, jsonType, `{"result":7,"success":false}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with another object", answers(200, jsonType, `{"data":[]}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with nothing", answers(200, jsonType, ``), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 of HTML", answers(200, "text/html", html), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 without a media type", answers(200, "", envelopeJSON), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with the wrong media type", answers(200, "text/json", envelopeJSON), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with another charset", answers(200, "application/json; charset=latin1", envelopeJSON), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with two media types", answers(200, jsonType, envelopeJSON, "Content-Type", "text/html"), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 that is compressed unasked", answers(200, jsonType, "\x1f\x8b", "Content-Encoding", "gzip"), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 with truncated JSON", answers(200, jsonType, `{"result":{"id":1`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"200 that is oversized", answers(200, jsonType, `{"filler":"`+strings.Repeat("x", 2_000)+`"}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"202", answers(202, jsonType, `{}`), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"204", answers(204, "", ""), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"301", answers(301, "", "", "Location", "https://elsewhere.example/"), same(once+", unexpected", once+", unexpected", once+", unexpected")},
	{"302", answers(302, "", "", "Location", "https://elsewhere.example/"), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"303 without a Location", answers(303, "", ""), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"307", answers(307, "", "", "Location", "https://elsewhere.example/"), same(once+", unexpected", once+", unexpected", once+", unexpected")},
	{"308 to a Location that is no URL", answers(308, "", "", "Location", "http://[::1"), same(once+", unexpected", once+", unexpected", once+", unexpected")},
	{"304", answers(304, "", ""), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
	{"a status that does not exist", answers(999, jsonType, envelopeJSON), same(once+", unexpected", once+", unexpected, unknown", once+", unexpected, unknown")},
}

func TestEveryOperationMeetsEveryFault(t *testing.T) {
	for _, f := range faults {
		for op, call := range operations {
			cell := f.cells[map[string]int{"create": 1, "update": 2, "delete": 3}[op]]
			t.Run(f.name+"/"+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var attempts []Attempt
					c, fake := fakeClient(t, []act{f.act}, WithMaxResponse(1_000),
						WithObserver(func(_ context.Context, a Attempt) { attempts = append(attempts, a) }))
					begun := time.Now()
					err := call(t.Context(), c)

					require.Error(t, err)
					require.Equal(t, cell, told(len(fake.requests), attempts, err))
					require.Zero(t, fake.open, "bodies left open")
					require.Len(t, attempts, len(fake.requests), "the observer sees each attempt")
					require.Equal(t, total(attempts), time.Since(begun), "the time goes into attempts and the waits told")
					var e *Error
					require.ErrorAs(t, err, &e)
					require.Equal(t, len(fake.requests), e.Attempts)
					require.NotContains(t, err.Error(), "\n")
				})
			})
			t.Run(f.name+" once/"+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, fake := fakeClient(t, []act{f.act, good}, WithMaxResponse(1_000))
					err := call(t.Context(), c)
					if strings.HasPrefix(cell, once) {
						require.Error(t, err)
						require.Len(t, fake.requests, 1)
					} else {
						require.NoError(t, err)
						require.Len(t, fake.requests, 2)
						require.Equal(t, fake.requests[0], fake.requests[1], "the same is sent again")
					}
					require.Zero(t, fake.open, "bodies left open")
				})
			})
		}
	}
}

// told puts an outcome in the words of the table.
func told(requests int, attempts []Attempt, err error) string {
	words := []string{fmt.Sprintf("%d tries", requests)}
	if requests == 1 {
		words[0] = once
	}
	waits := ""
	for _, a := range attempts {
		if a.NextWait > 0 {
			waits += " " + a.NextWait.String()
		}
	}
	if waits != "" {
		words = append(words, "waits"+waits)
	}
	for _, s := range []struct {
		word string
		err  error
	}{
		{"bad request", ErrBadRequest}, {"unauthorized", ErrUnauthorized}, {"forbidden", ErrForbidden},
		{"not found", ErrNotFound}, {"conflict", ErrConflict}, {"unprocessable", ErrUnprocessable},
		{"rate limited", ErrRateLimited}, {"server", ErrServer}, {"invalid", ErrInvalidRequest},
		{"unexpected", ErrUnexpectedResponse}, {"unknown", ErrOutcomeUnknown}, {"timeout", context.DeadlineExceeded},
	} {
		if errors.Is(err, s.err) {
			words = append(words, s.word)
		}
	}
	return strings.Join(words, ", ")
}

func total(attempts []Attempt) (sum time.Duration) {
	for _, a := range attempts {
		sum += a.Held + a.Duration + a.NextWait
	}
	return sum
}
