package badserver

import (
	"regexp"
	"slices"
	"strings"
)

// misreading returns what reads a text as the number that it begins with, as
// many languages do, where the document asks which forms are taken; nil if no
// body has such a property.
func (d *document) misreading() func(s *site, r *request) *request {
	number := regexp.MustCompile(`^[1-9][0-9]*`)
	asked := func(o *operation, name string) bool {
		p := o.body.Properties[name]
		return p != nil && open(p.Value.Extensions) && takesIntegers(p.Value)
	}
	if !slices.ContainsFunc(d.operations, func(o *operation) bool {
		return o.takesBodies() && slices.ContainsFunc(sorted(o.body.Properties), func(name string) bool { return asked(o, name) })
	}) {
		return nil
	}
	return func(s *site, r *request) *request {
		body, ok := r.object()
		if !ok || !r.op.takesBodies() || !s.authentic(r) {
			return nil
		}
		fixed := false
		for name, v := range body {
			text, is := v.(string)
			if n := number.FindString(strings.TrimSpace(text)); is && n != "" && n != text && asked(r.op, name) {
				body[name], fixed = n, true
			}
		}
		if !fixed {
			return nil
		}
		return r.with(body)
	}
}
