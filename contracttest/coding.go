package contracttest

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// unread are the registered content codings that Go's library does not undo.
var unread = []string{"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "aes128gcm"}

const (
	mostCodings = 3 // content codings of one body that are undone

	askedCoding = "gzip"     // for which the suite asks
	plainCoding = "identity" // for which it asks once: no coding
)

// decode undoes the content codings of the body, so that the judge reads what a
// client would. An error of type unjudged means that nobody here can read it,
// any other that the body is not what its Content-Encoding says; the body stays
// as it is then. So many bytes of the plain one are held in memory; what is
// beyond them is in a spool of its own, which whoever decodes has to close.
func (a *answer) decode(held int) error {
	codings := codingsOf(a.header)
	if len(codings) == 0 || len(a.body) == 0 {
		return nil
	}
	if len(codings) > mostCodings {
		return unjudged{Skip, fmt.Sprintf("the body has %d content codings, and at most %d are undone", len(codings), mostCodings)}
	}
	r := a.reader()
	for _, coding := range slices.Backward(codings) { // they stand in the order in which they were applied
		var err error
		if r, err = undo(coding, r); err != nil {
			return err
		}
	}
	plain := &spool{holds: held}
	if _, err := io.Copy(plain, r); err != nil {
		plain.close()
		return err
	}
	a.take(plain)
	return nil
}

// codingsOf are the codings that a Content-Encoding names, in small letters.
func codingsOf(header http.Header) []string {
	var codings []string
	for coding := range strings.SplitSeq(strings.Join(header.Values("Content-Encoding"), ","), ",") {
		if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "" && coding != "identity" {
			codings = append(codings, coding)
		}
	}
	return codings
}

func undo(coding string, body io.Reader) (io.Reader, error) {
	var r io.Reader
	var err error
	switch {
	case coding == "gzip" || coding == "x-gzip":
		r, err = gzip.NewReader(body)
	case coding == "deflate":
		r, err = inflate(body)
	case slices.Contains(unread, coding):
		return nil, unjudged{Skip, fmt.Sprintf("the body is compressed by %s, which cannot be read here: ask for gzip", coding)}
	default:
		return nil, fmt.Errorf("%q is no content coding of HTTP", coding)
	}
	if err != nil {
		return nil, err
	}
	return &upTo{r, mostBody}, nil
}

// inflate reads deflate. Some send it without its wrapper, and clients take it.
func inflate(body io.Reader) (io.Reader, error) {
	r := bufio.NewReader(body)
	head, err := r.Peek(2)
	const deflated, preset = 8, 0x20
	if err != nil || head[0]&0x0f != deflated || head[1]&preset != 0 || (int(head[0])<<8|int(head[1]))%31 != 0 {
		return flate.NewReader(r), nil
	}
	return zlib.NewReader(r)
}

// upTo reads so many bytes, and of what has more none.
type upTo struct {
	r    io.Reader
	left int
}

func (u *upTo) Read(p []byte) (int, error) {
	n, err := u.r.Read(p[:min(len(p), u.left+1)])
	if n > u.left {
		return 0, errTooLarge
	}
	u.left -= n
	return n, err
}

// decodeOwn undoes the coding of an answer, of which the suite itself has asked
// for one or for none, and keeps all of it in memory.
func (a *answer) decodeOwn(asked string) {
	want := "a content coding that was asked for, which is " + asked + ", or none"
	if asked == plainCoding {
		want = "no content coding, as " + plainCoding + " alone was asked for"
	}
	coded := len(a.body) > 0
	err := a.decode(mostBody)
	var unknown unjudged
	switch codings := codingsOf(a.header); {
	case err == nil && asked == plainCoding && len(codings) > 0 && coded:
		a.mistakes = append(a.mistakes, Problem{Level: Should, Pointer: "Content-Encoding", Expected: want, Actual: list(codings), Link: sectionAsked})
	case err == nil:
	case errors.Is(err, errTooLarge):
		a.err = fmt.Errorf("the body has more than %d bytes", mostBody)
	case errors.As(err, &unknown):
		a.miscode(want, strings.Join(a.header.Values("Content-Encoding"), ", "), sectionAsked)
	default:
		a.miscode(codingSaid(a.header), err.Error(), sectionEncoding)
	}
}

// miscode makes the body one that nobody can read, by the server's fault.
func (a *answer) miscode(expected, actual, link string) {
	a.unseen, a.miscoded = true, []Problem{{Level: Must, Pointer: "Content-Encoding", Expected: expected, Actual: actual, Link: link}}
}

func codingSaid(header http.Header) string {
	return "a body that is what its Content-Encoding says: " + strings.Join(header.Values("Content-Encoding"), ", ")
}
