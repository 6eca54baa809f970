package contracttest

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// invalidRequest is the challenge by which RFC 6750 says that a request is
// malformed, also after or before those of other schemes.
var invalidRequest = regexp.MustCompile(`(?i)(?:^|,)\s*bearer\s(?:[^,]*,)*?\s*error\s*=\s*"?invalid_request"?\s*(?:,|$)`)

// bearerToken is an Authorization as RFC 6750 writes it.
var bearerToken = regexp.MustCompile(`(?i)^bearer +[a-z0-9._~+/-]+=*$`)

// A malformation is how a standard answers credentials that are not even well
// formed, where the document has its status for something else.
type malformation struct {
	status int
	said   func(token string) string // the Authorization that is sent
}

// malformed is how RFC 6750 answers an Authorization that is no bearer token
// by its grammar; nil of another scheme.
func malformed(scheme *openapi3.SecurityScheme, put func(http.Header, url.Values, string)) *malformation {
	if scheme.Type != "http" || !strings.EqualFold(scheme.Scheme, "bearer") {
		return nil
	}
	return &malformation{status: http.StatusBadRequest, said: func(token string) string {
		header := http.Header{}
		put(header, url.Values{}, token)
		return header.Get("Authorization")
	}}
}

// excuses reports whether the standard has this answer for what was sent. What
// stands under another scheme is no credentials at all to RFC 6750, which has
// 401 for them; bearer middleware that answers 400 says in the challenge which
// error it takes them for, and no other 400 is excused there.
func (m *malformation) excuses(token string, a *answer) bool {
	if m == nil || a.status != m.status {
		return false
	}
	said := m.said(token)
	word, _, more := strings.Cut(said, " ")
	switch {
	case said == "" || bearerToken.MatchString(said):
		return false
	case !more || strings.EqualFold(word, "bearer"):
		return true
	}
	return slices.ContainsFunc(a.header.Values("WWW-Authenticate"), invalidRequest.MatchString)
}
