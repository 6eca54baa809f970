package contracttest

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// closable is a body that answers as net/http's does once it was closed.
type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Read(p []byte) (int, error) {
	if c.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	return c.Reader.Read(p)
}

func (c *closable) Close() error { c.closed = true; return nil }

func TestABodyThatHasEndedGoesOnToHaveEndedWhenItIsClosed(t *testing.T) {
	var broken atomic.Bool
	theirs := &closable{Reader: strings.NewReader("all of it")}
	ours := &watched{ReadCloser: theirs, broken: &broken}
	all, err := io.ReadAll(ours)
	require.NoError(t, err)
	require.Equal(t, "all of it", string(all))
	theirs.closed = true // by the server, as the answer begins
	_, err = ours.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
	require.False(t, broken.Load(), "the client did not break off")
}

func TestABodyThatTheClientLeavesUnfinishedIsBroken(t *testing.T) {
	var broken atomic.Bool
	ours := &watched{ReadCloser: &closable{Reader: io.MultiReader(strings.NewReader("half"), failing{})}, broken: &broken}
	_, err := io.ReadAll(ours)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.True(t, broken.Load())
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
