package contracttest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
)

// A leak is what an answer shows of the inside of a server.
type leak struct {
	what    string
	pattern *regexp.Regexp
}

var leaks = []leak{
	{"a stack trace", regexp.MustCompile(`goroutine \d+ \[|Traceback \(most recent call last\)|\bat [\w$.]+\([\w]+\.(java|kt|scala|js|ts|cs):\d+|\bat [\w$.<>]+\(.*\) in \S+:line \d+|\w\.(rb|py|php|go|js|ts|ex):\d+(:in|\b)|panic: |Stack trace:`)},
	{"a path of the server", regexp.MustCompile(`(?m)(^|[\s"'(=])(/(home|var|usr|opt|srv|app|root|tmp|etc)/[\w.-]+/[\w./-]+|[A-Z]:\\[\w.-]+\\)`)},
	{"SQL", regexp.MustCompile(`(?s)\b(SELECT\b.+\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b|(?i:\bselect\b.+\bfrom\b.+\bwhere\b.*[=?$])|SQLSTATE|ORA-\d{5}|\bpq: |PG::|sqlite3?\.|mysql_`)},
	{"an exception's class", regexp.MustCompile(`\b([A-Z]\w+::)+[A-Z]\w*(Error|Exception|Invalid|NotFound)\b|\b\w+(\.\w+)+\.[A-Z]\w*(Error|Exception)\b`)},
}

// leaksChecks: no answer of an operation shows the inside of the server.
func leaksChecks(d *document, o *operation) []*check {
	return []*check{{
		Check: Check{Line: o.line, Link: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
			Title: sentence("no answer of %s shows credentials, stack traces, paths or SQL", o.id)},
		late:  looking,
		judge: judgeLeaks,
	}}
}

func judgeLeaks(s *session, c *check) verdict {
	seen := s.seen[c.op]
	if seen == nil {
		return skipped("no call of it was sent in this run")
	}
	return verdict{problems: seen.problems, exchanges: seen.exchanges}
}

// An inspection is what all the answers of an operation showed.
type inspection struct {
	clean     map[string]bool // bodies in which there is nothing: most refusals are the same
	problems  []Problem
	exchanges []Exchange
}

// inspect looks for leaks in an answer. Only errors are searched for traces of
// the inside: what people call themselves in an account is theirs.
func (s *session) inspect(x *exchange, token string) {
	if x.call.op == nil {
		return
	}
	seen := s.seen[x.call.op]
	if seen == nil {
		seen = &inspection{}
		s.seen[x.call.op] = seen
	}
	if len(seen.problems) > 0 || x.answer.err != nil {
		return
	}
	found := func(level Level, what, actual string) {
		seen.problems = append(seen.problems, Problem{Level: level, Expected: "no " + what, Actual: actual})
		seen.exchanges = append(seen.exchanges, as(Act, x))
	}
	body := x.answer.legible()
	const shortest = 16 // a shorter token may be a word of the language
	for _, secret := range []string{token, unknownToken, s.target.Token, s.target.OtherToken} {
		if len(secret) < shortest {
			continue
		}
		coded := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret)), "=")
		shows := func(text string) bool { return strings.Contains(text, secret) || strings.Contains(text, coded) }
		if shows(body) {
			found(Must, "credentials in an answer", "a token that was sent stands in the body")
			return
		}
		for name, values := range x.answer.header {
			if shows(strings.Join(values, " ")) {
				found(Must, "credentials in an answer", fmt.Sprintf("a token that was sent stands in the header %s", name))
				return
			}
		}
	}
	if x.answer.status < 400 || seen.clean[body] {
		return
	}
	for _, l := range leaks {
		if m := l.pattern.FindString(body); m != "" {
			found(Should, l.what+" in an answer", excerpt([]byte(m)))
			return
		}
	}
	if seen.clean == nil {
		seen.clean = map[string]bool{}
	}
	seen.clean[body] = true
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
