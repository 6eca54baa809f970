package badserver

import (
	"net/http"
	"regexp"
	"strings"
)

// oddCommon: what standards or common practice allow, though the document does
// not say so.
func (d *document) oddCommon() []Server {
	var all []Server
	add := func(family, name string, warn bool, answers func(s *site, r *request) *answer) {
		s := d.odd(family, name, func(s *site) serve {
			return func(r *request) *answer {
				if a := answers(s, r); a != nil {
					return a
				}
				return s.pass(r)
			}
		})
		all = append(all, warned(s, warn))
	}
	for _, o := range d.operations {
		if o.collection == nil || o != o.collection.replaces {
			continue
		}
		for _, method := range []string{http.MethodPatch, http.MethodPut} {
			if isTwin(o, method) && o.item.GetOperation(method) == nil {
				add(OddLenient, "takes "+method+" for "+o.method+" on "+o.path, true, d.routesAsTwin)
				add(OddLenient, "takes "+method+" for "+o.method+" and shows an item on "+o.path, true, func(s *site, r *request) *answer {
					if r.op == nil && r.path != nil && r.path.path == o.path && r.method == http.MethodGet {
						return jsonAnswer(http.StatusOK, map[string]any{})
					}
					return d.routesAsTwin(s, r)
				})
			}
		}
	}
	for _, p := range []struct {
		name, escaped string
		status        int
	}{{"a NUL", "%00", http.StatusBadRequest}, {"an escaped slash", "%2F", http.StatusNotFound}} {
		add(OddRefusal, "has a gateway that refuses "+p.name+" in a path with a page of HTML", true, func(_ *site, r *request) *answer {
			if !strings.Contains(strings.ToUpper(r.url.EscapedPath()), p.escaped) {
				return nil
			}
			return &answer{status: p.status, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)}
		})
	}
	all = append(all, d.odd(OddHeaders, "calls the charset utf8", answering(func(_ *request, a *answer) *answer {
		if strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
			a = a.clone()
			a.header.Set("Content-Type", "application/json; charset=utf8")
		}
		return a
	})))
	if d.bearer() {
		add(OddRefusal, "refuses an Authorization without a token with 400", true, func(_ *site, r *request) *answer {
			said := r.header.Get("Authorization")
			if r.op == nil || said == "" || strings.Contains(strings.TrimSpace(said), " ") || r.op.response(http.StatusBadRequest) == nil {
				return nil
			}
			return r.op.documented(http.StatusBadRequest)
		})
		add(OddRefusal, "refuses an Authorization that is no bearer token with 400 and a challenge", true, func(_ *site, r *request) *answer {
			said := r.header.Get("Authorization")
			if r.op == nil || said == "" || bearerToken.MatchString(said) || r.op.response(http.StatusBadRequest) == nil {
				return nil
			}
			a := r.op.documented(http.StatusBadRequest)
			a.header.Set("WWW-Authenticate", `Bearer error="invalid_request"`)
			return a
		})
	}
	return all
}

// bearerToken is what an Authorization looks like by RFC 6750.
var bearerToken = regexp.MustCompile(`(?i)^bearer +[A-Za-z0-9._~+/-]+=*$`)

// bearer reports whether an operation takes bearer tokens and documents what
// RFC 6750 answers a malformed request.
func (d *document) bearer() bool {
	for _, o := range d.operations {
		if o.bearer() {
			return true
		}
	}
	return false
}

func (o *operation) bearer() bool {
	return o.scheme != nil && o.scheme.Type == "http" && strings.EqualFold(o.scheme.Scheme, "bearer") && o.response(http.StatusBadRequest) != nil
}

// uncommon: what looks like common practice and is not.
func (d *document) uncommon(o *operation) []Server {
	var all []Server
	for _, f := range append(o.strangeKeys(), d.wrongCredentials(o)...) {
		how := func(name string, a *answer) {
			all = append(all, d.server(o, Refusal, f.name+" is refused with "+name, f.rules, failing(o, f, func() *answer { return a })))
		}
		switch f.name {
		case "a key with a quote", "zero as key":
			how("a page of HTML", &answer{status: http.StatusNotFound, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)})
		case "a key with a NUL", "a key with a slash":
			how("a JSON of another shape", jsonAnswer(http.StatusNotFound, []any{}))
			how("a page of HTML under 500", &answer{status: http.StatusInternalServerError, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)})
		case "no credentials", "an unknown token", "the good token under another scheme":
			if o.bearer() {
				how("400", o.documented(http.StatusBadRequest))
			}
			if o.bearer() && f.name == "the good token under another scheme" {
				other := o.documented(http.StatusBadRequest)
				other.header.Set("WWW-Authenticate", `Bearer error="invalid_token"`)
				how("400 and a challenge that names another error", other)
			}
		case "an empty token", "the good token without a scheme", "a wildcard as a token", "SQL as a token":
			if o.bearer() {
				how("400 and a page of HTML", &answer{status: http.StatusBadRequest, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)})
			}
		}
	}
	return all
}
