package badserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf16"
)

// oddText: one JSON value has many texts.
func (d *document) oddText() []Server {
	all := []Server{
		d.odd(OddText, "writes JSON indented", rewriting(func(b []byte) []byte {
			var out bytes.Buffer
			_ = json.Indent(&out, b, "", "\t")
			return out.Bytes()
		})),
		d.odd(OddText, "writes JSON with blank lines around it", rewriting(func(b []byte) []byte { return []byte("\r\n \t" + string(b) + "\n\n \r\n") })),
		d.odd(OddText, "escapes every character of every string", rewriting(func(b []byte) []byte {
			v, _ := decode(b)
			return written(v, func(rune) bool { return true }, sorted[any])
		})),
		d.odd(OddText, "escapes all but letters", rewriting(func(b []byte) []byte {
			v, _ := decode(b)
			return written(v, func(r rune) bool { return r < 'A' || r > 'z' }, sorted[any])
		})),
		d.odd(OddText, "pads JSON with much white space", rewriting(func(b []byte) []byte {
			return bytes.ReplaceAll(bytes.TrimSpace(b), []byte(`{"`), append(append([]byte("{"), bytes.Repeat([]byte(" \n"), 20_000)...), '"'))
		})),
		d.odd(OddText, "escapes slashes", rewriting(func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("/"), []byte(`\/`)) })),
	}
	return append(all, d.drawn(OddText, "writes names in another order each time", random(func(by *rand.Rand, _ *request, a *answer) *answer {
		v, ok := decode(a.body)
		if !ok {
			return a
		}
		return a.with(written(v, func(rune) bool { return by.IntN(4) == 0 }, func(m map[string]any) []string {
			names := sorted(m)
			by.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			return names
		}))
	}))...)
}

// rewriting changes the text of every JSON body.
func rewriting(change func([]byte) []byte) func(*site) serve {
	return answering(func(_ *request, a *answer) *answer {
		if !json.Valid(a.body) {
			return a
		}
		return a.with(change(a.body))
	})
}

// written is a JSON text of a value, with names in some order and some
// characters escaped.
func written(v any, escaped func(rune) bool, names func(map[string]any) []string) []byte {
	var b bytes.Buffer
	var write func(v any)
	quote := func(s string) {
		b.WriteByte('"')
		for _, r := range s {
			if !escaped(r) && r >= ' ' && !strings.ContainsRune(`"\`, r) {
				b.WriteRune(r)
				continue
			}
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
		b.WriteByte('"')
	}
	write = func(v any) {
		switch v := v.(type) {
		case string:
			quote(v)
		case []any:
			b.WriteByte('[')
			for i, e := range v {
				if i > 0 {
					b.WriteByte(',')
				}
				write(e)
			}
			b.WriteByte(']')
		case map[string]any:
			b.WriteByte('{')
			for i, name := range names(v) {
				if i > 0 {
					b.WriteByte(',')
				}
				quote(name)
				b.WriteByte(':')
				write(v[name])
			}
			b.WriteByte('}')
		default:
			b.Write(encode(v))
		}
	}
	write(v)
	return b.Bytes()
}
