package badserver

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
)

// transports: an answer is not whole. What net/http hides from a handler that
// is called in process needs a connection.
func (d *document) transports(o *operation) []Server {
	_, response := o.success()
	var all []Server
	add := func(name string, network bool, behave func(*site) serve) {
		s := d.server(o, Transport, name, []string{"response"}, behave)
		s.Network = network
		all = append(all, s)
	}
	add("hangs up and does nothing", false, func(s *site) serve {
		return func(r *request) *answer {
			if r.op != o {
				return s.pass(r)
			}
			restore := s.good.Snapshot()
			a := s.pass(r)
			if !a.ok() {
				return a
			}
			restore()
			return hungUp()
		}
	})
	add("hangs up when it is done", false, onSuccess(o, func(*answer) *answer { return hungUp() }))
	all = append(all, append(d.beyond(o), d.mixups(o)...)...)
	if schema, _ := content(response); schema == nil {
		return all
	}
	add("hangs up in the middle of the body", true, onSuccess(o, func(a *answer) *answer {
		c := a.clone()
		c.send = func(w http.ResponseWriter) {
			a.writeHeader(w)
			_, _ = w.Write(a.body[:len(a.body)/2])
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		return c
	}))
	for _, lie := range []struct {
		name  string
		bytes int
	}{{"announces more bytes than it sends", 7}, {"announces fewer bytes than there are", -2}} {
		add(lie.name, true, onSuccess(o, func(a *answer) *answer {
			c := a.clone()
			c.send = func(w http.ResponseWriter) {
				length := len(a.body) + lie.bytes
				w.Header().Set("Content-Length", fmt.Sprint(length))
				for k, v := range a.header {
					if k != "Content-Length" {
						w.Header()[k] = v
					}
				}
				w.WriteHeader(a.status)
				_, _ = w.Write(a.body[:min(length, len(a.body))])
			}
			return c
		}))
	}
	add("never ends its first body", true, func(s *site) serve {
		ends := false
		return onSuccess(o, func(a *answer) *answer {
			if ends {
				return a
			}
			ends = true
			c := a.clone()
			c.send = func(w http.ResponseWriter) {
				a.writeHeader(w)
				_, _ = w.Write(a.body)
				for blanks := bytes.Repeat([]byte(" "), 1<<20); ; {
					if _, err := w.Write(blanks); err != nil {
						return
					}
				}
			}
			return c
		})(s)
	})
	for _, lie := range []struct {
		name string
		text func(a *answer) string // the answer on the wire
	}{
		{"has a chunk that is longer than it says", func(a *answer) string {
			return fmt.Sprintf("HTTP/1.1 %d OK\r\n%sTransfer-Encoding: chunked\r\n\r\n2\r\n%s\r\n0\r\n\r\n", a.status, mediaLine(a), a.body)
		}},
		{"ends before the last chunk", func(a *answer) string {
			return fmt.Sprintf("HTTP/1.1 %d OK\r\n%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", a.status, mediaLine(a), len(a.body), a.body)
		}},
		{"has two lengths", func(a *answer) string {
			return fmt.Sprintf("HTTP/1.1 %d OK\r\n%sContent-Length: %d\r\nContent-Length: %d\r\n\r\n%s", a.status, mediaLine(a), len(a.body), len(a.body)-1, a.body)
		}},
		{"has a length below zero", func(a *answer) string {
			return fmt.Sprintf("HTTP/1.1 %d OK\r\n%sContent-Length: -1\r\n\r\n%s", a.status, mediaLine(a), a.body)
		}},
		{"has a header without a colon", func(a *answer) string {
			return fmt.Sprintf("HTTP/1.1 %d OK\r\n%sno colon\r\nContent-Length: %d\r\n\r\n%s", a.status, mediaLine(a), len(a.body), a.body)
		}},
		{"has no status line", func(a *answer) string { return string(a.body) }},
	} {
		add(lie.name, true, onSuccess(o, func(a *answer) *answer {
			c := a.clone()
			c.send = func(w http.ResponseWriter) { raw(w, func(b *bufio.Writer) { _, _ = b.WriteString(lie.text(a)) }) }
			return c
		}))
	}
	add("says gzip of what is none", true, onSuccess(o, func(a *answer) *answer {
		c := a.clone()
		c.header.Set("Content-Encoding", "gzip")
		return c
	}))
	return all
}

func mediaLine(a *answer) string { return "Content-Type: " + a.header.Get("Content-Type") + "\r\n" }
