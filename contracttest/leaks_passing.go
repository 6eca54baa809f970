package contracttest

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
)

const (
	piece   = 64 << 10 // bytes of a body that are searched at once
	overlap = 16 << 10 // what is looked for may stand on the border of two pieces
)

// leaksPassing looks in an answer for the credentials of its request, and in an
// error for the inside of the server. Where the answer is not whole, nobody looks.
func leaksPassing(o *operation, r *http.Request, a *answer) []Problem {
	if a.err != nil {
		return nil
	}
	var marks []mark
	for _, c := range credentialsIn(o.schemes, r.Header, r.URL.Query()) {
		marks = append(marks, marksOf(c)...)
	}
	switch {
	case a.size() > piece:
		return leaksInPieces(marks, a)
	case len(marks) > 0 || a.status >= 400:
		return leaksIn(marks, a)
	}
	return nil
}

// leaksInPieces goes through a large body piece by piece. It asks leaksIn of the
// first, and of others only where credentials may be, so that neither memory nor
// time grow much with the body: an error says what is wrong at its beginning.
func leaksInPieces(marks []mark, a *answer) []Problem {
	forms := make([][]byte, len(marks))
	for i, m := range marks {
		forms[i] = []byte(m.text)
	}
	buffer, plain := make([]byte, 0, piece), []byte(nil)
	body := a.reader()
	for first := true; ; first = false {
		n, err := io.ReadFull(body, buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		text := buffer
		if bytes.IndexByte(buffer, '\\') >= 0 {
			plain = appendUnescaped(append(append(plain[:0], buffer...), '\n'), buffer)
			text = plain
		}
		if first || slices.ContainsFunc(forms, func(form []byte) bool { return bytes.Contains(text, form) }) {
			part := *a
			part.body, part.large, part.read = text, nil, false
			if problems := leaksIn(marks, &part); len(problems) > 0 {
				return problems
			}
		}
		if err != nil || len(marks) == 0 {
			return nil
		}
		buffer = append(buffer[:0], buffer[len(buffer)-overlap:]...)
	}
}

// appendUnescaped appends a part of a JSON text, wherever it begins and ends, with
// its escapes undone as far as they may stand in credentials.
func appendUnescaped(to, part []byte) []byte {
	var code [2]byte
	for len(part) > 0 {
		at := bytes.IndexByte(part, '\\')
		if at < 0 || at+1 == len(part) {
			return append(to, part...)
		}
		to, part = append(to, part[:at]...), part[at+1:]
		if part[0] == 'u' && len(part) >= 5 {
			if _, err := hex.Decode(code[:], part[1:5]); err == nil && code[0] == 0 {
				to, part = append(to, code[1]), part[5:]
				continue
			}
		}
		to, part = append(to, part[0]), part[1:]
	}
	return to
}
