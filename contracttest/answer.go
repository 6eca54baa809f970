package contracttest

import (
	"context"
	"net/http"
)

// An answer is what a server sent back, read to its end.
type answer struct {
	context context.Context
	status  int
	header  http.Header
	body    []byte
	err     error // why there is no whole answer; nil if there is one
	sent    *sentBody
	unseen  bool // nobody here can read the body: only the rest is judged

	mistakes []Problem // in how it came over the connection

	read  bool // value and wrong hold what readJSON said
	value any
	wrong error
}

// json reads the body strictly, once.
func (a *answer) json() (any, error) {
	if !a.read {
		a.read = true
		a.value, a.wrong = readJSON(a.body)
	}
	return a.value, a.wrong
}

func (a *answer) ok() bool { return a.err == nil && a.status >= 200 && a.status <= 299 }
