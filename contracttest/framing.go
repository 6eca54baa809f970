package contracttest

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
)

// A framing finds where an answer of HTTP/1 ends in what comes over a
// connection (RFC 9112, section 6). What it cannot read it takes for an answer
// without an end: net/http, which reads it too, says what is wrong with it.
type framing struct {
	method  string // of the request
	at      stage
	line    []byte // of the head, or around the chunks, so far
	status  int    // 0 before the first line
	old     bool   // HTTP/1.0, which has no chunks
	sized   bool
	chunked bool
	left    int64     // bytes of the body, or of the chunk with its line's end, still to come
	wrong   []Problem // in the head, that net/http puts up with
}

// A stage is the part of an answer that comes next.
type stage int

const (
	inHead stage = iota
	inBody
	inSize // the line before a chunk
	inChunk
	inTrailer
	endless // as long as the connection
	ended
)

// mostLine is how long a line of a head may be; net/http takes less as a whole.
const mostLine = 1 << 20

// take reads on, and returns how many of the bytes belong to the answer.
func (f *framing) take(p []byte) int {
	taken := 0
	for taken < len(p) && f.at != ended {
		rest := p[taken:]
		switch f.at {
		case endless:
			return len(p)
		case inBody, inChunk:
			n := min(f.left, int64(len(rest)))
			f.left -= n
			taken += int(n)
			if f.left == 0 && f.at == inBody {
				f.at = ended
			} else if f.left == 0 {
				f.at = inSize
			}
		default:
			end := bytes.IndexByte(rest, '\n')
			if end < 0 {
				if f.line = append(f.line, rest...); len(f.line) > mostLine {
					f.at = endless
				}
				return len(p)
			}
			line := string(append(f.line, rest[:end]...))
			f.line = f.line[:0]
			taken += end + 1
			f.next(strings.TrimSuffix(line, "\r"))
		}
	}
	return taken
}

// next reads a line.
func (f *framing) next(line string) {
	switch {
	case f.at == inTrailer && line == "":
		f.at = ended
	case f.at == inTrailer:
	case f.at == inSize:
		digits, _, _ := strings.Cut(line, ";")
		size, err := strconv.ParseUint(strings.TrimSpace(digits), 16, 62)
		switch {
		case err != nil:
			f.at = endless
		case size == 0:
			f.at = inTrailer
		default:
			f.at, f.left = inChunk, int64(size)+2
		}
	case f.status == 0:
		version, rest, _ := strings.Cut(line, " ")
		number, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		status, err := strconv.Atoi(number)
		if err != nil || status < 100 || !strings.HasPrefix(version, "HTTP/1.") {
			f.at = endless
		}
		f.status, f.old = status, version == "HTTP/1.0"
	case line == "":
		f.body()
	default:
		f.header(line)
	}
}

func (f *framing) header(line string) {
	name, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch bare := strings.TrimRight(name, " \t"); {
	case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"):
		f.wrong = append(f.wrong, Problem{Level: Must, Expected: "each header in one line", Actual: "one that goes on in the next", Link: sectionFolding})
		return
	case bare != name:
		f.wrong = append(f.wrong, Problem{Level: Must, Pointer: bare, Expected: "a colon directly after the header's name", Actual: "blanks before it", Link: sectionFields})
	}
	switch http.CanonicalHeaderKey(name) {
	case "Content-Length":
		n, err := strconv.ParseUint(value, 10, 62)
		if err != nil || f.sized && f.left != int64(n) {
			f.at = endless
		}
		f.sized, f.left = true, int64(n)
	case "Transfer-Encoding":
		if f.chunked = strings.EqualFold(value, "chunked"); !f.chunked || f.old {
			f.at = endless
		}
	}
}

// body says what comes after the head.
func (f *framing) body() {
	if f.sized && f.chunked {
		f.wrong = append(f.wrong, Problem{Level: Must, Pointer: "Content-Length", Expected: "none beside Transfer-Encoding", Actual: "both: who reads one and who reads the other see different answers", Link: sectionBoth})
	}
	switch {
	case f.status == http.StatusSwitchingProtocols:
		f.at = endless
	case f.status < 200: // it tells of progress: the answer is still to come
		*f = framing{method: f.method, wrong: f.wrong}
	case noBody(f.method, f.status):
		f.at = ended
	case f.chunked:
		f.at = inSize
	case f.sized && f.left == 0:
		f.at = ended
	case f.sized:
		f.at = inBody
	default:
		f.at = endless
	}
}
