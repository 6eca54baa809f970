package contracttest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// secrets are the credentials that a request carries; no report shows them.
type secrets []string

// secretsOf collects the values of all places that a document, or HTTP, names
// for credentials.
func secretsOf(schemes openapi3.SecuritySchemes, r *http.Request) secrets {
	var found secrets
	add := func(text string) {
		if text != "" {
			found = append(found, text, url.QueryEscape(text))
		}
	}
	for _, name := range []string{"Authorization", "Proxy-Authorization"} {
		for _, v := range r.Header.Values(name) {
			_, credentials, ok := strings.Cut(v, " ")
			if !ok {
				credentials = v
			}
			add(strings.TrimSpace(credentials))
		}
	}
	for _, v := range r.Header.Values("Cookie") {
		add(v)
	}
	for _, ref := range schemes {
		if ref.Value == nil || ref.Value.Type != "apiKey" {
			continue
		}
		add(r.Header.Get(ref.Value.Name))
		add(r.URL.Query().Get(ref.Value.Name))
	}
	add(r.URL.Query().Get("access_token"))
	return found.sorted()
}

// sorted puts the longest first, so that no part of one stays.
func (s secrets) sorted() secrets {
	slices.SortFunc(s, func(a, b string) int { return len(b) - len(a) })
	return s
}

func (s secrets) hide(text string) string {
	for _, secret := range s {
		text = strings.ReplaceAll(text, secret, shownToken)
	}
	return text
}

// hideFirst returns the first bytes of a body. It hides before it cuts, so that
// no beginning of a secret is left at the end.
func (s secrets) hideFirst(body []byte, most int) string {
	text := s.hide(string(body[:min(len(body), 2*most)]))
	return text[:min(len(text), most)]
}

func (s secrets) clean(header http.Header) http.Header {
	shown := header.Clone()
	for name, values := range shown {
		for i, v := range values {
			values[i] = s.hide(v)
		}
		if name == "Set-Cookie" {
			shown[name] = []string{"[cookie]"}
		}
	}
	return shown
}

func (s secrets) cleanProblems(problems []Problem) []Problem {
	for i, p := range problems {
		problems[i].Pointer, problems[i].Expected, problems[i].Actual = s.hide(p.Pointer), s.hide(p.Expected), s.hide(p.Actual)
	}
	return problems
}
