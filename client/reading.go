package client

import (
	"bytes"
	"strconv"
	"strings"
)

// A reading is a text as somebody reads it who resolves its escapes some number
// of times. It is in lower case: the names of headers, too, may be an echo.
type reading struct {
	text  []byte
	at    []int // where each byte began in the text itself, and where the last ended
	depth int   // how often escapes were resolved
}

// deepestEscape is how often escapes are resolved: JSON in a query in HTML, and
// once more.
const deepestEscape = 4

// readingOf reads a text as it stands.
func readingOf(s string) reading {
	r := reading{text: make([]byte, len(s)), at: make([]int, len(s)+1)}
	for i := range len(s) {
		r.text[i], r.at[i+1] = lower(s[i]), i+1
	}
	return r
}

// unescaped resolves the escapes of the reading once, and reports whether there
// were any. Which kind of text it is nobody knows, so that those of JSON and Go,
// of URLs, HTML and JSON pointers are all resolved.
func (r reading) unescaped() (reading, bool) {
	if r.depth == deepestEscape || !bytes.ContainsAny(r.text, `\%&~`) {
		return r, false
	}
	next := reading{text: make([]byte, 0, len(r.text)), at: make([]int, 0, len(r.at)), depth: r.depth + 1}
	for i := 0; i < len(r.text); {
		c, n := meant(r.text[i:])
		next.text, next.at = append(next.text, lower(c)), append(next.at, r.at[i])
		i += n
	}
	next.at = append(next.at, r.at[len(r.text)])
	return next, len(next.text) < len(r.text)
}

// meant returns the byte that a text in lower case means at its beginning, and
// how many bytes say so. What is not ASCII is no part of a token: any such byte
// stands for it.
func meant(b []byte) (c byte, n int) {
	const short, controls, foreign = `\/"'`, "bfnrt", 0xff
	next := func(i int) byte {
		if i < len(b) {
			return b[i]
		}
		return 0
	}
	hex := func(from, digits int) (byte, int) {
		if len(b) >= from+digits {
			if v, err := strconv.ParseUint(string(b[from:from+digits]), 16, 32); err == nil {
				return byte(min(v, foreign)), from + digits
			}
		}
		return b[0], 1
	}
	switch {
	case b[0] == '%':
		return hex(1, 2)
	case b[0] == '\\' && next(1) == 'u':
		return hex(2, 4)
	case b[0] == '\\' && next(1) == 'x':
		return hex(2, 2)
	case b[0] == '\\' && strings.IndexByte(short, next(1)) >= 0:
		return b[1], 2
	case b[0] == '\\' && strings.IndexByte(controls, next(1)) >= 0:
		return '\n', 2
	case b[0] == '~' && next(1) == '0':
		return '~', 2
	case b[0] == '~' && next(1) == '1':
		return '/', 2
	case b[0] == '&':
		return entity(b)
	}
	return b[0], 1
}

// entity returns what an entity of HTML means, and its length; the length of the
// ampersand alone if it is none.
func entity(b []byte) (byte, int) {
	if name, _, ok := bytes.Cut(b[1:min(len(b), 9)], []byte(";")); ok {
		if c := named(string(name)); c != 0 {
			return c, len(name) + 2
		}
	}
	const most = 20 // digits; leading zeros may be many
	text, base := string(b[1:min(len(b), 3+most)]), 10
	digits, ok := strings.CutPrefix(text, "#")
	if !ok {
		return b[0], 1
	}
	if after, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = after, 16
	}
	begin := 1 + len(text) - len(digits)
	digits = digits[:len(digits)-len(strings.TrimLeft(digits, "0123456789abcdef"[:base]))]
	v, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return b[0], 1
	}
	n := begin + len(digits)
	if n < len(b) && b[n] == ';' {
		n++ // browsers do without
	}
	return byte(min(v, 0xff)), n
}

// named returns the byte that an entity with a name means, of those that could
// be in a token; 0 for any other.
func named(name string) byte {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	case "plus":
		return '+'
	case "sol":
		return '/'
	case "equals":
		return '='
	case "lowbar":
		return '_'
	case "period":
		return '.'
	}
	return 0
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
