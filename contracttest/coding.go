package contracttest

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// unread are the registered content codings that Go's library does not undo.
var unread = []string{"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "aes128gcm"}

// mostCodings is how many content codings of one body are undone.
const mostCodings = 3

// decode undoes the content codings of a body, so that the judge reads what a
// client would: a caller that asks for gzip itself gets the body as it came. An
// error of type unjudged means that nobody here can read it, any other that the
// body is not what its Content-Encoding says.
func decode(header http.Header, body []byte) ([]byte, error) {
	var codings []string
	for coding := range strings.SplitSeq(strings.Join(header.Values("Content-Encoding"), ","), ",") {
		if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "" && coding != "identity" {
			codings = append(codings, coding)
		}
	}
	if len(codings) == 0 || len(body) == 0 {
		return body, nil
	}
	if len(codings) > mostCodings {
		return nil, unjudged{Skip, fmt.Sprintf("the body has %d content codings, and at most %d are undone", len(codings), mostCodings)}
	}
	for _, coding := range slices.Backward(codings) { // they stand in the order in which they were applied
		plain, err := undo(coding, body)
		if err != nil {
			return nil, err
		}
		body = plain
	}
	return body, nil
}

func undo(coding string, body []byte) ([]byte, error) {
	var r io.Reader
	var err error
	switch {
	case coding == "gzip" || coding == "x-gzip":
		r, err = gzip.NewReader(bytes.NewReader(body))
	case coding == "deflate":
		if r, err = zlib.NewReader(bytes.NewReader(body)); err != nil { // some send it without its wrapper, and clients take it
			r, err = flate.NewReader(bytes.NewReader(body)), nil
		}
	case slices.Contains(unread, coding):
		return nil, unjudged{Skip, fmt.Sprintf("the body is compressed by %s, which cannot be read here: ask for gzip", coding)}
	default:
		return nil, fmt.Errorf("%q is no content coding of HTTP", coding)
	}
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, mostBody+1))
	if err == nil && len(plain) > mostBody {
		return nil, errTooLarge
	}
	return plain, err
}
