package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func read(t testing.TB, response *http.Response, err error) string {
	t.Helper()
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return string(body)
}

func TestTheClientReachesTheSandboxUnderAnyHost(t *testing.T) {
	c := New().Client(Token)
	for _, base := range []string{"http://sandbox", "https://www.example.com", "http://127.0.0.1:1", "https://[::1]:2"} {
		response, err := c.Get(base + managersPath)
		require.JSONEq(t, seedList, read(t, response, err))
		require.Equal(t, base+managersPath, response.Request.URL.String())
		require.Equal(t, jsonUTF8, response.Header.Get("Content-Type"))
	}
}

func TestTheClientAddsItsTokenOnlyWhereNoneIs(t *testing.T) {
	s := New()
	status := func(c *http.Client, authorization string) int {
		r, err := http.NewRequest("GET", "http://sandbox"+managersPath, nil)
		require.NoError(t, err)
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		response, err := c.Do(r)
		read(t, response, err)
		require.Equal(t, authorization, r.Header.Get("Authorization"), "the caller's request stays as it is")
		return response.StatusCode
	}
	require.Equal(t, 200, status(s.Client(Token), ""))
	require.Equal(t, 401, status(s.Client(Token), "Bearer other"))
	require.Equal(t, 401, status(s.Client("other"), ""))
	require.Equal(t, 401, status(s.Client(""), ""))
	require.Equal(t, 200, status(s.Client(""), "Bearer sandbox-x"))
}

// A bubble ends only when every goroutine in it has: no call leaves one behind.
func TestTheClientWorksInABubble(t *testing.T) {
	s := New() // outside of the bubbles, as a fixture would be
	outside := s.Client(Token)
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			for _, c := range []*http.Client{outside, s.Client(Token)} {
				response, err := c.Get("http://sandbox" + managersPath)
				require.JSONEq(t, seedList, read(t, response, err))
				response, err = c.Post("http://sandbox"+managersPath, "text/plain", strings.NewReader(strings.Repeat(" ", 3<<20)))
				read(t, response, err)
				require.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode)
			}
		})
	}
	response, err := outside.Get("http://sandbox" + managersPath)
	read(t, response, err)
}

func TestACancelledContextEndsTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		require.NoError(t, s.World(Token).Inject(Fault{Delay: time.Hour}))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, "DELETE", "http://sandbox"+managersPath+"/1234", nil)
		require.NoError(t, err)
		began := time.Now()
		_, err = s.Client(Token).Do(r)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 3*time.Second, time.Since(began))
		synctest.Wait()
		require.Len(t, s.World(Token).Snapshot().Managers, 2, "who hangs up while it waits has nothing carried out")
		require.Zero(t, s.World(Token).Requests()[0].Status)
	})
}

func TestTracesSeeTheRequestGoOut(t *testing.T) {
	var wrote bool
	trace := &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) { wrote = i.Err == nil }}
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), "GET", "http://sandbox"+managersPath, nil)
	require.NoError(t, err)
	response, err := New().Client(Token).Do(r)
	read(t, response, err)
	require.True(t, wrote)
}

func TestABodyThatBreaksOffChangesNothing(t *testing.T) {
	s := New()
	broken := errors.New("broken off")
	body := io.MultiReader(strings.NewReader(`{"role_id":2}`), failingReader{broken})
	r, err := http.NewRequest("PUT", "http://sandbox"+managersPath+"/1234", body)
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	response, err := s.Client(Token).Do(r)
	if err == nil { // the refusal may be faster than the news
		require.Equal(t, http.StatusBadRequest, response.StatusCode)
		_ = response.Body.Close()
	}
	require.Equal(t, Seed(), s.World(Token).Snapshot())
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

func TestStart(t *testing.T) {
	var url string
	t.Run("serves while the test runs", func(t *testing.T) {
		url = Start(t)
		require.Regexp(t, `^http://127\.0\.0\.1:\d+$`, url)
		r, err := http.NewRequest("GET", url+managersPath, nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+Token)
		response, err := http.DefaultClient.Do(r)
		require.JSONEq(t, seedList, read(t, response, err))
	})
	_, err := http.Get(url + managersPath)
	require.Error(t, err, "and not any longer")
}
