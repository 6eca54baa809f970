package contracttest

import (
	"encoding/base64"
	"net/http"
	"net/url"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// unknownToken is a token that no server knows.
const unknownToken = "unknown-token-of-a-contract-test"

const tokenInURL = "it would put the token into a URL, where logs keep it; judged on the loopback only"

// credentialsChecks: whatever is not the documented credentials is refused.
func credentialsChecks(d *document, o *operation) []*check {
	name, scheme := o.scheme()
	if scheme == nil || o.response(http.StatusUnauthorized) == nil {
		return nil
	}
	bearer := scheme.Type == "http"
	variants := []struct {
		id, title string
		risky     string
		put       func(header http.Header, query url.Values, token string)
	}{
		{"none", "no credentials", "", func(http.Header, url.Values, string) {}},
		{"unknown", "an unknown token", "", func(h http.Header, q url.Values, _ string) { put(scheme, h, q, unknownToken) }},
		{"empty", "an empty token", "", func(h http.Header, q url.Values, _ string) { put(scheme, h, q, "") }},
		{"prefixed", "the token with something before it", "", func(h http.Header, q url.Values, t string) { put(scheme, h, q, "x"+t) }},
		{"null", "null as the token", "", func(h http.Header, q url.Values, _ string) { put(scheme, h, q, "null") }},
		{"wildcard", "a wildcard as the token", "", func(h http.Header, q url.Values, _ string) { put(scheme, h, q, "%") }},
		{"sql", "SQL as the token", "", func(h http.Header, q url.Values, _ string) { put(scheme, h, q, "'OR'1'='1") }},
	}
	if bearer {
		variants = append(variants, []struct {
			id, title string
			risky     string
			put       func(header http.Header, query url.Values, token string)
		}{
			{"scheme", "the token under another scheme", "", func(h http.Header, _ url.Values, t string) { h.Set("Authorization", "Basic "+t) }},
			{"basic", "the token as the user of Basic", "", func(h http.Header, _ url.Values, t string) {
				h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(t+":")))
			}},
			{"token-scheme", "the token under the scheme Token", "", func(h http.Header, _ url.Values, t string) { h.Set("Authorization", "Token "+t) }},
			{"digest-scheme", "the token under the scheme Digest", "", func(h http.Header, _ url.Values, t string) { h.Set("Authorization", "Digest "+t) }},
			{"malformed", "the token without a scheme", "", func(h http.Header, _ url.Values, t string) { h.Set("Authorization", t) }},
			{"query", "the token in the query", tokenInURL, func(_ http.Header, q url.Values, t string) { q.Set("access_token", t) }},
		}...)
	}
	var all []*check
	add := func(id, title, risky string, line int, put func(http.Header, url.Values, string)) {
		all = append(all, &check{
			Check: Check{ID: "/" + id, Line: line, Level: level(scheme.Extensions, o.response(http.StatusUnauthorized).Extensions),
				Title: sentence("%s refuses %s", o.id, title)},
			refusal: &refusal{want: []int{http.StatusUnauthorized}, standard: malformed(scheme, put), section: sectionInvalidRequest, risky: risky, spoil: func(_ *session, c *call, _ *payload) { c.send = put }},
			judge:   judgeRefused,
		})
	}
	for _, v := range variants {
		add(v.id, v.title, v.risky, schemeLine(d.spec, name), v.put)
		if v.id == "token-scheme" { // Rails reads the two words alike, and whoever says it has the good token
			all[len(all)-1].refusal.level = Should
		}
	}
	for _, m := range mutations {
		if o.effect.Kind == openapi.Adds { // were it another account's, something would be left there
			break
		}
		add(m.id, m.title, "", schemeLine(d.spec, name), func(h http.Header, q url.Values, t string) { put(scheme, h, q, m.given(t)) })
		last := all[len(all)-1]
		last.refusal.mutate, last.judge = m.of, judgeAlone
	}
	for _, v := range []struct{ in, risky string }{{"header", ""}, {"query", tokenInURL}} {
		if others := o.others(v.in); len(others) > 0 {
			_, line := where(others[0].Origin)
			add("other-"+v.in, "credentials of the schemes that it does not accept, in the "+v.in, v.risky, line, func(h http.Header, q url.Values, t string) {
				for _, other := range others {
					put(other, h, q, t)
				}
			})
		}
	}
	return all
}

func schemeLine(spec *openapi3.T, name string) int {
	if ref := spec.Components.SecuritySchemes[name]; ref != nil && ref.Value != nil {
		_, line := where(ref.Value.Origin)
		return line
	}
	return 0
}
