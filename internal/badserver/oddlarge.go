package badserver

import (
	"bufio"
	"net/http"
	"slices"
)

// oddLarge: a server may refuse what is too large before it has read it, and end
// the connection, so that the caller cannot even write the rest.
func (d *document) oddLarge() []Server {
	var all []Server
	undocumented := slices.ContainsFunc(d.operations, func(o *operation) bool {
		return o.takesBodies() && o.response(http.StatusRequestEntityTooLarge) == nil
	})
	for _, refusal := range []struct {
		name   string
		status func(o *operation) int
		warned bool
	}{
		{"refuses a large body before it has read it, and hangs up", func(o *operation) int { return o.contentErrors()[0] }, false},
		{"refuses a large body before it has read it, with 413, and hangs up", func(*operation) int { return http.StatusRequestEntityTooLarge }, undocumented},
	} {
		all = append(all, Server{Name: refusal.name, Family: OddWire, Network: true, Warned: refusal.warned, Wrap: func(good Good) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				q := &request{method: r.Method, url: r.URL, header: r.Header}
				if q.route(d); r.ContentLength < 1_000_000 || q.op == nil || !q.op.takesBodies() {
					good.ServeHTTP(w, r)
					return
				}
				a := q.op.documented(q.op.contentErrors()[0]).under(refusal.status(q.op))
				a.header.Set("Connection", "close")
				raw(w, func(b *bufio.Writer) { _ = a.kept(b) })
			})
		}})
	}
	return all
}
