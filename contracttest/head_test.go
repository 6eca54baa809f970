package contracttest_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// heads are answers that have something wrong in how they begin, with what is
// said of it. Before the body stands an %s for headers of the test.
var heads = map[string]struct{ head, says string }{
	"two lengths":                   {"Content-Length: 1\r\nContent-Length: 2\r\n", "multiple Content-Length"},
	"a length that is no number":    {"Content-Length: abc\r\n", "bad Content-Length"},
	"a length below zero":           {"Content-Length: -1\r\n", "bad Content-Length"},
	"an unknown transfer coding":    {"Transfer-Encoding: gzip, chunked\r\n", "transfer encoding"},
	"a header without a colon":      {"no colon\r\n", "malformed"},
	"a length beside its chunks":    {"Content-Length: " + strconv.Itoa(len(okList)) + "\r\nTransfer-Encoding: chunked\r\n", "none beside Transfer-Encoding"},
	"a blank before a colon":        {"Content-Length: " + strconv.Itoa(len(okList)) + "\r\nX-Odd : 1\r\n", "a colon directly after the header's name"},
	"a header that goes on in two":  {"Content-Length: " + strconv.Itoa(len(okList)) + "\r\nX-Odd: 1,\r\n 2\r\n", "each header in one line"},
	"a body under no content, sent": {"", "no body, as the status is 204"},
}

// answers talks with each client of a connection: the first time as it should.
func answers(kind string) http.Handler {
	return hijacked(func(c net.Conn, r *bufio.ReadWriter) {
		for n := 0; ; n++ {
			status, head, body := "200 OK", "Content-Type: application/json\r\n", okList
			switch {
			case n == 0:
				head += "Content-Length: " + strconv.Itoa(len(okList)) + "\r\n"
			case heads[kind].head == "":
				status, head, body = "204 No Content", "Content-Length: 2\r\n", "{}"
			default:
				head += heads[kind].head
				if kind == "a length beside its chunks" {
					body = strconv.FormatInt(int64(len(okList)), 16) + "\r\n" + okList + "\r\n0\r\n\r\n"
				}
			}
			if _, err := io.WriteString(c, "HTTP/1.1 "+status+"\r\n"+head+"\r\n"+body); err != nil {
				return
			}
			if _, err := http.ReadRequest(r.Reader); err != nil {
				return
			}
		}
	})
}

func TestWhatIsWrongWithTheHeadOfAnAnswerIsBlamedByTheProxyOnAUsedConnectionToo(t *testing.T) {
	for kind, want := range heads {
		t.Run(kind, func(t *testing.T) {
			f := before(t, answers(kind), contracttest.ProxyOptions{})
			client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
			defer client.CloseIdleConnections()
			for _, outcome := range []contracttest.Outcome{contracttest.Pass, contracttest.Fail} {
				r, err := http.NewRequestWithContext(t.Context(), "GET", f.URL+listPath, nil)
				require.NoError(t, err)
				exchange(r, client.Transport)
				result := <-f.results
				require.Equal(t, outcome, result.Outcome, result)
				if outcome == contracttest.Fail {
					require.Contains(t, result.String(), want.says)
				}
			}
		})
	}
}

func TestARunEndsOnAServerThatSwitchesToAnotherProtocolAndIsSilent(t *testing.T) {
	server := httptest.NewServer(hijacked(func(c net.Conn, r *bufio.ReadWriter) {
		_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: odd\r\n\r\n")
		_, _ = io.Copy(io.Discard, r)
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for r := range contracttest.Test(ctx, contracttest.Target{URL: server.URL, Token: "not-a-real-token"}) {
		if r.Check.ID == "listCustomerManagers/response" {
			require.Equal(t, contracttest.Fail, r.Outcome, r)
			require.Contains(t, r.String(), "101")
		}
	}
	require.NoError(t, ctx.Err())
}

func TestTrailersOfHTTP2ReachAClientOfHTTP1(t *testing.T) {
	target := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Trailer", "X-Sum")
		w.Header().Set("Content-Length", strconv.Itoa(len(okList)))
		_, _ = io.WriteString(w, okList)
		w.Header().Set("X-Sum", "1")
	}))
	target.EnableHTTP2 = true
	target.StartTLS()
	defer target.Close()
	seen := make(chan contracttest.Result, 1)
	front := httptest.NewServer(proxyTo(t, target.URL, contracttest.ProxyOptions{Transport: target.Client().Transport, Report: func(r contracttest.Result) { seen <- r }}))
	defer front.Close()
	response, err := http.Get(front.URL + listPath)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, okList, string(body))
	require.Equal(t, http.Header{"X-Sum": {"1"}}, response.Trailer)
	require.Equal(t, contracttest.Pass, (<-seen).Outcome)
}
