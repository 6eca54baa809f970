package contracttest

import (
	"net/http"
	"net/url"
	"strings"
)

// pathVariants are paths that many servers take for the same one, though not
// always in the place where they look at the credentials.
var pathVariants = []struct {
	id, title string
	of        func(path string) string
}{
	{"slash", "with a slash after it", func(p string) string { return p + "/" }},
	{"slashes", "with two slashes before it", func(p string) string { return "/" + p }},
	{"case", "in upper case", strings.ToUpper},
	{"extension", "with .json after it", func(p string) string { return p + ".json" }},
	{"parameter", "with ;x after it", func(p string) string { return p + ";x" }},
}

// bypassChecks: without credentials no other way to write the path of an
// operation leads to it.
func bypassChecks(d *document, o *operation) []*check {
	name, scheme := o.scheme()
	if scheme == nil || o.response(http.StatusUnauthorized) == nil {
		return nil
	}
	var all []*check
	for _, v := range pathVariants {
		all = append(all, &check{
			Check: Check{ID: "/" + v.id, Line: schemeLine(d.spec, name), Level: level(scheme.Extensions, o.response(http.StatusUnauthorized).Extensions),
				Title: sentence("%s is not reached without credentials by its path %s", o.id, v.title)},
			refusal: &refusal{spoil: func(_ *session, c *call, body *payload) {
				c.send = func(http.Header, url.Values, string) {}
				path := v.of(c.path)
				if it := body.item; it != nil { // another key may be somebody else's
					key := url.PathEscape(it.key)
					path = strings.ReplaceAll(path, strings.ToUpper(key), key)
				}
				c.path = path
			}},
			judge: judgeBypass,
		})
	}
	return all
}

// judgeBypass takes any answer but a success: what is at another path is the
// server's own matter.
func judgeBypass(s *session, c *check) verdict {
	e, without := s.event(c)
	if e == nil {
		return without
	}
	if !e.x.answer.ok() {
		return verdict{}
	}
	return verdict{problems: []Problem{{Level: Must, Expected: "no success without credentials", Actual: summary(e.x)}}, exchanges: []Exchange{e.x.Exchange}}
}
