package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A colour is the ANSI parameter that switches it on.
type colour string

const (
	green  colour = "32"
	red    colour = "31"
	yellow colour = "33"
	bold   colour = "1"
	dim    colour = "2"
)

// paint colours a text if wanted. Pad before: the codes have no width.
func (p *printer) paint(c colour, s string) string {
	if !p.Color || s == "" {
		return s
	}
	return "\x1b[" + string(c) + "m" + s + "\x1b[0m"
}

// OneLine shows a text that may come from a server: in one line, at most limit
// characters of it, and nothing that a terminal would act upon.
func OneLine(s string, limit int) string {
	var b strings.Builder
	for i, n := 0, 0; i < len(s); n++ {
		if n == limit {
			fmt.Fprintf(&b, "… (%d bytes in all)", len(s))
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}
