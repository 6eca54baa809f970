package contracttest_test

import (
	"bufio"
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// hijacked hands a handler its connection, and waits for the other end to leave.
func hijacked(talk func(c net.Conn, r *bufio.ReadWriter)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		talk(c, rw)
	})
}

func TestWhatComesAfterAnAnswerReachesNoLogByTheProxy(t *testing.T) {
	var printed bytes.Buffer
	before := log.Writer()
	log.SetOutput(&printed)
	t.Cleanup(func() { log.SetOutput(before) })
	target := httptest.NewServer(hijacked(func(c net.Conn, r *bufio.ReadWriter) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "+strconv.Itoa(len(okList))+"\r\n\r\n"+okList+"more, and confidential")
		_, _ = io.Copy(io.Discard, r)
	}))
	defer target.Close()
	seen := make(chan contracttest.Result, 100)
	front := httptest.NewServer(proxyTo(t, target.URL, contracttest.ProxyOptions{Report: func(r contracttest.Result) { seen <- r }}))
	for range 30 {
		status, body := get(t, front.URL+listPath)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, okList, body)
		result := <-seen
		require.Equal(t, contracttest.Fail, result.Outcome)
		require.Equal(t, "nothing after the end of the answer", result.Problems[0].Expected)
	}
	front.Close()
	require.Empty(t, printed.String())
}

func TestHalfOfAChangedProtocolMayEnd(t *testing.T) {
	f := before(t, hijacked(func(c net.Conn, r *bufio.ReadWriter) {
		_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: sum\r\n\r\n")
		all, _ := io.ReadAll(r)
		_, _ = io.WriteString(c, "heard "+string(all))
	}), contracttest.ProxyOptions{})
	conn, err := net.Dial("tcp", f.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET "+listPath+" HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: sum\r\n\r\n")
	require.NoError(t, err)
	answer := bufio.NewReader(conn)
	for line := ""; line != "\r\n"; {
		line, err = answer.ReadString('\n')
		require.NoError(t, err)
	}
	_, err = io.WriteString(conn, "hello")
	require.NoError(t, err)
	half, ok := conn.(*net.TCPConn)
	require.True(t, ok)
	require.NoError(t, half.CloseWrite())
	got, err := io.ReadAll(answer)
	require.NoError(t, err)
	require.Equal(t, "heard hello", string(got))
}

func TestATargetMayHangUpOnABodyThatItHasNotRead(t *testing.T) {
	f := before(t, hijacked(func(net.Conn, *bufio.ReadWriter) {}), contracttest.ProxyOptions{})
	for range 20 {
		r, err := http.NewRequestWithContext(t.Context(), "POST", f.URL+listPath, strings.NewReader(strings.Repeat(" ", 20<<20)))
		require.NoError(t, err)
		exchange(r, &http.Transport{DisableKeepAlives: true})
		result := <-f.results
		require.NotEqual(t, contracttest.Fail, result.Outcome, result)
	}
}
