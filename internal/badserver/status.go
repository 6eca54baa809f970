package badserver

import (
	"fmt"
	"net/http"
)

// statuses: a success comes under a status that the document does not give it.
func (d *document) statuses(o *operation) []Server {
	success, response := o.success()
	if response == nil {
		return nil
	}
	var all []Server
	add := func(name string, change func(*answer) *answer) {
		all = append(all, d.server(o, Status, name, []string{"response"}, onSuccess(o, change)))
	}
	for _, status := range []int{200, 201, 202, 203, 204, 206, 299} {
		if o.response(status) != nil {
			continue
		}
		add(fmt.Sprintf("%d for %d", status, success), func(a *answer) *answer { return a.under(status) })
		// Nobody knows which of the numbers with the right body it is.
		if open(response.Extensions) && status != http.StatusNoContent {
			all[len(all)-1].Warned = true
		}
	}
	for _, status := range []int{400, 404, 500} {
		add(fmt.Sprintf("%d for %d, with the body of the success", status, success), func(a *answer) *answer { return a.under(status) })
	}
	add("done, and answered with 500", func(*answer) *answer { return o.documented(http.StatusInternalServerError).under(500) })
	add("done, and answered with a gateway's page", func(*answer) *answer {
		return &answer{status: http.StatusBadGateway, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)}
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		add(fmt.Sprintf("redirect %d", status), func(a *answer) *answer {
			return &answer{status: status, header: http.Header{"Location": {o.path + "/"}, "Content-Type": {"text/html"}}}
		})
	}
	add("304 without a condition", func(*answer) *answer { return &answer{status: 304, header: http.Header{}} })
	return all
}

// media: a success has another Content-Type than the documented one.
func (d *document) media(o *operation) []Server {
	_, response := o.success()
	if schema, _ := content(response); schema == nil {
		return nil
	}
	var all []Server
	for _, m := range []struct {
		name  string
		types []string
	}{
		{"missing", nil},
		{"empty", []string{""}},
		{"text/html", []string{"text/html; charset=utf-8"}},
		{"text/plain", []string{"text/plain"}},
		{"application/octet-stream", []string{"application/octet-stream"}},
		{"application/xml", []string{"application/xml"}},
		{"a JSON of another kind", []string{"application/vnd.other+json"}},
		{"text/json", []string{"text/json"}},
		{"without a subtype", []string{"json"}},
		{"malformed", []string{"application/json; charset"}},
		{"twice", []string{"application/json", "application/json"}},
		{"twice and contradictory", []string{"application/json", "text/html"}},
		{"with charset iso-8859-1", []string{"application/json; charset=iso-8859-1"}},
		{"with charset utf-16", []string{"application/json; charset=utf-16"}},
	} {
		all = append(all, d.server(o, Media, "Content-Type is "+m.name, []string{"response"}, onSuccess(o, func(a *answer) *answer {
			c := a.clone()
			c.header["Content-Type"] = m.types
			return c
		})))
	}
	return all
}
