package contracttest

import (
	"io"
	"net/http"
	"sync"
)

// A sentBody is the body of a request as it passes, kept for the report: without
// it nobody could make the call again. One that is not seen whole, or has more
// than mostShown bytes, is not kept at all, for part of it would mislead.
type sentBody struct {
	length int64 // as declared; -1 if unknown

	lock sync.Mutex // it may be read while the answer is judged
	kept []byte
	over bool // seen to its end
	more bool // than is kept
}

// keepSent has what is read of the request's body kept, and returns where; nil
// if there is no body. The request is changed: it must be a copy.
func keepSent(r *http.Request) *sentBody {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	s := &sentBody{length: r.ContentLength}
	r.Body = &sentReader{r.Body, s}
	if again := r.GetBody; again != nil {
		r.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			s.lock.Lock()
			s.kept, s.over, s.more = nil, false, false
			s.lock.Unlock()
			return &sentReader{body, s}, nil
		}
	}
	return s
}

// text is the body, if it was seen whole.
func (s *sentBody) text() string {
	if s == nil {
		return ""
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.more || !s.over && int64(len(s.kept)) != s.length {
		return ""
	}
	return string(s.kept)
}

func (s *sentBody) add(p []byte, err error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.over = s.over || err == io.EOF
	if s.more = s.more || len(s.kept)+len(p) > mostShown; s.more {
		s.kept = nil
		return
	}
	s.kept = append(s.kept, p...)
}

type sentReader struct {
	io.ReadCloser
	to *sentBody
}

func (b *sentReader) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.to.add(p[:n], err)
	return n, err
}
