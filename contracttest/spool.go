package contracttest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
)

// mostHeld is how many bytes of a body that passes stay in memory.
const mostHeld = 1 << 20

// A spool keeps a body that passes: as much as it holds in memory, the rest in
// a temporary file, so that the memory of a judge does not grow with the lists
// that pass it. Bodies have people's names in them: the file has no name of its
// own where the system allows that, and is encrypted by a key that is nowhere
// but in memory, so that a kill leaves nothing that could be read. Where no file
// can be made all of it stays in memory. The zero value is ready to be used.
type spool struct {
	holds int // bytes in memory; 0 means mostHeld

	head bytes.Buffer
	size int64
	err  error // why the rest is lost; it is no fault of a server

	file    *os.File
	named   bool // the file has to be removed when it is closed
	block   cipher.Block
	stream  cipher.Stream
	pending []byte // not written yet, and not encrypted
	nofile  bool
}

// Write never fails: what was lost shows when the spool is read.
func (s *spool) Write(p []byte) (int, error) {
	n := len(p)
	s.size += int64(n)
	if s.holds == 0 {
		s.holds = mostHeld
	}
	if s.file == nil {
		room := max(0, s.holds-s.head.Len())
		if n <= room || s.nofile || !s.open() {
			s.head.Write(p)
			return n, nil
		}
		s.head.Write(p[:room])
		p = p[room:]
	}
	for len(p) > 0 && s.err == nil {
		taken := min(len(p), cap(s.pending)-len(s.pending))
		s.pending, p = append(s.pending, p[:taken]...), p[taken:]
		if len(s.pending) == cap(s.pending) {
			s.stream.XORKeyStream(s.pending, s.pending)
			_, s.err = s.file.Write(s.pending)
			s.pending = s.pending[:0]
		}
	}
	return n, nil
}

// open makes the file, and reports whether there is one.
func (s *spool) open() bool {
	file, err := os.CreateTemp("", "custmgr-body-*") // with mode 0600
	if err != nil {
		s.nofile = true
		return false
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // it cannot fail
	if s.block, err = aes.NewCipher(key); err != nil {
		panic(err) // such a key has the right length
	}
	s.file, s.named = file, os.Remove(file.Name()) != nil
	s.stream, s.pending = s.decipher(), make([]byte, 0, 64<<10)
	return true
}

// decipher makes a stream from the file's beginning. A key is used once, so that
// its counter may begin at nought.
func (s *spool) decipher() cipher.Stream {
	return cipher.NewCTR(s.block, make([]byte, aes.BlockSize))
}

// reader reads all that was written, from its beginning.
func (s *spool) reader() io.Reader {
	head := bytes.NewReader(s.head.Bytes())
	if s.file == nil {
		return head
	}
	written := s.size - int64(s.head.Len()) - int64(len(s.pending))
	rest := &cipher.StreamReader{S: s.decipher(), R: io.NewSectionReader(s.file, 0, written)}
	return &spoolReader{io.MultiReader(head, rest, bytes.NewReader(s.pending)), s}
}

// spoolReader remembers that a spool could not be read.
type spoolReader struct {
	io.Reader
	spool *spool
}

func (r *spoolReader) Read(p []byte) (int, error) {
	if r.spool.err != nil {
		return 0, r.spool.err
	}
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		r.spool.err = err
	}
	return n, err
}

// lost says that there is no verdict, because of this machine and not of a
// server; it is nil if nothing was lost.
func (s *spool) lost() error {
	if s == nil || s.err == nil {
		return nil
	}
	why := s.err
	var at *os.PathError // its path is of no use: the file is gone
	if errors.As(why, &at) {
		why = at.Err
	}
	return unjudged{Invalid, fmt.Sprintf("the body could not be kept in a temporary file: %v", why)}
}

// close gives the file back. It may be called of nil, and twice.
func (s *spool) close() {
	if s == nil || s.file == nil {
		return
	}
	_ = s.file.Close() // nobody will read it
	if s.named {
		_ = os.Remove(s.file.Name())
	}
	s.file = nil
}
