package badserver

import (
	"bufio"
	"fmt"
	"net/http"
)

// What comes where nothing may come.
const surplus = `{"more":true}`

// beyond: an answer goes on after its end, has a body where HTTP has none, or a
// head that not everybody reads alike.
func (d *document) beyond(o *operation) []Server {
	status, _ := o.success()
	var all []Server
	add := func(name string, text func(a *answer) string) { // the answer on the wire
		s := d.server(o, Transport, name, []string{"response"}, onSuccess(o, func(a *answer) *answer {
			c := a.clone()
			c.send = func(w http.ResponseWriter) { raw(w, func(b *bufio.Writer) { _, _ = b.WriteString(text(a)) }) }
			return c
		}))
		s.Network = true
		all = append(all, s)
	}
	head := func(a *answer, more string) string {
		return fmt.Sprintf("HTTP/1.1 %d OK\r\n%s%s\r\n", a.status, mediaLine(a), more)
	}
	if status == http.StatusNoContent {
		length := fmt.Sprintf("Content-Length: %d\r\n", len(surplus))
		add("sends a body under a status that has none", func(a *answer) string { return head(a, "") + surplus })
		add("sends a body and its length under a status that has none", func(a *answer) string { return head(a, length) + surplus })
		add("announces a body under a status that has none", func(a *answer) string { return head(a, length) })
		add("sends a chunked body under a status that has none", func(a *answer) string {
			return head(a, "Transfer-Encoding: chunked\r\n") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(surplus), surplus)
		})
		return all
	}
	length := func(a *answer) string { return fmt.Sprintf("Content-Length: %d\r\n", len(a.body)) }
	add("sends more after its answer", func(a *answer) string { return head(a, length(a)) + string(a.body) + surplus })
	add("sends its answer twice", func(a *answer) string {
		return head(a, length(a)) + string(a.body) + head(a, length(a)) + string(a.body)
	})
	add("sends more after its last chunk", func(a *answer) string {
		return head(a, "Transfer-Encoding: chunked\r\n") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n%s", len(a.body), a.body, surplus)
	})
	add("has a length beside its chunks", func(a *answer) string {
		return head(a, length(a)+"Transfer-Encoding: chunked\r\n") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(a.body), a.body)
	})
	add("has a blank before a colon", func(a *answer) string { return head(a, "X-Odd : 1\r\n"+length(a)) + string(a.body) })
	add("has a header in two lines", func(a *answer) string { return head(a, "X-Odd: 1,\r\n 2\r\n"+length(a)) + string(a.body) })
	add("switches to another protocol", func(*answer) string {
		return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: odd\r\n\r\n"
	})
	return all
}
