package badserver

import (
	"bytes"
	"compress/gzip"
	"strings"
)

// miscodings are ways to lie about how a body is compressed. Each returns the
// Content-Encoding and the bytes that go out.
var miscodings = []struct {
	name string
	code func(body []byte) (coding string, coded []byte)
}{
	{"say gzip and are plain", func(b []byte) (string, []byte) { return "gzip", b }},
	{"say gzip and end in the middle of it", func(b []byte) (string, []byte) { z := zipped(b); return "gzip", z[:len(z)/2] }},
	{"say gzip and have more after it", func(b []byte) (string, []byte) { return "gzip", append(zipped(b), "more"...) }},
	{"say gzip twice and are so once", func(b []byte) (string, []byte) { return "gzip, gzip", zipped(b) }},
	{"say a coding that nobody knows", func(b []byte) (string, []byte) { return "rot13", b }},
	{"say a coding that nobody asked for", func(b []byte) (string, []byte) { return "br", b }},
}

// codings: a body is not what its Content-Encoding says.
func (d *document) codings(o *operation) []Server {
	var all []Server
	if o.collection != nil && o == o.collection.list {
		all = append(all, warned(d.server(o, Encoding, "compresses whatever is asked for", []string{"response"}, onSuccess(o, func(a *answer) *answer {
			c := a.with(zipped(a.body))
			c.header.Set("Content-Encoding", "gzip")
			return c
		})), true))
	}
	for _, m := range miscodings {
		lie := func(a *answer) *answer {
			if len(a.body) == 0 {
				return a
			}
			coding, body := m.code(a.body)
			c := a.with(body)
			c.header.Set("Content-Encoding", coding)
			return c
		}
		if _, response := o.success(); response != nil {
			if schema, _ := content(response); schema != nil {
				all = append(all, d.server(o, Encoding, "successes "+m.name, []string{"response"}, onSuccess(o, lie)))
			}
		}
		for _, f := range o.refusedWith() {
			if schema, _ := content(o.response(f.status)); schema != nil {
				all = append(all, d.server(o, Encoding, "refusals "+m.name, f.rules, onRefusal(o, f.status, lie)))
				break
			}
		}
	}
	return all
}

// oddCodings: a body may be compressed, if that was asked for, and said in
// several ways. In process too: a judge has to ask there as it does elsewhere.
func (d *document) oddCodings() []Server {
	var all []Server
	for _, odd := range []struct{ name, coding string }{
		{"compresses in process when asked", "gzip"},
		{"calls gzip by its old name, in capitals", "X-GZIP"},
		{"says that it compresses and that it does nothing else", "gzip, identity"},
		{"says openly that it does not compress", "identity"},
	} {
		all = append(all, d.odd(OddWire, odd.name, answering(func(r *request, a *answer) *answer {
			asked := strings.Contains(r.header.Get("Accept-Encoding"), "gzip")
			if len(a.body) == 0 || !asked && odd.coding != "identity" {
				return a
			}
			c := a.clone()
			if c.header.Set("Content-Encoding", odd.coding); odd.coding != "identity" {
				c.body = zipped(a.body)
			}
			return c
		})))
	}
	return all
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a buffer takes all
	_ = z.Close()
	return b.Bytes()
}
