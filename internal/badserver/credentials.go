package badserver

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// inQuery is the query parameter in which RFC 6750 once allowed a token.
const inQuery = "access_token"

// places of credentials, of whatever scheme.
func (d *document) credentialPlaces() (headers, queries []string) {
	headers, queries = []string{"Authorization", "Cookie"}, []string{inQuery}
	if d.spec.Components != nil {
		for _, name := range sorted(d.spec.Components.SecuritySchemes) {
			switch scheme := d.spec.Components.SecuritySchemes[name].Value; {
			case scheme.Type == "apiKey" && scheme.In == "header":
				headers = append(headers, http.CanonicalHeaderKey(scheme.Name))
			case scheme.Type == "apiKey" && scheme.In == "query":
				queries = append(queries, scheme.Name)
			}
		}
	}
	return headers, queries
}

// credentials reads those of a request.
func (s *site) credentials(r *request) secret {
	found := secret{header: http.Header{}, query: url.Values{}}
	headers, queries := s.doc.credentialPlaces()
	for _, name := range headers {
		if v, ok := r.header[name]; ok {
			found.header[name] = v
		}
	}
	asked := r.url.Query()
	for _, name := range queries {
		if v, ok := asked[name]; ok {
			found.query[name] = v
		}
	}
	if scheme := r.op.scheme; scheme != nil {
		found.text, _ = given(scheme, r)
	}
	return found
}

func (t secret) known() bool { return t.text != "" }

// given reads the token of a scheme out of a request.
func given(scheme *openapi3.SecurityScheme, r *request) (token string, ok bool) {
	switch {
	case scheme.Type == "apiKey" && scheme.In == "query":
		return r.url.Query().Get(scheme.Name), r.url.Query().Has(scheme.Name)
	case scheme.Type == "apiKey":
		v, ok := r.header[http.CanonicalHeaderKey(scheme.Name)]
		return strings.Join(v, ""), ok
	}
	word, token, _ := strings.Cut(r.header.Get("Authorization"), " ")
	return token, strings.EqualFold(word, scheme.Scheme)
}

// authorised returns the request with good credentials, as far as they are known.
func (s *site) authorised(r *request) *request {
	c := r.clone()
	headers, queries := s.doc.credentialPlaces()
	for _, name := range headers {
		c.header.Del(name)
	}
	query := c.url.Query()
	for _, name := range queries {
		query.Del(name)
	}
	for name, v := range s.token.header {
		c.header[name] = v
	}
	for name, v := range s.token.query {
		query[name] = v
	}
	c.url.RawQuery = query.Encode()
	return c
}

// authentic reports whether a request carries the good credentials.
func (s *site) authentic(r *request) bool {
	if r.op == nil || r.op.scheme == nil {
		return true
	}
	token, ok := given(r.op.scheme, r)
	return ok && s.token.known() && token == s.token.text
}

// wrongCredentials are the ways in which credentials can be wrong.
func (d *document) wrongCredentials(o *operation) []flaw {
	if o.scheme == nil || o.response(http.StatusUnauthorized) == nil {
		return nil
	}
	var all []flaw
	add := func(name string, is func(s *site, r *request) bool) {
		all = append(all, flaw{name: name, family: Credentials, rules: []string{"credentials"}, fix: func(s *site, r *request) *request {
			if !s.token.known() || s.authentic(r) || !is(s, r) {
				return nil
			}
			return s.authorised(r)
		}})
	}
	token := func(r *request) string { t, _ := given(o.scheme, r); return t }
	has := func(r *request) bool { _, ok := given(o.scheme, r); return ok }
	add("no credentials", func(s *site, r *request) bool {
		all := s.credentials(r)
		return len(all.header)+len(all.query) == 0
	})
	add("an empty token", func(_ *site, r *request) bool {
		return has(r) && token(r) == "" || strings.EqualFold(strings.TrimSpace(r.header.Get("Authorization")), o.scheme.Scheme) && o.scheme.Scheme != ""
	})
	add("an unknown token", func(s *site, r *request) bool {
		return has(r) && token(r) != "" && !strings.Contains(token(r), s.token.text)
	})
	add("a token that holds the good one", func(s *site, r *request) bool {
		return has(r) && strings.Contains(token(r), s.token.text)
	})
	like := func(name string, is func(good, token string) bool) {
		if o.effect.Kind == openapi.Adds { // what it adds may be in an account that the token belongs to
			return
		}
		add(name, func(s *site, r *request) bool {
			t := token(r)
			return has(r) && t != "" && t != s.token.text && is(s.token.text, t)
		})
	}
	like("a token that begins with the good one", func(good, t string) bool { return strings.HasPrefix(t, good) })
	like("a beginning of the good token", func(good, t string) bool { return strings.HasPrefix(good, t) && 2*len(t)+1 >= len(good) })
	like("a token of the good one's length", func(good, t string) bool { return len(t) == len(good) && !strings.EqualFold(good, t) })
	like("the good token but for its first byte", func(good, t string) bool { return t[1:] == good[1:] })
	like("the good token but for its last byte", func(good, t string) bool { return len(t) == len(good) && t[:len(t)-1] == good[:len(good)-1] })
	like("the good token in another case", strings.EqualFold)
	add("null as a token", func(_ *site, r *request) bool { return has(r) && token(r) == "null" })
	add("a wildcard as a token", func(_ *site, r *request) bool { return has(r) && (token(r) == "%" || token(r) == "*") })
	add("SQL as a token", func(_ *site, r *request) bool { return has(r) && strings.Contains(token(r), "'") })
	if o.scheme.Type == "http" {
		add("the good token as the user of Basic", func(s *site, r *request) bool {
			user, _, ok := (&http.Request{Header: r.header}).BasicAuth()
			return ok && user == s.token.text
		})
		add("the good token under the scheme Token", func(s *site, r *request) bool {
			return r.header.Get("Authorization") == "Token "+s.token.text
		})
		all[len(all)-1].accept = warnedOf // as some frameworks read it
		add("the good token under the scheme Digest", func(s *site, r *request) bool {
			return r.header.Get("Authorization") == "Digest "+s.token.text
		})
		add("the good token under another scheme", func(s *site, r *request) bool {
			word, rest, _ := strings.Cut(r.header.Get("Authorization"), " ")
			return rest == s.token.text && !strings.EqualFold(word, o.scheme.Scheme)
		})
		add("the good token without a scheme", func(s *site, r *request) bool { return r.header.Get("Authorization") == s.token.text })
		add("the good token in the query", func(s *site, r *request) bool { return r.url.Query().Get(inQuery) == s.token.text })
	}
	for _, in := range []string{"header", "query"} {
		names := d.otherSchemes(o, in)
		if len(names) == 0 {
			continue
		}
		add("credentials of a scheme that it does not accept, in the "+in, func(_ *site, r *request) bool {
			for _, name := range names {
				if in == "header" && r.header.Get(name) != "" || in == "query" && r.url.Query().Get(name) != "" {
					return true
				}
			}
			return false
		})
	}
	return all
}

// otherSchemes lists the headers or query parameters of the declared schemes
// that the operation does not accept.
func (d *document) otherSchemes(o *operation, in string) []string {
	var names []string
	for _, name := range sorted(d.spec.Components.SecuritySchemes) {
		if scheme := d.spec.Components.SecuritySchemes[name].Value; name != o.schemeName && scheme.Type == "apiKey" && scheme.In == in {
			names = append(names, scheme.Name)
		}
	}
	return names
}
