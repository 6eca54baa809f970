package badserver

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// bounds are the flaws of requests at the edge of what numbers, JSON and HTTP allow.
func (o *operation) bounds() []flaw {
	var all []flaw
	if o.body != nil && len(o.contentErrors()) > 0 {
		all = append(append(o.wrongNumbers(), o.breaches()...), o.strangeBodies()...)
	}
	return append(all, o.strangeKeys()...)
}

// edges are numbers that an integer's schema, or 64 bits, may not allow.
var edges = []struct {
	name   string
	sample json.Number
	is     func(n string) bool
}{
	{"zero", "0", func(n string) bool { return n == "0" }},
	{"negative", "-1", func(n string) bool { return strings.HasPrefix(n, "-") }},
	{"a fraction", "1.5", func(n string) bool { return strings.Contains(n, ".") }},
	{"beyond 64 bits", "9223372036854775808", func(n string) bool {
		_, err := strconv.ParseInt(n, 10, 64)
		return err != nil && strings.Trim(n, "0123456789") == ""
	}},
}

// wrongNumbers: a property, or an element of one, is an integer that it may not be.
func (o *operation) wrongNumbers() []flaw {
	var all []flaw
	for _, name := range sorted(o.body.Properties) {
		schema := o.body.Properties[name].Value
		of, each := schema, false
		if schema.Type.Is(openapi3.TypeArray) && schema.Items != nil {
			of, each = schema.Items.Value, true
		}
		if !takesIntegers(of) {
			continue
		}
		for _, e := range edges {
			if e.name != "beyond 64 bits" && of.VisitJSON(e.sample) == nil {
				continue
			}
			wrong := func(v any) bool {
				n, number := v.(json.Number)
				return number && e.is(n.String())
			}
			all = append(all, flaw{name: name + " as " + e.name, family: Bound, rules: []string{"bound"}, warned: assumed(schema.Extensions), hangs: true,
				fix: o.fixing(name, func(v any, given bool) bool {
					return given && (wrong(v) || each && slices.ContainsFunc(flat(v), wrong))
				})})
		}
	}
	return all
}

func takesIntegers(schema *openapi3.Schema) bool {
	return schema.Type.Is(openapi3.TypeInteger) || slices.ContainsFunc(append(schema.OneOf, schema.AnyOf...), func(s *openapi3.SchemaRef) bool {
		return s.Value.Type.Is(openapi3.TypeInteger)
	})
}

// A strange body is one that HTTP or JSON forbids, or that a server may refuse
// to take. What the document leaves open may be accepted, but breaks nothing.
type strange struct {
	name   string
	accept acceptance
	is     func(r *request) bool
	meant  func(body []byte) []byte // the JSON that it stands for; nil for the body as it is
}

var strangeBodies = []strange{
	{"bytes after the JSON", warnedOf, func(r *request) bool { whole, rest := firstText(r.body); return whole && len(rest) > 0 }, nil},
	{"a property named twice", warnedOf, func(r *request) bool { return namedTwice(r.body) }, nil},
	{"a byte order mark", allowed, func(r *request) bool { return bytes.HasPrefix(r.body, bom) }, func(b []byte) []byte { return bytes.TrimPrefix(b, bom) }},
	{"invalid UTF-8", warnedOf, func(r *request) bool { return !utf8.Valid(r.body) && !coded(r) }, func(b []byte) []byte { return bytes.ToValidUTF8(b, nil) }},
	{"a NUL in a text", usual, func(r *request) bool { return bytes.Contains(r.body, []byte(`\u0000`)) }, nil},
	{"very deep arrays", allowed, func(r *request) bool { return bytes.Contains(r.body, deep) }, shallow},
	{"more than a million bytes", allowed, func(r *request) bool { return len(r.body) > 1_000_000 }, bytes.TrimSpace},
	{"another media type", warnedOf, func(r *request) bool {
		media, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
		return err == nil && media != "application/json"
	}, nil},
	{"another charset", warnedOf, func(r *request) bool {
		_, parameters, err := mime.ParseMediaType(r.header.Get("Content-Type"))
		return err == nil && parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8")
	}, nil},
	{"a compressed body", allowed, func(r *request) bool { return coded(r) && bytes.HasPrefix(r.body, gzipped) }, uncompressed},
	{"a body that is called compressed", warnedOf, func(r *request) bool { return coded(r) && !bytes.HasPrefix(r.body, gzipped) }, nil},
	{"a body without a Content-Type", allowed, func(r *request) bool { return len(r.body) > 0 && r.header.Get("Content-Type") == "" }, nil},
}

var (
	bom     = []byte("\xef\xbb\xbf")
	gzipped = []byte("\x1f\x8b")
	deep    = bytes.Repeat([]byte("["), 1000)
)

func coded(r *request) bool { return r.header.Get("Content-Encoding") != "" }

// strangeBodies takes a strange body for what it stands for.
func (o *operation) strangeBodies() []flaw {
	var all []flaw
	for _, b := range strangeBodies {
		all = append(all, flaw{name: b.name, family: Bound, rules: []string{"bound"}, accept: b.accept, hangs: true, fix: func(s *site, r *request) *request {
			if !s.authentic(r) || !b.is(r) {
				return nil
			}
			fixed := s.valid(r, o.meant(b, r.body))
			if fixed != nil {
				fixed.header.Del("Content-Encoding")
			}
			return fixed
		}})
	}
	return all
}

// meant is the object that a strange body stands for, without undocumented
// properties; nil if there is none.
func (o *operation) meant(b strange, body []byte) map[string]any {
	if b.meant != nil {
		body = b.meant(body)
	}
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&object) != nil {
		return nil
	}
	maps.DeleteFunc(object, func(name string, _ any) bool { return o.body.Properties[name] == nil })
	return object
}

// shallow empties the arrays within arrays of a text.
func shallow(body []byte) []byte {
	from, to := bytes.Index(body, deep), bytes.LastIndex(body, bytes.Repeat([]byte("]"), len(deep)))
	if from < 0 || to < from {
		return body
	}
	return append(append(bytes.Clone(body[:from]), "[]"...), body[to+len(deep):]...)
}

func uncompressed(body []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	plain, _ := io.ReadAll(z)
	return plain
}

// firstText reads the first JSON text of a body, and returns what comes after it.
func firstText(body []byte) (whole bool, rest []byte) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	var v json.RawMessage
	if decoder.Decode(&v) != nil {
		return false, nil
	}
	return true, bytes.TrimSpace(body[decoder.InputOffset():])
}

// namedTwice reports whether an object has two members of one name.
func namedTwice(body []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if t, err := decoder.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	seen := map[any]bool{}
	for decoder.More() {
		name, err := decoder.Token()
		var v json.RawMessage
		if err != nil || decoder.Decode(&v) != nil {
			return false
		}
		if seen[name] {
			return true
		}
		seen[name] = true
	}
	return false
}

// strangeKeys: keys at the edge of what integers and URLs allow are taken for
// that of an item, as by a server that wraps around, or cuts.
func (o *operation) strangeKeys() []flaw {
	if o.keyParam == "" || o.collection == nil || o.response(http.StatusNotFound) == nil && o.response(http.StatusBadRequest) == nil {
		return nil
	}
	var all []flaw
	for _, k := range []struct {
		name string
		read func(s *site, r *request, key string) string // what the key is taken for; "" if it is another
	}{
		{"a key beyond signed 64 bits", func(_ *site, _ *request, key string) string { return wrapped(key, 63) }},
		{"a key beyond 64 bits", func(_ *site, _ *request, key string) string { return wrapped(key, 64) }},
		{"zero as key", func(s *site, r *request, key string) string {
			if key != "0" {
				return ""
			}
			return s.other(o.collection, "", r)
		}},
		{"a negative key", func(_ *site, _ *request, key string) string {
			if unsigned, negative := strings.CutPrefix(key, "-"); negative {
				return unsigned
			}
			return ""
		}},
		{"a key of hundreds of digits", func(s *site, r *request, key string) string {
			if len(key) < 100 {
				return ""
			}
			return s.beginning(o.collection, key, r)
		}},
		{"a key with a NUL", cutAt("\x00")},
		{"a key with a slash", cutAt("/")},
		{"a key with a quote", cutAt("'")},
		{"a key beyond 32 bits", func(_ *site, _ *request, key string) string { return wrapped(key, 32) }},
	} {
		all = append(all, flaw{name: k.name, family: Bound, rules: []string{"bound"}, hangs: true, fix: func(s *site, r *request) *request {
			if !s.authentic(r) || s.item(o.collection, r.key(), r) != nil {
				return nil
			}
			if key := k.read(s, r, r.key()); key != "" && s.item(o.collection, key, r) != nil {
				return s.under(r, key)
			}
			return nil
		}})
	}
	return all
}
