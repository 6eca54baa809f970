package badserver

import (
	"net/http"
	"time"
)

// mostTime is how long a caller of the documented API has to wait for an answer.
const mostTime = 40 * time.Second

// oddSlow: an answer may take all the time that it has, before what was asked
// for is done or after.
func (d *document) oddSlow() []Server {
	wait := func() { <-time.After(mostTime - time.Second) }
	late := d.odd(OddTime, "does at once what it answers 39 seconds later", answering(func(_ *request, a *answer) *answer {
		c := a.clone()
		c.send = func(w http.ResponseWriter) {
			wait()
			a.write(w)
		}
		return c
	}))
	lazy := Server{Name: "begins with what was asked for 39 seconds later", Family: OddTime, Wrap: func(good Good) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			wait()
			good.ServeHTTP(w, r)
		})
	}}
	late.Meets, lazy.Meets = true, true
	return []Server{late, lazy}
}
