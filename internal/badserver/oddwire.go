package badserver

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// oddWire: the same answer may come over the wire in many ways.
func (d *document) oddWire() []Server {
	var all []Server
	add := func(name string, change func(r *request, a *answer, w http.ResponseWriter)) {
		s := d.odd(OddWire, name, answering(func(r *request, a *answer) *answer {
			c := a.clone()
			c.send = func(w http.ResponseWriter) { change(r, a, w) }
			return c
		}))
		s.Network = true
		all = append(all, s)
	}
	add("sends byte by byte, chunked", func(_ *request, a *answer, w http.ResponseWriter) {
		a.writeHeader(w)
		for i := range a.body {
			_, _ = w.Write(a.body[i : i+1])
			if i%16 == 0 {
				_ = http.NewResponseController(w).Flush()
			}
		}
	})
	add("is slow", func(_ *request, a *answer, w http.ResponseWriter) {
		<-time.After(2 * time.Millisecond)
		a.writeHeader(w)
		_ = http.NewResponseController(w).Flush()
		<-time.After(2 * time.Millisecond)
		_, _ = w.Write(a.body)
	})
	add("compresses when asked", func(r *request, a *answer, w http.ResponseWriter) {
		if len(a.body) == 0 || !strings.Contains(r.header.Get("Accept-Encoding"), "gzip") {
			a.write(w)
			return
		}
		a.header.Set("Content-Encoding", "gzip")
		a.writeHeader(w)
		z := gzip.NewWriter(w)
		_, _ = z.Write(a.body)
		_ = z.Close()
	})
	add("closes every connection", func(_ *request, a *answer, w http.ResponseWriter) {
		a.header.Set("Connection", "close")
		a.write(w)
	})
	add("tells of progress before it answers", func(_ *request, a *answer, w http.ResponseWriter) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusProcessing)
		a.write(w)
	})
	two := d.odd(OddWire, "speaks HTTP/2", answering(func(_ *request, a *answer) *answer { return a }))
	two.Network, two.HTTP2 = true, true
	all = append(all, two)
	add("sends trailers", func(_ *request, a *answer, w http.ResponseWriter) {
		a.header.Set("Trailer", "X-Checksum")
		a.write(w)
		_ = http.NewResponseController(w).Flush()
		w.Header().Set("X-Checksum", "7")
	})
	add("speaks HTTP/1.0", func(_ *request, a *answer, w http.ResponseWriter) {
		raw(w, func(b *bufio.Writer) {
			fmt.Fprintf(b, "HTTP/1.0 %d Whatever\r\n", a.status)
			for k, values := range a.header {
				for _, v := range values {
					fmt.Fprintf(b, "%s: %s\r\n", k, v)
				}
			}
			fmt.Fprintf(b, "\r\n%s", a.body)
		})
	})
	add("folds header names and spaces in its own way", func(_ *request, a *answer, w http.ResponseWriter) {
		raw(w, func(b *bufio.Writer) {
			fmt.Fprintf(b, "HTTP/1.1 %d\r\ncOnTeNt-TyPe:%s\r\nCONTENT-LENGTH:    %d  \r\nconnection:close\r\n", a.status, a.header.Get("Content-Type"), len(a.body))
			for _, methods := range a.header.Values("Allow") {
				fmt.Fprintf(b, "aLLoW:%s\r\n", methods)
			}
			fmt.Fprintf(b, "\r\n%s", a.body)
		})
	})
	return append(all, d.oddCodings()...)
}

// raw writes an answer without net/http's help and closes the connection.
func raw(w http.ResponseWriter, write func(*bufio.Writer)) {
	conn, b, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // only a real connection can do this: see Server.Network
	}
	defer conn.Close()
	write(b.Writer)
	_ = b.Flush()
}
