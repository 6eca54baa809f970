package badserver

import (
	"net/http"
	"strings"
)

// oddHeaders: a header may be written in many ways, and there may be more.
func (d *document) oddHeaders() []Server {
	var all []Server
	for _, media := range []string{
		"application/json", "application/json; charset=UTF-8", `application/json; charset="utf-8"`, "application/json;charset=utf-8",
		"Application/JSON; Charset=utf-8", "application/json ; charset=utf-8", `application/json; charset=utf-8; profile="of no meaning"`,
	} {
		all = append(all, d.odd(OddHeaders, "Content-Type is "+media, answering(func(_ *request, a *answer) *answer {
			if len(a.body) == 0 {
				return a
			}
			c := a.clone()
			c.header["Content-Type"] = []string{media}
			return c
		})))
	}
	extra := func(name string, header http.Header) {
		all = append(all, d.odd(OddHeaders, name, answering(func(_ *request, a *answer) *answer {
			c := a.clone()
			for k, v := range header {
				c.header[k] = v
			}
			return c
		})))
	}
	extra("adds headers of proxies and caches", http.Header{
		"X-Request-Id": {"7d1f3c1e"}, "Cache-Control": {"no-store", "max-age=0"}, "Etag": {`W/"7"`}, "Vary": {"Accept", "Origin"}, "Via": {"1.1 gateway"},
		"Age": {"0"}, "Strict-Transport-Security": {"max-age=31536000"}, "Server": {"odd/1.0 (very)"}, "Link": {"</docs>; rel=help"}, "Alt-Svc": {`h3=":443"`},
	})
	extra("sets cookies", http.Header{"Set-Cookie": {"a=1; HttpOnly", "b=2; Secure"}})
	extra("tells the quota", http.Header{"X-Ratelimit-Limit": {"60"}, "X-Ratelimit-Remaining": {"0"}, "Ratelimit-Policy": {"60;w=60"}})
	extra("asks for credentials with every answer", http.Header{"Www-Authenticate": {`Bearer realm="odd"`, `Basic realm="odd"`}})
	extra("tells where to find the item", http.Header{"Location": {"https://example.com/items/7"}, "Content-Location": {"/items/7"}})
	extra("has headers that look like paths of files", http.Header{
		"Location": {"/var/www/items/7.php"}, "Content-Location": {"/app/items/7.js"}, "Link": {"</srv/items/schema.py>; rel=help"}, "X-Request-Path": {"/app/items/7"},
		"X-Original-Url": {"https://example.com/usr/items/7"}, "Server": {"app/1.2"}, "Set-Cookie": {"a=b; Path=/", "c=d; Path=/opt/items/a.php"},
		"Content-Security-Policy": {"script-src /home/items/a.js"}, "Strict-Transport-Security": {"max-age=31536000; includeSubDomains"}, "X-Runtime": {"0.041"},
	})
	extra("announces its language and length in other words", http.Header{"Content-Language": {"en, de"}, "X-Content-Type-Options": {"nosniff"}})
	lower := d.odd(OddHeaders, "writes header names in lower case", answering(func(_ *request, a *answer) *answer {
		c := a.clone()
		c.send = func(w http.ResponseWriter) {
			w.Header()["Content-Type"] = nil // else net/http guesses one
			for name, v := range a.header {
				w.Header()[strings.ToLower(name)] = v
			}
			w.Header()["x-REQUEST-id"] = []string{"7"}
			w.WriteHeader(a.status)
			_, _ = w.Write(a.body)
		}
		return c
	}))
	lower.Network = true // a handler's header map is not what a client sees
	return append(all, lower)
}
