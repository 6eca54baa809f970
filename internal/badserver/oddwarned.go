package badserver

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// oddWarned: what the document does not forbid, and a judge may well point at.
func (d *document) oddWarned() []Server {
	var all []Server
	add := func(name string, change func(r *request, a *answer) *answer) {
		all = append(all, warned(d.odd(OddValues, name, answering(change)), true))
	}
	add("shows undocumented fields everywhere", func(r *request, a *answer) *answer {
		v, ok := decode(a.body)
		if r.op == nil || !ok {
			return a
		}
		return a.with(encode(everywhere(v)))
	})
	for _, o := range d.operations {
		if status, response := o.success(); response != nil && open(response.Extensions) {
			add(o.id+" answers with another success than "+http.StatusText(status), func(r *request, a *answer) *answer {
				if r.op == o && a.status == status {
					return a.under(299)
				}
				return a
			})
		}
	}
	for _, p := range d.assumedFormats() {
		add(p.String()+" is no "+p.schema.Format, func(r *request, a *answer) *answer {
			return a.items(r, func(item any) any { return edit(item, p.pointer, every, to("<none> of it")) }, same[[]any])
		})
	}
	add("refuses with statuses that are not documented", func(r *request, a *answer) *answer {
		if r.op != nil && a.status >= 400 && a.status <= 499 && r.op.response(http.StatusGone) == nil {
			return a.under(http.StatusGone)
		}
		return a
	})
	add("answers undocumented methods", func(r *request, a *answer) *answer {
		if r.op == nil && r.path != nil {
			return jsonAnswer(http.StatusOK, map[string]any{})
		}
		return a
	})
	return all
}

// everywhere adds a field to every object.
func everywhere(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sorted(v) {
			v[name] = everywhere(v[name])
		}
		v["undocumented_field"] = []any{nil}
	case []any:
		for i := range v {
			v[i] = everywhere(v[i])
		}
	}
	return v
}

// assumedFormats lists where items hold text of a format that is an assumption.
func (d *document) assumedFormats() []place {
	var all []place
	for _, c := range d.collections() {
		_, response := c.list.success()
		schema, _ := content(response)
		prefix := append(tokens(c.Items), "*")
		for _, p := range places(schema) {
			if p.schema.Type.Is(openapi3.TypeString) && p.schema.Format != "" && assumed(p.schema.Extensions) && len(p.pointer) > len(prefix) {
				p.pointer = p.pointer[len(prefix):]
				all = append(all, p)
			}
		}
	}
	return all
}
