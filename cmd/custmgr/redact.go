package main

import (
	"encoding/json"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"
)

const (
	// leastSecret is the length in bytes from which a token is searched for. A
	// shorter one, such as the sandbox's, is a word that stands in a text by chance.
	leastSecret = 8
	// leastBeginning is how many of a token's first bytes are taken for it, as
	// they remain where a long text was cut.
	leastBeginning = 16
)

// A redactor writes [token] wherever the token, or the beginning of it, would be
// written. The packages below print no token of their own accord; this is for
// servers that echo what they were sent.
type redactor struct {
	w     io.Writer
	forms []string // in which the token may appear
	held  string   // the end of what was to be written, as long as it may become a token
}

// redacted puts a redactor before w.
func (a *app) redacted(w io.Writer) *redactor {
	r := &redactor{w: w}
	for _, token := range []string{a.env(envToken), a.env(envOtherToken)} {
		if len(token) < leastSecret {
			continue
		}
		quoted, _ := json.Marshal(token) // a string cannot fail
		for _, form := range []string{
			token, string(quoted[1 : len(quoted)-1]), strings.ReplaceAll(token, "/", `\/`), strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(token),
			html.EscapeString(token), url.QueryEscape(token), url.PathEscape(token),
		} {
			if !slices.Contains(r.forms, form) {
				r.forms = append(r.forms, form)
			}
		}
	}
	return r
}

// Write writes p, and keeps back no more than what may become a token.
func (r *redactor) Write(p []byte) (int, error) {
	text := r.held + string(p)
	r.held = ""
	var out strings.Builder
	for i := 0; i < len(text); {
		n, open := r.match(text[i:])
		switch {
		case open:
			r.held = text[i:]
			n = len(r.held)
		case n > 0:
			out.WriteString("[token]")
		default:
			out.WriteByte(text[i])
			n = 1
		}
		i += n
	}
	if _, err := io.WriteString(r.w, out.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// match returns how many bytes at the beginning of s are a token, or as much of
// one as counts. Open means that s ends before that can be said.
func (r *redactor) match(s string) (n int, open bool) {
	for _, form := range r.forms {
		same := 0
		for same < len(form) && same < len(s) && form[same] == s[same] {
			same++
		}
		if same == len(s) && same < len(form) {
			return 0, true
		}
		if same >= min(leastBeginning, len(form)) {
			n = max(n, same)
		}
	}
	return n, false
}

// Flush writes what was kept back: nothing follows that would make it a token.
func (r *redactor) Flush() error {
	held := r.held
	r.held = ""
	if len(held) >= leastBeginning {
		held = "[token]"
	}
	_, err := io.WriteString(r.w, held)
	return err
}
