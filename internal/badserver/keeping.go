package badserver

import (
	"bufio"
	"fmt"
	"net/http"
)

// keeps serves each connection call by call, without net/http's help. Last is
// the answer before on the same connection, nil for the first. After most
// answers it ends the connection, unannounced, and only when the next call is on
// its way: at what is the worst time for a client. No bound is 0.
func (d *document) keeps(most int, answers func(r *request, last *answer) *answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := d.request(r) // its body cannot be read any more when the connection is taken over
		if q.op == nil {  // what the document does not have passes as it is
			answers(q, nil).write(w)
			return
		}
		conn, b, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler) // only a real connection can do this: see Server.Network
		}
		defer conn.Close()
		var last *answer
		for n := 1; ; n++ {
			last = answers(q, last)
			if last.kept(b.Writer) != nil {
				return
			}
			if n == most {
				_, _ = b.Peek(1)
				return
			}
			next, err := http.ReadRequest(b.Reader)
			if err != nil {
				return
			}
			q = d.request(next)
		}
	})
}

// kept writes an answer as it goes over a connection that stays.
func (a *answer) kept(b *bufio.Writer) error {
	fmt.Fprintf(b, "HTTP/1.1 %d OK\r\n", a.status)
	for _, k := range sorted(a.header) {
		for _, v := range a.header[k] {
			if k != "Content-Length" {
				fmt.Fprintf(b, "%s: %s\r\n", k, v)
			}
		}
	}
	if a.status != http.StatusNoContent {
		fmt.Fprintf(b, "Content-Length: %d\r\n", len(a.body))
	}
	fmt.Fprintf(b, "\r\n%s", a.body)
	return b.Flush()
}

// oddKeeping: a server may end a connection that idles whenever it likes, and
// need not say so.
func (d *document) oddKeeping() []Server {
	var all []Server
	for _, ends := range []struct {
		name string
		most int
	}{{"ends connections that idle, unannounced", 1}, {"ends every connection after three answers, unannounced", 3}, {"answers over a connection for ever", 0}} {
		all = append(all, Server{Name: ends.name, Family: OddWire, Network: true, Wrap: func(good Good) http.Handler {
			return d.keeps(ends.most, func(r *request, _ *answer) *answer { return call(good, r) })
		}})
	}
	at := d.odd(OddWire, "ends every connection at once, unannounced", answering(func(_ *request, a *answer) *answer {
		c := a.clone()
		c.send = func(w http.ResponseWriter) { raw(w, func(b *bufio.Writer) { _ = a.kept(b) }) }
		return c
	}))
	at.Network = true
	return append(all, at)
}

// mixups: an answer goes to another call over the same connection. A judge that
// takes a new connection for each call does not see it.
func (d *document) mixups(o *operation) []Server {
	if o.collection == nil || o != o.collection.list || o.effect.Kind != "" {
		return nil
	}
	return []Server{{Name: o.id + ": repeats the answer before it over the same connection", Family: Transport, Operation: o.id, Rules: []string{"response"}, Network: true, Kept: true,
		Wrap: func(good Good) http.Handler {
			return d.keeps(0, func(r *request, last *answer) *answer {
				if r.op == o && last != nil {
					return last
				}
				return call(good, r)
			})
		}}}
}
