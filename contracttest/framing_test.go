package contracttest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheEndOfAnAnswerIsFoundInWhatComes(t *testing.T) {
	for name, test := range map[string]struct {
		method, answer string // which ends where its text does
		endless        bool
	}{
		"with a length":                             {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false},
		"with no body to come":                      {"GET", "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", false},
		"in HTTP/1.0 with a length":                 {"GET", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", false},
		"in HTTP/1.0 up to the end of all":          {"GET", "HTTP/1.0 200 OK\r\n\r\nhi", true},
		"without a length":                          {"GET", "HTTP/1.1 200 OK\r\n\r\nhi", true},
		"in chunks":                                 {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n4;a=b\r\nhell\r\n1\r\no\r\n0\r\n\r\n", false},
		"in chunks, with a trailer":                 {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nX: 7\r\nY: 8\r\n\r\n", false},
		"in chunks that HTTP/1.0 does not have":     {"GET", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
		"in chunks without a size":                  {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nhello", true},
		"in another transfer coding":                {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello", true},
		"under 204, whatever its length":            {"PUT", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", false},
		"under 204, in chunks or not":               {"PUT", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", false},
		"under 304":                                 {"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false},
		"to HEAD":                                   {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", false},
		"after others that tell of progress":        {"GET", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n.", false},
		"that changes the protocol":                 {"GET", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nanything", true},
		"with one length told twice":                {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n.", false},
		"with two lengths":                          {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n..", true},
		"with a length below zero":                  {"GET", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n..", true},
		"with bare line feeds":                      {"GET", "HTTP/1.1 200\nContent-Length: 1\n\n.", false},
		"with a header without a colon, and spaces": {"GET", "HTTP/1.1   200  OK\r\nno colon\r\nContent-Length:   1  \r\n\r\n.", false},
		"without a status line":                     {"GET", `{"a":1}` + "\r\n\r\n", true},
		"with a status that is no number":           {"GET", "HTTP/1.1 OK\r\n\r\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			const more = "HTTP/1.1 200 OK\r\n\r\nmore"
			for _, piece := range []int{1, 2, 7, len(test.answer) + len(more)} {
				f, taken := framing{method: test.method}, 0
				for text := test.answer + more; len(text) > 0; {
					n := min(piece, len(text))
					taken += f.take([]byte(text[:n]))
					text = text[n:]
				}
				if test.endless {
					require.Equal(t, len(test.answer)+len(more), taken, "in pieces of %d", piece)
					require.NotEqual(t, ended, f.at)
					continue
				}
				require.Equal(t, len(test.answer), taken, "in pieces of %d", piece)
				require.Equal(t, ended, f.at)
			}
		})
	}
}
