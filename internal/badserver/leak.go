package badserver

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// blurts are what servers say of their inside when something goes wrong, in
// the languages that they are written in.
var blurts = []struct{ name, text string }{
	{"a stack trace of Go", "runtime error: index out of range [3] with length 3\n\ngoroutine 34 [running]:\nmain.(*store).find(0xc00011a000)\n\tstore.go:118 +0x1d"},
	{"a stack trace of Java", "Cannot invoke \"String.length()\"\n\tat com.example.store.Items.find(Items.java:118)\n\tat com.example.Main.main(Main.java:7)"},
	{"a stack trace of Ruby", "undefined method `id' for nil:NilClass\ncontrollers/items_controller.rb:41:in `update'"},
	{"a stack trace of Python", "Traceback (most recent call last):\n  File \"views.py\", line 41, in update\nKeyError: 'id'"},
	{"a stack trace of Node", "Cannot read properties of undefined (reading 'id')\n    at update (items.js:41:17)"},
	{"a stack trace of PHP", "Uncaught Error: Call to a member function save() on null in Item.php:41\nStack trace:\n#0 {main}"},
	{"a stack trace of .NET", "Object reference not set to an instance of an object.\n   at Example.Store.Find(Int32 id) in Store.cs:line 41"},
	{"a path of the server", "cannot open /var/lib/store/items.db: too many open files"},
	{"a path on its second line", "cannot open\n/var/lib/store/items.db"},
	{"a path of a Windows server", `cannot open C:\inetpub\store\items.mdb`},
	{"SQL", "cannot run SELECT * FROM items WHERE id = '41'"},
	{"SQL in several lines", "cannot run\nSELECT *\nFROM items\nWHERE id = '41'"},
	{"SQL in small letters", "could not execute [select item0_.id from items item0_ where item0_.id=?]"},
	{"an error of PostgreSQL", "PG::UniqueViolation: ERROR: duplicate key value violates unique constraint \"items_pkey\""},
	{"an error of a SQL driver", "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry '41' for key 'PRIMARY'"},
	{"an exception of Rails", "ActiveRecord::RecordNotFound: Couldn't find it"},
	{"an exception of Java", "org.hibernate.exception.GenericJDBCException: could not execute"},
	{"a place in a script of Perl", "Can't use an undefined value as a HASH reference at app.pl line 41."},
	{"what Jackson could not read", "Cannot deserialize value of type `long` from String \"x\": not a valid `long` value\n at [Source: (String)\"{\"; line: 1, column: 2] (through reference chain: Item[\"owner_id\"])"},
	{"an exception of .NET", "System.Data.SqlClient.SqlException: Timeout expired"},
}

// leaks: an answer shows the inside of the server, or somebody's credentials.
func (d *document) leaks(o *operation) []Server {
	var all []Server
	rules := []string{"leaks"}
	add := func(name string, behave func(*site) serve) { all = append(all, d.server(o, Leak, name, rules, behave)) }
	if len(o.refusedWith()) == 0 {
		return nil
	}
	for _, b := range blurts {
		add("refusals show "+b.name, onRefusals(o, func(a *answer) *answer { return a.saying(o, b.text) }))
		all[len(all)-1].Warned = true // nobody forbids it outright
	}
	for i, f := range o.refusedWith() {
		b := blurts[i]
		add(strconv.Itoa(f.status)+" shows "+b.name, onRefusal(o, f.status, func(a *answer) *answer { return a.saying(o, b.text) }))
		all[len(all)-1].Warned = true
	}
	for _, h := range whispers {
		add("refusals have "+h.what+" in a header", onRefusals(o, func(a *answer) *answer { return a.whispering(h) }))
		all[len(all)-1].Warned = true
	}
	return append(all, d.echoes(o)...)
}

// whispers are what frameworks in their debug mode say in headers.
var whispers = []whisper{
	{"a path of the server", "X-Debug-File", "/var/lib/store/items.db"},
	{"the line of a source file", "X-Debug-Exception-File", "src/Controller/Items.php:41"},
	{"an error of a SQL driver", "X-Debug-Exception", "SQLSTATE[23000]: Integrity constraint violation"},
	{"an exception of Rails", "X-Error", "ActiveRecord::RecordNotFound"},
	{"a path of a Windows server", "X-Sourcefiles", `C:\inetpub\store\items.cs`},
	{"a path, in their challenge,", "Www-Authenticate", `Bearer error_description="cannot open /var/lib/store/tokens.db"`},
}

type whisper struct{ what, header, value string }

func (a *answer) whispering(w whisper) *answer {
	c := a.clone()
	c.header.Set(w.header, w.value)
	return c
}

// onRefusals changes all documented refusals of an operation.
func onRefusals(o *operation, change func(*answer) *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op == o && a.status >= 400 && a.status <= 499 && o.response(a.status) != nil {
				return change(a)
			}
			return a
		}
	}
}

// saying puts a text where a refusal says what is wrong: into every free text
// of its schema.
func (a *answer) saying(o *operation, what string) *answer {
	schema, _ := content(o.response(a.status))
	if schema == nil {
		return a
	}
	for _, p := range places(schema) {
		if p.schema.Type.Is(openapi3.TypeString) && p.schema.VisitJSON(what) == nil {
			a = a.edited("/"+strings.Join(p.pointer, "/"), to(what))
		}
	}
	return a
}

// echoes: an answer shows the credentials that came with the request.
func (d *document) echoes(o *operation) []Server {
	if o.scheme == nil {
		return nil
	}
	var all []Server
	add := func(name string, success bool, change func(a *answer, token string) *answer) {
		all = append(all, d.server(o, Leak, name, []string{"leaks"}, func(s *site) serve {
			return func(r *request) *answer {
				a := s.pass(r)
				token, _ := given(o.scheme, r)
				if r.op != o || token == "" || a.ok() != success || !success && o.response(a.status) == nil {
					return a
				}
				return change(a, token)
			}
		}))
	}
	header := func(name string, value func(token string) string) func(a *answer, token string) *answer {
		return func(a *answer, token string) *answer {
			c := a.clone()
			c.header.Add(name, value(token))
			return c
		}
	}
	add("refusals quote the credentials", false, func(a *answer, token string) *answer { return a.saying(o, "not for "+token) })
	add("refusals quote the credentials between quotes", false, func(a *answer, token string) *answer { return a.saying(o, `not for "`+token+`"`) })
	add("refusals quote the credentials, escaped", false, func(a *answer, token string) *answer {
		const place = "[place of the token]" // in the JSON text, where no encoder escapes it once more
		escaped := strings.Trim(string(written(token, everyRune, sorted[any])), `"`)
		return a.with([]byte(strings.ReplaceAll(string(a.saying(o, "not for "+place).body), place, escaped)))
	})
	add("refusals have the credentials in a header", false, header("X-Debug-Request", func(t string) string { return "authorization=" + t }))
	add("refusals have the credentials in a cookie", false, header("Set-Cookie", func(t string) string { return "session=" + t + "; HttpOnly" }))
	add("refusals have the credentials in their challenge", false, header("Www-Authenticate", func(t string) string { return `Bearer error_description="unknown ` + t + `"` }))
	add("successes have the credentials in a header", true, header("X-Authorization", func(t string) string { return t }))
	add("successes have the credentials in a cookie", true, header("Set-Cookie", func(t string) string { return "session=" + t + "; HttpOnly" }))
	add("successes have the credentials in a link", true, header("Link", func(t string) string { return "</next?token=" + t + ">; rel=next" }))
	add("successes have the credentials in a header, as base64", true, header("X-Authorization", func(t string) string { return base64.StdEncoding.EncodeToString([]byte(t)) }))
	add("successes have the credentials in a link, percent-encoded", true, header("Link", func(t string) string { return "</next?token=" + url.QueryEscape(t) + ">; rel=next" }))
	add("successes have the credentials in a link, percent-encoded in small letters", true, header("Link", func(t string) string {
		return "</next?token=" + lowerHex.ReplaceAllStringFunc(url.QueryEscape(t), strings.ToLower) + ">; rel=next"
	}))
	add("refusals quote the credentials with entities of HTML", false, func(a *answer, token string) *answer {
		return a.saying(o, "<b>"+strings.NewReplacer("/", "&#x2F;", "=", "&#61;", "+", "&#43;", "-", "&#45;").Replace(token)+"</b>")
	})
	add("refusals quote the credentials with their slashes escaped", false, func(a *answer, token string) *answer {
		const place = "[place of the token]"
		return a.with([]byte(strings.ReplaceAll(string(a.saying(o, "not for "+place).body), place, strings.ReplaceAll(token, "/", `\/`))))
	})
	all = append(all, d.server(o, Leak, "successes have the credentials of the last other caller in a header", []string{"leaks"}, func(s *site) serve {
		last, other := "", ""
		return func(r *request) *answer {
			a := s.pass(r)
			if token, _ := given(o.scheme, r); token != "" && token != last {
				last, other = token, last
			}
			if r.op != o || !a.ok() || other == "" {
				return a
			}
			c := a.clone()
			c.header.Set("X-Served-Before", other)
			return c
		}
	}))
	if o.shows() || o.collection != nil && o.collection.list == o {
		add("successes have the credentials in an undocumented field", true, func(a *answer, token string) *answer {
			return a.edited("", func(v any) (any, bool) {
				if m, ok := v.(map[string]any); ok {
					m["debug"] = map[string]any{http.CanonicalHeaderKey("authorization"): token}
				}
				return v, true
			})
		})
	}
	return all
}

var lowerHex = regexp.MustCompile("%[0-9A-F]{2}")

func everyRune(rune) bool { return true }
