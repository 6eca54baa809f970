package contracttest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// A wire is a connection that remembers what net/http keeps to itself: what came
// beyond an answer's end, and that the server took no more of a request. It
// hands on what comes, but for the former, which net/http would print.
type wire struct {
	net.Conn
	in *bufio.Reader // read by one goroutine at a time, as net/http does

	lock    sync.Mutex
	opaque  bool // nobody here can read what goes over it, as with TLS through a proxy
	spoken  bool // something was sent
	awaited bool // the answer to a request has not ended
	answer  framing
	begun   bool   // a byte of the answer came
	beyond  []byte // the beginning of what came after it
	sent    int    // bytes of the request
	unread  bool   // the connection ended before it took the whole request
	over    bool   // nothing that comes next could be told from what came beyond
}

// mostBeyond is how much is kept of what comes beyond an answer.
const mostBeyond = 256

func newWire(c net.Conn) *wire { return &wire{Conn: c, in: bufio.NewReaderSize(c, 16<<10)} }

func (c *wire) Read(p []byte) (int, error) {
	if _, err := c.in.Peek(1); err != nil {
		return 0, err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	switch {
	case c.opaque || !c.spoken:
		return c.in.Read(p) // what is there, without a wait
	case c.over || !c.awaited:
		c.end()
		return 0, io.EOF
	}
	here, _ := c.in.Peek(min(len(p), c.in.Buffered()))
	n := copy(p, here[:c.answer.take(here)])
	_, _ = c.in.Discard(n)
	c.begun = true
	if c.awaited = c.answer.at != ended; !c.awaited && c.in.Buffered() > 0 {
		c.end()
	}
	return n, nil
}

// end keeps the beginning of what nobody asked for, once.
func (c *wire) end() {
	if more, _ := c.in.Peek(min(mostBeyond, c.in.Buffered())); !c.over && !timedOut(more) {
		c.beyond = bytes.Clone(more)
	}
	c.over = true
}

// timedOut reports whether a server says that it ends an idle connection, as it
// may without being asked (RFC 9110, 15.5.9).
func timedOut(text []byte) bool {
	return len(text) >= len("HTTP/1.x 408") && bytes.HasPrefix(text, []byte("HTTP/1.")) && bytes.HasPrefix(text[8:], []byte(" 408"))
}

func (c *wire) Write(p []byte) (int, error) {
	c.lock.Lock()
	if c.over && !c.awaited {
		c.lock.Unlock()
		return 0, io.ErrClosedPipe // net/http takes another connection
	}
	c.begins(p)
	unread := c.unread
	c.lock.Unlock()
	if unread {
		return len(p), nil
	}
	n, err := c.Conn.Write(p)
	c.lock.Lock()
	defer c.lock.Unlock()
	c.sent += n
	if err != nil && !c.opaque && c.sent > 0 {
		// A server may answer and end the connection without reading a body whole
		// (RFC 9110, 15.5.14): what it has answered is still there to be read.
		c.unread = true
		return len(p), nil
	}
	return n, err
}

// CloseWrite ends one direction, as a changed protocol may.
func (c *wire) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// begins takes note of a request that begins with these bytes. Nothing goes out
// before the answer to the one before it has ended.
func (c *wire) begins(p []byte) {
	method, _, found := strings.Cut(string(p[:min(len(p), 32)]), " ")
	request := found && method != "" && strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	if !c.spoken {
		c.spoken, c.opaque = true, !request || method == http.MethodConnect || method == "PRI"
	}
	if request && !c.awaited {
		c.awaited, c.answer, c.begun, c.beyond, c.sent, c.unread = true, framing{method: method}, false, nil, 0, false
	}
}

// readable reports whether what goes over the connection can be read here.
func (c *wire) readable() bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	return !c.opaque
}

// cutShort reports whether the connection ended before it took the whole request,
// which net/http does not hear of.
func (c *wire) cutShort() bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.unread
}

// wrong returns what is wrong with the head of the last answer.
func (c *wire) wrong() []Problem {
	c.lock.Lock()
	defer c.lock.Unlock()
	return slices.Clone(c.answer.wrong)
}

// saw returns what is known of the last request: whether a byte of its answer
// came, how many of its own went out, and what came beyond its answer.
func (c *wire) saw() (begun bool, sent int, beyond []byte) {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.begun, c.sent, c.beyond
}

// wired copies a transport so that its connections are wires, but for those that
// speak HTTP/2, which frames everything, and where somebody dials TLS himself.
func wired(base *http.Transport) *http.Transport {
	t := base.Clone()
	dial := t.DialContext
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
		//lint:ignore SA1019 a caller may still set it
		if old := t.Dial; old != nil {
			dial = func(_ context.Context, network, address string) (net.Conn, error) { return old(network, address) }
		}
	}
	// Without that, net/http speaks no HTTP/2 where it does not dial itself.
	t.ForceAttemptHTTP2 = t.ForceAttemptHTTP2 || t.TLSClientConfig != nil && slices.Contains(t.TLSClientConfig.NextProtos, "h2")
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return newWire(c), nil
	}
	//lint:ignore SA1019 a caller may still set it
	if t.DialTLSContext != nil || t.DialTLS != nil {
		return t
	}
	t.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return secured(ctx, t, c, address)
	}
	return t
}

// secured speaks TLS over a connection, as net/http does.
func secured(ctx context.Context, t *http.Transport, c net.Conn, address string) (net.Conn, error) {
	config := &tls.Config{}
	if t.TLSClientConfig != nil {
		config = t.TLSClientConfig.Clone()
	}
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(address)
	}
	if t.TLSHandshakeTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, t.TLSHandshakeTimeout)
		defer cancel()
	}
	secure := tls.Client(c, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		return nil, err
	}
	if protocol := secure.ConnectionState().NegotiatedProtocol; protocol != "" && protocol != "http/1.1" {
		return secure, nil
	}
	return newWire(secure), nil
}
