package contracttest

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// hiddenOf are all that no report on a request may show: its credentials, and the
// values of its cookies, in the forms in which a server may send them back.
func hiddenOf(schemes openapi3.SecuritySchemes, r *http.Request) secrets {
	const shortest = 8 // bytes of a cookie's value; less is a word that stands in a text by chance
	found := secretsOf(schemes, r)
	for _, cookie := range r.Cookies() {
		if len(cookie.Value) >= shortest {
			found = append(found, cookie.Value)
		}
	}
	return found.echoed()
}

// echoed adds to the secrets of a request the forms in which a server may send
// them back: quoted, escaped, or taken out of Basic credentials.
func (s secrets) echoed() secrets {
	var all secrets
	add := func(text string) {
		if text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	plain := slices.Clone(s)
	for _, secret := range s {
		if pair, err := base64.StdEncoding.DecodeString(secret); err == nil {
			if _, password, ok := strings.Cut(string(pair), ":"); ok && len(password) > 2 && utf8.Valid(pair) {
				plain = append(plain, string(pair), password)
			}
		}
	}
	for _, secret := range plain {
		add(secret)
		if quoted, err := json.Marshal(secret); err == nil {
			add(string(quoted[1 : len(quoted)-1]))
		}
		quoted := strconv.Quote(secret)
		add(quoted[1 : len(quoted)-1])
		add(strings.ReplaceAll(secret, "/", `\/`))
		add(escape.Replace(secret)) // in a JSON pointer
		add(html.EscapeString(secret))
		add(url.QueryEscape(secret))
		add(url.PathEscape(secret))
	}
	return all.sorted()
}

// veil hides the secrets, and their beginnings too, which remain where a long
// text was cut.
func (s secrets) veil(text string) string {
	const least = 16 // bytes of a secret that are taken for its beginning
	text = s.hide(text)
	for _, secret := range s {
		if len(secret) <= least {
			continue
		}
		for i := strings.Index(text, secret[:least]); i >= 0; i = strings.Index(text, secret[:least]) {
			n := least
			for n < len(secret) && i+n < len(text) && text[i+n] == secret[n] {
				n++
			}
			text = text[:i] + shownToken + text[i+n:]
		}
	}
	return text
}

// veiled hides the secrets in problems.
func (s secrets) veiled(problems []Problem) []Problem {
	for i, p := range problems {
		problems[i].Pointer, problems[i].Expected, problems[i].Actual = s.veil(p.Pointer), s.veil(p.Expected), s.veil(p.Actual)
	}
	return problems
}
