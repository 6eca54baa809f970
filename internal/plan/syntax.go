package plan

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// illegible finds what no YAML file may have, with its line, so that the parser's
// word for it, which has no line, is not needed.
func illegible(data []byte) (line int, what string) {
	line = 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return line, "the file is not UTF-8 here"
		case r == '\n':
			line++
		case r < ' ' && r != '\t' && r != '\r', r == 0x7f:
			return line, "a control character: " + strconv.QuoteRuneToASCII(r)
		}
		i += size
	}
	return 0, ""
}

// syntax makes a problem of an error of the parser, which counts lines from 0 in
// some of its errors and from 1 in others, and leaves out the first.
func syntax(data []byte, err error) Problem {
	p := Problem{Line: 1, Text: strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := regexp.MustCompile(`^line ([0-9]+): (.*)$`).FindStringSubmatch(p.Text); m != nil {
		p.Line, _ = strconv.Atoi(m[1]) // digits; too many of them end at the file's last line
		p.Text = m[2]
		if regexp.MustCompile(`^did not find expected (<|node content|'-'|key$|',' or)`).MatchString(p.Text) {
			p.Line++
		}
	}
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	p.Line = min(max(p.Line, 1), len(lines))
	if m := regexp.MustCompile(`^unknown anchor '(.*)' referenced`).FindStringSubmatch(p.Text); m != nil {
		p.Text = "*" + legible(m[1]) + " is an alias: write out what it stands for"
		if at := bytes.Index(data, []byte("*"+m[1])); at >= 0 {
			p.Line = 1 + bytes.Count(data[:at], []byte("\n"))
		}
		return p
	}
	for i, l := range lines { // the parser's word for it does not name the tab
		if blank := l[:len(l)-len(bytes.TrimLeft(l, " \t"))]; bytes.IndexByte(blank, '\t') >= 0 {
			return Problem{i + 1, "a tab: YAML is indented with spaces"}
		}
	}
	p.Text = "not YAML: " + legible(p.Text)
	return p
}
