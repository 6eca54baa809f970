package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// managers writes n managers, and what stands before and behind.
func managers(n int, before, behind string) string {
	return before + strings.TrimSuffix(strings.Repeat(oneJSON+",", n), ",") + behind
}

// flow is a body of parts that are made as they are read; an empty one ends it.
func flow(part func(n int) string) io.Reader {
	n, rest := 0, ""
	return readerFunc(func(p []byte) (int, error) {
		if rest == "" {
			if rest = part(n); rest == "" {
				return 0, io.EOF
			}
			n++
		}
		k := copy(p, rest)
		rest = rest[k:]
		return k, nil
	})
}

// collect ranges to the end.
func collect(ctx context.Context, c *Client) (n int, errs []error) {
	for m, err := range c.All(ctx) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if m.ID == 1234 {
			n++
		}
	}
	return n, errs
}

func TestAllHandsOutEachManagerOnce(t *testing.T) {
	for name, body := range map[string]string{
		"as the page shows it":       managers(3, `{"result":{"items":[`, `]}}`),
		"with siblings before":       managers(3, `{"count":3,"page":{"next":null},"result":{"page":1,"items":[`, `]}}`),
		"with siblings behind":       managers(3, `{"result":{"items":[`, `],"count":3},"page":[1,2]}`),
		"with white space":           managers(3, " { \"result\" : { \"items\" : [ ", " ] } } \n"),
		"more than a buffer's worth": managers(3, `{"filler":"`+strings.Repeat("x", 3*scannerBuffer)+`","result":{"items":[`, `]}}`),
	} {
		t.Run(name, func(t *testing.T) {
			c, f := fakeClient(t, []act{answers(200, jsonType, body)})
			all := c.All(t.Context())
			for range 2 {
				n := 0
				for m, err := range all {
					require.NoError(t, err)
					require.Equal(t, ManagerID(1234), m.ID)
					n++
				}
				require.Equal(t, 3, n)
			}
			require.Len(t, f.requests, 2, "each range makes a request of its own")
			require.Zero(t, f.open)
		})
	}
	c, _ := fakeClient(t, []act{answers(200, jsonType, `{"result":{"items":[]}}`)})
	n, errs := collect(t.Context(), c)
	require.Zero(t, n)
	require.Empty(t, errs)
	list, err := c.List(t.Context())
	require.NoError(t, err)
	require.NotNil(t, list)
}

func TestAListThatIsCutNeverLooksComplete(t *testing.T) {
	whole := managers(3, `{"result":{"items":[`, `]}}`)
	for i := range len(whole) {
		for name, body := range map[string]io.Reader{"ends": strings.NewReader(whole[:i]), "breaks": cut(whole[:i])} {
			c, f := fakeClient(t, []act{answersWith(200, jsonType, body)}, WithRetry(RetryPolicy{MaxAttempts: 1}))
			n, errs := collect(t.Context(), c)
			require.Len(t, errs, 1, "%s after %q: one error, and then the end", name, whole[:i])
			require.LessOrEqual(t, n, 3)
			list, err := c.List(t.Context())
			require.Error(t, err)
			require.Nil(t, list, "never a part of the list")
			require.Zero(t, f.open)
		}
	}
}

func TestAllIsRepeatedOnlyBeforeTheFirstManager(t *testing.T) {
	begun := managers(2, `{"result":{"items":[`, ``)
	synctest.Test(t, func(t *testing.T) {
		c, f := fakeClient(t, []act{message(503), answersWith(200, jsonType, cut(`{"result":{"items":[`)), good})
		n, errs := collect(t.Context(), c)
		require.Equal(t, 1, n)
		require.Empty(t, errs)
		require.Len(t, f.requests, 3)

		c, f = fakeClient(t, []act{answersWith(200, jsonType, cut(begun)), good})
		n, errs = collect(t.Context(), c)
		require.Equal(t, 2, n)
		require.Len(t, f.requests, 1, "again would hand them out twice")
		require.Len(t, errs, 1)
		require.ErrorIs(t, errs[0], io.ErrUnexpectedEOF)
		require.EqualError(t, errs[0], "client: list: 200 OK: answer cut off: unexpected EOF: after 2 managers")

		c, f = fakeClient(t, []act{answersWith(200, jsonType, cut(begun)), good})
		list, err := c.List(t.Context())
		require.NoError(t, err)
		require.Len(t, list, 1, "List is repeated as a whole")
		require.Len(t, f.requests, 2)
	})
}

func TestABadManagerEndsTheList(t *testing.T) {
	c, f := fakeClient(t, []act{answers(200, jsonType, `{"result":{"items":[`+oneJSON+`,{"id":null},`+oneJSON+`]}}`)})
	n, errs := collect(t.Context(), c)
	require.Equal(t, 1, n)
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], ErrUnexpectedResponse)
	require.EqualError(t, errs[0], "client: list: 200 OK: /result/items/1/id is null where an id is due: after 1 managers")
	require.Len(t, f.requests, 1)
}

func TestBreakingOutEndsTheRequest(t *testing.T) {
	var ctx context.Context
	endless := flow(func(int) string { return oneJSON + "," })
	c, f := fakeClient(t, []act{func(f *fake, req *http.Request) (*http.Response, error) {
		ctx = req.Context()
		return answersWith(200, jsonType, io.MultiReader(strings.NewReader(`{"result":{"items":[`), endless))(f, req)
	}}, WithMaxResponse(1_000))
	n := 0
	for _, err := range c.All(t.Context()) {
		require.NoError(t, err)
		if n++; n == 5_000 {
			break
		}
	}
	require.Equal(t, 5_000, n)
	require.Error(t, ctx.Err(), "the request is cancelled")
	require.Zero(t, f.open)

	require.Panics(t, func() {
		for range c.All(t.Context()) {
			panic("in the loop")
		}
	})
	require.Error(t, ctx.Err())
	require.Zero(t, f.open, "a panic of the loop leaves nothing open")
}

func TestTheTimeoutOfAllIsForEachPart(t *testing.T) {
	slow := func(gap time.Duration) act {
		return func(f *fake, req *http.Request) (*http.Response, error) {
			n := 0
			return answersWith(200, jsonType, readerFunc(func(p []byte) (int, error) {
				if err := pause(req.Context(), gap); err != nil {
					return 0, context.Cause(req.Context())
				}
				switch n++; {
				case n == 1:
					return copy(p, `{"result":{"items":[`+oneJSON), nil
				case n < 10:
					return copy(p, `,`+oneJSON), nil
				case n == 10:
					return copy(p, `]}}`), nil
				}
				return 0, io.EOF
			}))(f, req)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		c, _ := fakeClient(t, []act{slow(40 * time.Second)})
		n := 0
		for _, err := range c.All(t.Context()) {
			require.NoError(t, err)
			n++
			time.Sleep(time.Hour) // the loop's own work does not count; no time passes in the bubble
		}
		require.Equal(t, 9, n)

		_, err := c.List(t.Context())
		require.ErrorIs(t, err, context.DeadlineExceeded, "a list has one timeout for all of it")

		c, _ = fakeClient(t, []act{slow(46 * time.Second)})
		_, errs := collect(t.Context(), c)
		require.Len(t, errs, 1)
		require.ErrorIs(t, errs[0], context.DeadlineExceeded)
	})
}

func TestAllEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c, _ := fakeClient(t, []act{answers(200, jsonType, managers(1_000, `{"result":{"items":[`, `]}}`))})
	n := 0
	var last error
	for _, err := range c.All(ctx) {
		if last = err; err == nil {
			n++
		}
		if n == 2 {
			cancel()
		}
	}
	require.Equal(t, 2, n, "not even what has arrived already is handed out")
	require.ErrorIs(t, last, context.Canceled)
}

func TestTheLimitOfAllIsForEachManager(t *testing.T) {
	body := managers(100, `{"result":{"items":[`, `]}}`)
	for limit, want := range map[int64]int{int64(len(oneJSON)) + 25: 100, int64(len(oneJSON)) - 1: 0} {
		c, _ := fakeClient(t, []act{answers(200, jsonType, body)}, WithMaxResponse(limit))
		n, errs := collect(t.Context(), c)
		require.Equal(t, want, n)
		require.Equal(t, want == 0, len(errs) == 1)
		_, err := c.List(t.Context())
		require.ErrorIs(t, err, ErrUnexpectedResponse)
		require.ErrorContains(t, err, fmt.Sprintf("larger than %d bytes", limit))
	}
}

// TestAllNeedsLittleMemory reads 100,000 managers, 24 MB, and looks at the heap
// that is live along the way.
func TestAllNeedsLittleMemory(t *testing.T) {
	const total = 100_000
	body := flow(func(n int) string {
		switch {
		case n == 0:
			return `{"result":{"items":[` + oneJSON
		case n < total:
			return `,` + oneJSON
		case n == total:
			return `]}}`
		}
		return ""
	})
	c, _ := fakeClient(t, []act{answersWith(200, jsonType, body)})
	live := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what pools hold, of earlier tests too, goes with the second
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	n, most, start := 0, int64(0), live()
	for _, err := range c.All(t.Context()) {
		require.NoError(t, err)
		if n++; n%20_000 == 0 {
			most = max(most, live()-start)
		}
	}
	require.Equal(t, total, n)
	require.Less(t, most, int64(1<<20), "a megabyte at most, whatever the length")
}

func TestAllYieldsNothingAfterItsError(t *testing.T) {
	c, _ := fakeClient(t, []act{message(400)})
	var got []error
	c.All(t.Context())(func(_ CustomerManager, err error) bool {
		got = append(got, err)
		return true
	})
	require.Len(t, got, 1)
	require.True(t, errors.Is(got[0], ErrBadRequest))
}
