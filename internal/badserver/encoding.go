package badserver

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"unicode/utf16"
)

// misencodings are ways to spoil the bytes of a JSON object.
var misencodings = []struct {
	name   string
	change func(body []byte) []byte
}{
	{"empty", func([]byte) []byte { return nil }},
	{"cut off", func(b []byte) []byte { return b[:len(b)-1] }},
	{"cut in half", func(b []byte) []byte { return b[:len(b)/2] }},
	{"followed by garbage", func(b []byte) []byte { return append(bytes.Clone(b), "garbage"...) }},
	{"two JSON texts", func(b []byte) []byte { return append(append(bytes.Clone(b), '\n'), b...) }},
	{"after a byte order mark", func(b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) }},
	{"with a name twice", func(b []byte) []byte {
		_, rest, _ := bytes.Cut(b, []byte{'"'})
		name, _, _ := bytes.Cut(rest, []byte{'"'})
		return append([]byte(`{"`+string(name)+`":null,`), b[1:]...)
	}},
	{"with invalid UTF-8", func(b []byte) []byte { return inFirstText(b, "\xff") }},
	{"with a lone surrogate", func(b []byte) []byte { return inFirstText(b, `\ud800`) }},
	{"with a raw control character", func(b []byte) []byte { return inFirstText(b, "\x01") }},
	{"in an array", func(b []byte) []byte { return append(append([]byte{'['}, b...), ']') }},
	{"JSON in a JSON string", func(b []byte) []byte { return encode(string(b)) }},
	{"in UTF-16", func(b []byte) []byte {
		var out []byte
		for _, u := range utf16.Encode([]rune(string(b))) {
			out = binary.BigEndian.AppendUint16(out, u)
		}
		return out
	}},
	{"with a comma at its end", func(b []byte) []byte { return append(bytes.Clone(b[:len(b)-1]), ",}"...) }},
	{"with a comment", func(b []byte) []byte { return append([]byte("/* ok */ "), b...) }},
	{"a page of HTML", func([]byte) []byte { return []byte(page) }},
	{"null", func([]byte) []byte { return []byte("null") }},
	{"an empty object", func([]byte) []byte { return []byte("{}") }},
}

const page = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works</h1></body></html>"

// inFirstText puts bytes into the first string that is a value.
func inFirstText(body []byte, what string) []byte {
	at := bytes.Index(body, []byte(`":"`)) + len(`":"`)
	return bytes.Join([][]byte{body[:at], body[at:]}, []byte(what))
}

// encodings: the body of a successful answer is no good JSON, or any body not
// coded as its head says.
func (d *document) encodings(o *operation) []Server {
	_, response := o.success()
	if schema, _ := content(response); schema == nil || schema.VisitJSON(map[string]any{}) == nil {
		return d.codings(o)
	}
	var all []Server
	for _, m := range misencodings {
		all = append(all, d.server(o, Encoding, "the body is "+m.name, []string{"response"}, onSuccess(o, func(a *answer) *answer {
			body := bytes.TrimSpace(a.body)
			if !json.Valid(body) || len(body) < 3 {
				return a
			}
			return a.with(m.change(body))
		})))
	}
	return append(all, d.codings(o)...)
}
