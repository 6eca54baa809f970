package contracttest

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// LeaksRule is the rule of what no answer may show. [Transport] and the other
// doors report a Result of it beside that of the rule response, and only for an
// answer that breaks it.
const LeaksRule = "leaks"

// A leak is what an error shows of the inside of a server.
type leak struct {
	what    string
	pattern *regexp.Regexp
	header  *regexp.Regexp // in a header; nil means the same
}

var leaks = []leak{
	{"stack trace", regexp.MustCompile(`goroutine \d+ \[|Traceback \(most recent call last\)|\bat [\w$.]+\([\w]+\.(java|kt|scala|js|ts|cs):\d+|\bat [\w$.<>]+\(.*\) in \S+:line \d+|\w\.(rb|py|php|go|js|ts|ex):\d+(:in|\b)|panic: |Stack trace:|\bat \S+\.(pl|pm|psgi) line \d+`), nil},
	{"path of the server", regexp.MustCompile(`(?m)(^|[\s"'(=])(/(home|var|usr|opt|srv|app|root|tmp|etc)/[\w.-]+/[\w./-]+|[A-Z]:\\[\w.-]+\\)`),
		// A header may hold the path of a URL, which has no ending.
		regexp.MustCompile(`(^|[\s"'(=])(/(home|var|usr|opt|srv|app|root|tmp|etc)/[\w./-]+\.(rb|py|php|go|js|ts|java|kt|cs|ex|rs|pl|so|jar|war|db|sqlite|sock|log|conf|ini|ya?ml|env)\b|[A-Z]:\\[\w.-]+\\)`)},
	{"SQL", regexp.MustCompile(`(?s)\b(SELECT\b.+\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b|(?i:\bselect\b.+\bfrom\b.+\bwhere\b.*[=?$])|SQLSTATE|ORA-\d{5}|\bpq: |PG::|sqlite3?\.|mysql_`), nil},
	{"exception's class", regexp.MustCompile(`\b([A-Z]\w+::)+[A-Z]\w*(Error|Exception|Invalid|NotFound)\b|\b\w+(\.\w+)+\.[A-Z]\w*(Error|Exception)\b|\bat \[Source: \(|\breference chain: [\w.$]+\[`), nil},
}

// unsearched are the headers that hold addresses, which may look like the paths of
// files, or nothing that a server says of a failure.
var unsearched = []string{"Accept", "Accept-Ranges", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Origin", "Age", "Allow", "Alt-Svc",
	"Cache-Control", "Connection", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-Security-Policy",
	"Content-Security-Policy-Report-Only", "Content-Type", "Date", "Etag", "Expires", "Keep-Alive", "Last-Modified", "Link", "Location", "Nel", "Pragma", "Refresh",
	"Report-To", "Reporting-Endpoints", "Retry-After", "Server", "Set-Cookie", "Sourcemap", "Strict-Transport-Security", "Transfer-Encoding", "Upgrade", "Vary", "Via"}

// leaksIn lists what an answer shows that none may: credentials, by their
// marks, and in an error the inside of the server.
func leaksIn(marks []mark, a *answer) []Problem {
	if echoed := echoesIn(marks, a); len(echoed) > 0 {
		return echoed
	}
	return insideIn(searched(a))
}

// searched returns the texts of an answer in which the inside of the server may
// show. Only errors have any: what people call themselves in an account is
// theirs.
func searched(a *answer) (body, headers string) {
	if a.status < 400 {
		return "", ""
	}
	var lines []string
	for _, name := range keys(a.header) {
		if !slices.Contains(unsearched, http.CanonicalHeaderKey(name)) {
			lines = append(lines, a.header[name]...)
		}
	}
	return a.legible(), strings.Join(lines, "\n")
}

// insideIn lists what the texts of an answer show of the inside of the server.
func insideIn(body, headers string) []Problem {
	found := func(l leak, place, text string) []Problem {
		return []Problem{{Level: Should, Expected: "no " + l.what + " in " + place, Actual: excerpt([]byte(text))}}
	}
	for _, l := range leaks {
		if text := l.pattern.FindString(body); text != "" {
			return found(l, "an answer", text)
		}
		pattern := l.pattern
		if l.header != nil {
			pattern = l.header
		}
		if text := pattern.FindString(headers); text != "" {
			return found(l, "a header", strings.TrimSpace(text))
		}
	}
	return nil
}

// leaksChecks: no answer of an operation shows the inside of the server.
func leaksChecks(d *document, o *operation) []*check {
	return []*check{{
		Check: Check{Line: o.line, Link: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
			Title: sentence("no answer of %s shows credentials, stack traces, paths or SQL", o.id)},
		late:  ending,
		judge: judgeLeaks,
	}}
}

func judgeLeaks(s *session, c *check) verdict {
	seen := s.seen[c.op]
	if seen == nil {
		return skipped("no call of it was sent in this run")
	}
	if _, scheme := c.op.scheme(); len(seen.problems) == 0 && scheme != nil && s.target.Token != "" && len(c.op.marksOf(s.target.Token)) == 0 {
		return skipped("the answers show no inside of the server, but the token is too short to be told from a word in them: give one of %d bytes or more", shortestToken)
	}
	return verdict{problems: seen.problems, exchanges: seen.exchanges}
}

// An inspection is what all the answers of an operation showed.
type inspection struct {
	clean     map[string]bool // errors in which there is nothing: most are the same
	problems  []Problem
	exchanges []Exchange
}

// inspect looks for leaks in an answer.
func (s *session) inspect(x *exchange) {
	if x.call.op == nil {
		return
	}
	seen := s.seen[x.call.op]
	if seen == nil {
		seen = &inspection{clean: map[string]bool{}}
		s.seen[x.call.op] = seen
	}
	if len(seen.problems) > 0 || x.answer.err != nil {
		return
	}
	found := echoesIn(s.marks, x.answer)
	body, headers := searched(x.answer)
	if key := body + "\x00" + headers; len(found) == 0 && !seen.clean[key] {
		found = insideIn(body, headers)
		seen.clean[key] = true
	}
	if len(found) > 0 {
		seen.problems, seen.exchanges = found, []Exchange{as(Act, x)}
	}
}

// legible is the body of an answer, followed by its texts as a reader of JSON
// sees them if any of them is escaped.
func (a *answer) legible() string {
	if bytes.IndexByte(a.body, '\\') < 0 {
		return string(a.body)
	}
	value, err := a.json()
	if err != nil {
		return string(a.body)
	}
	var b strings.Builder
	b.Write(a.body)
	var read func(v any)
	read = func(v any) {
		switch v := v.(type) {
		case string:
			b.WriteString("\n" + v)
		case []any:
			for _, e := range v {
				read(e)
			}
		case map[string]any:
			for name, e := range v {
				b.WriteString("\n" + name)
				read(e)
			}
		}
	}
	read(value)
	return b.String()
}
