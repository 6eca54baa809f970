package contracttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
)

// An answer is what a server sent back, read to its end.
type answer struct {
	context context.Context
	status  int
	header  http.Header
	body    []byte // whole, or as much of it as a spool holds in memory
	large   *spool // the whole body if it has more than that; else nil
	err     error  // why there is no whole answer; nil if there is one
	sent    *sentBody

	unseen   bool      // nobody here can read the body: only the rest is judged
	miscoded []Problem // what is wrong with its content coding

	mistakes []Problem // in how it came over the connection

	read  bool // value and wrong hold what readJSON said
	value any
	wrong error
}

// json reads the body strictly, once.
func (a *answer) json() (any, error) {
	if !a.read {
		a.read = true
		body, err := a.whole()
		if a.wrong = err; err == nil {
			a.value, a.wrong = readJSON(body)
		}
	}
	return a.value, a.wrong
}

// take makes what a spool keeps the body.
func (a *answer) take(s *spool) {
	a.body, a.large = s.head.Bytes(), nil
	if s.size > int64(len(a.body)) {
		a.large = s
	}
}

// pass takes in a body that has passed, and why it is not whole, if so.
func (a *answer) pass(s *spool, err error) {
	a.err = err
	if errors.Is(err, errTooLarge) { // there is no verdict, and nothing to show for it
		return
	}
	a.take(s)
}

// reader reads the whole body from its beginning.
func (a *answer) reader() io.Reader {
	if a.large != nil {
		return a.large.reader()
	}
	return bytes.NewReader(a.body)
}

// whole is the body in memory, whatever its size. An error means that this
// machine has lost it.
func (a *answer) whole() ([]byte, error) {
	if a.large == nil {
		return a.body, nil
	}
	body := bytes.NewBuffer(make([]byte, 0, a.large.size+bytes.MinRead))
	_, err := body.ReadFrom(a.large.reader())
	return body.Bytes(), err
}

// size is that of the whole body, in bytes.
func (a *answer) size() int64 {
	if a.large != nil {
		return a.large.size
	}
	return int64(len(a.body))
}

func (a *answer) ok() bool { return a.err == nil && a.status >= 200 && a.status <= 299 }
