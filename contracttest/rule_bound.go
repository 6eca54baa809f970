package contracttest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	oversize = 1100000 // bytes of a request body that no caller needs
	deepness = 20_000  // arrays within arrays
)

// boundChecks: what is out of range, oversized, deep or oddly declared is
// refused, or tolerated where the document leaves it open, but never breaks
// the server.
func boundChecks(d *document, o *operation) []*check {
	var all []*check
	if o.body != nil && len(o.contentErrors()) > 0 {
		all = append(propertyBounds(d, o), bodyBounds(o)...)
	}
	return append(all, keyBounds(o)...)
}

// propertyBounds: values beyond what a property's schema allows.
func propertyBounds(d *document, o *operation) []*check {
	var all []*check
	for _, name := range o.properties() {
		schema := o.property(name).Value
		for _, b := range outOfRange(schema, d.pool(name)) {
			var accepted Level
			if b.read && level(schema.Extensions) == Should {
				accepted = Should // nobody knows which forms of it are taken
			}
			all = append(all, &check{
				Check: Check{ID: "/" + name + "/" + b.id, Line: o.propertyLine(name), Level: levelOf(schema.Extensions), Title: sentence("%s refuses %s%s", o.id, name, b.words)},
				refusal: &refusal{want: o.contentErrors(), level: accepted, spoil: func(s *session, _ *call, body *payload) {
					body.values[name] = b.again(schema, append(flatten([]any{body.values[name]}), s.pool(name)...))
				}},
				judge: judgeRefused,
			})
		}
	}
	return all
}

// outOfRange lists values of the right type that a schema does not allow: what
// readers of integers stumble over, and a breach of each of its keywords.
func outOfRange(schema *openapi3.Schema, pool []any) []breach {
	all := edges(schema, pool)
	for _, b := range breaches(schema, pool) {
		if !slices.ContainsFunc(all, func(known breach) bool { return known.id == b.id || whole(known.value) == whole(b.value) }) {
			all = append(all, b)
		}
	}
	return all
}

// again makes the value of a breach anew, of the known-good values of a run.
func (b breach) again(schema *openapi3.Schema, pool []any) any {
	for _, c := range outOfRange(schema, pool) {
		if c.id == b.id {
			return c.value
		}
	}
	return b.value
}

// edges are the numbers at which readers of integers stumble, and that the
// schema of an integer does not allow.
func edges(schema *openapi3.Schema, pool []any) []breach {
	if schema.Type.Is(openapi3.TypeArray) && schema.Items != nil {
		all := edges(schema.Items.Value, pool)
		for i, b := range all {
			all[i].value, all[i].words = filled(schema, b.value, pool), " with the element"+strings.TrimPrefix(b.words, " as")
		}
		return all
	}
	all := alternatives(schema)
	at := slices.IndexFunc(all, func(s *openapi3.Schema) bool { return s.Type.Is(openapi3.TypeInteger) })
	if at < 0 {
		return nil // the rule type has the wrong types
	}
	const beyond = "9223372036854775808" // what 64 bits hold
	var found []breach
	for _, e := range []edge{{"zero", "0"}, {"negative", "-1"}, {"fraction", fraction(pool)}, {"huge", beyond}} {
		if e.id == "huge" || schema.VisitJSON(e.number, openapi3.VisitAsRequest()) != nil {
			found = append(found, breach{id: e.id, words: " as " + e.words(), value: e.number})
		}
	}
	if all[at].Format == "int64" && schema.VisitJSON(beyond, openapi3.VisitAsRequest()) == nil {
		found = append(found, breach{id: "text-huge", words: ` as the text "` + beyond + `"`, value: beyond, read: true})
	}
	return found
}

// An edge is a number at which readers of integers stumble.
type edge struct {
	id     string
	number json.Number
}

// words are the same whatever values a run is given.
func (e edge) words() string {
	if e.id == "fraction" {
		return "a fraction"
	}
	return e.number.String()
}

// fraction is what a careless reader makes a known-good integer of, if there is
// one: of any other it would be refused for being unknown.
func fraction(pool []any) json.Number {
	for _, v := range pool {
		if text := textOf(v); text != "" && text[0] != '0' && len(text) < 19 && digitsOf(text) == text {
			return json.Number(text + ".5")
		}
	}
	return "1.5"
}

// bodyBounds: whole bodies at the edge of what HTTP and JSON allow.
func bodyBounds(o *operation) []*check {
	var all []*check
	line := field(o.spec.Origin, "requestBody")
	for _, v := range []struct {
		id, title, link string
		accepted        Level // what accepting it weighs; "" means Must
		spoil           func(c *call, valid []byte) []byte
	}{
		{"trailing", "a JSON body with more after it", rfc8259 + "#section-9", Should, func(_ *call, valid []byte) []byte { return append(valid, " garbage"...) }},
		{"duplicate", "a body that names a property twice", rfc8259 + "#section-4", Should, func(_ *call, valid []byte) []byte {
			return append(append([]byte("{"), firstMember(valid)...), append([]byte(","), valid[1:]...)...)
		}},
		{"bom", "a body that starts with a byte order mark", rfc8259 + "#section-8.1", tolerated, func(_ *call, valid []byte) []byte { return append([]byte("\xef\xbb\xbf"), valid...) }},
		{"utf-8", "a body that is not UTF-8", rfc8259 + "#section-8.1", Should, func(_ *call, valid []byte) []byte { return append([]byte("{\"custmgr\":\"\xff\","), valid[1:]...) }},
		{"nul", "a body with a NUL in a text", rfc8259 + "#section-7", tolerated, func(_ *call, valid []byte) []byte { return append([]byte(`{"custmgr":"\u0000",`), valid[1:]...) }},
		{"deep", fmt.Sprintf("a body with %d arrays within arrays", deepness), rfc8259 + "#section-9", tolerated, func(_ *call, valid []byte) []byte {
			return []byte(`{"custmgr":` + strings.Repeat("[", deepness) + strings.Repeat("]", deepness) + `,` + string(valid[1:]))
		}},
		{"oversized", fmt.Sprintf("a body of %d bytes", oversize), rfc9110 + "#name-413-content-too-large", tolerated, func(_ *call, valid []byte) []byte {
			return append(valid, bytes.Repeat([]byte(" "), oversize)...)
		}},
		{"media-type", "a body declared as text/plain", rfc9110 + "#name-415-unsupported-media-type", Should, func(c *call, valid []byte) []byte {
			c.header = http.Header{"Content-Type": {"text/plain"}}
			return valid
		}},
		{"charset", "a body declared as UTF-16 that is not", rfc8259 + "#section-8.1", Should, func(c *call, valid []byte) []byte {
			c.header = http.Header{"Content-Type": {"application/json; charset=utf-16"}}
			return valid
		}},
		{"compressed", "a compressed body", rfc9110 + "#name-content-encoding", tolerated, func(c *call, valid []byte) []byte {
			c.header = http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			_, _ = w.Write(valid) // a bytes.Buffer takes everything
			_ = w.Close()
			return b.Bytes()
		}},
		{"encoding", "a body declared as compressed that is not", rfc9110 + "#name-content-encoding", Should, func(c *call, valid []byte) []byte {
			c.header = http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}
			return valid
		}},
		{"untyped", "a body without a Content-Type", sectionContentType, tolerated, func(c *call, valid []byte) []byte { // which a recipient may guess
			c.header = http.Header{"Content-Type": nil}
			return valid
		}},
	} {
		title := sentence("%s refuses %s", o.id, v.title)
		if v.accepted == tolerated {
			title = sentence("%s takes or refuses %s, and does not break", o.id, v.title)
		}
		all = append(all, &check{
			Check: Check{ID: "/body/" + v.id, Line: line, Title: title, Link: v.link},
			refusal: &refusal{want: o.contentErrors(), level: v.accepted, spoil: func(_ *session, c *call, body *payload) {
				body.isRaw, body.raw = true, v.spoil(c, bodyOf(body.values))
			}},
			judge: judgeRefused,
		})
	}
	return all
}

// firstMember is the first member of a JSON object as bodyOf writes it.
func firstMember(object []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(object))
	_, _ = decoder.Token()
	_, _ = decoder.Token()
	var value json.RawMessage
	_ = decoder.Decode(&value)
	return bytes.Clone(object[1:decoder.InputOffset()])
}

// keyBounds: path parameters at the edge of what a URL and an integer allow.
func keyBounds(o *operation) []*check {
	want := o.documented(http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity)
	if o.keyParam == "" || len(want) == 0 {
		return nil
	}
	_, line := where(o.parameter(o.keyParam).Origin)
	var all []*check
	for _, v := range []struct {
		id, title string
		key       func(own string) string
		gateway   bool // some refuse such a path before the API sees it
	}{
		{"huge", "digits beyond signed 64 bits", func(own string) string { return beyond(own, 63) }, false},
		{"wrapping", "digits beyond 64 bits", func(own string) string { return beyond(own, 64) }, false},
		{"zero", "0", func(string) string { return "0" }, false},
		{"negative", "a negative number", func(own string) string { return "-" + own }, false},
		{"long", "1,000 digits", func(own string) string { return own + strings.Repeat("7", max(0, 1000-len(own))) }, false},
		{"nul", "a NUL", func(own string) string { return own + "\x00" }, true},
		{"slash", "an escaped slash", func(own string) string { return own + "/" + own }, true},
		{"quote", "a quote and a comment", func(own string) string { return own + "' --" }, false},
		{"wide", "digits beyond 32 bits", beyondInt, false},
	} {
		all = append(all, &check{
			Check:   Check{ID: "/" + o.keyParam + "/" + v.id, Line: line, Title: sentence("%s refuses %s as %s", o.id, v.title, o.keyParam)},
			refusal: &refusal{want: append(want, http.StatusRequestURITooLong), gateway: v.gateway, key: v.key, risky: o.numberless(v.key)},
			judge:   judgeRefused,
		})
	}
	return all
}
