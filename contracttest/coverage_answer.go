package contracttest

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// answerProbe makes the probe of a schema of answers and of what is in it. One
// that several answers share is one probe, which knows where they all come from.
// The name is that of its component, else what leads to it.
func (c *Coverage) answerProbe(schema *openapi3.SchemaRef, name string, from place) *probe {
	s := schema.Value
	if schema.Ref != "" {
		name = schema.Ref[strings.LastIndex(schema.Ref, "/")+1:]
	}
	p, known := c.answers[s], true
	if p == nil {
		p, known = &probe{properties: map[string]*probe{}}, false
		c.answers[s] = p
	}
	if slices.Contains(p.places, from) {
		return p
	}
	p.places = append(p.places, from)
	if !known {
		c.variants(p, s, name)
	}
	for _, property := range inOrder(s.Properties, func(r *openapi3.SchemaRef) *openapi3.Origin { return r.Origin }) {
		p.properties[property] = c.answerProbe(s.Properties[property], name+"/"+property, from)
	}
	if extra := s.AdditionalProperties.Schema; extra != nil {
		p.extra = c.answerProbe(extra, name+"/*", from)
	}
	if s.Items != nil {
		p.items = c.answerProbe(s.Items, name+"/*", from)
	}
	for i, one := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		branch, part := name, &probe{}
		if i >= len(s.AllOf) { // one of several: it looks at what it allows
			branch = name + " as " + branchName(one, i-len(s.AllOf))
			part.suits = func(v any) bool { return one.Value.VisitJSON(v, openapi3.VisitAsResponse(), checkFormats) == nil }
		}
		if !known {
			if part.suits != nil {
				c.variant(p, branch, part.suits)
			}
			p.parts = append(p.parts, part)
		}
		part.parts = []*probe{c.answerProbe(one, branch, from)}
	}
	return p
}

// variant adds a point to a probe.
func (c *Coverage) variant(p *probe, name string, seen func(value any) bool) {
	t := c.point(PartValues, nil, name)
	t.probe = p
	p.test(t, seen)
}

// variants adds what the values of a schema may be.
func (c *Coverage) variants(p *probe, s *openapi3.Schema, name string) {
	if s.Nullable && !slices.Contains(s.Enum, nil) {
		c.variant(p, name+" null", func(v any) bool { return v == nil })
	}
	for _, one := range s.Enum {
		c.variant(p, name+" "+show(one), func(v any) bool { return takes(&openapi3.Schema{Enum: []any{one}}, v) })
	}
	if s.Type.Is(openapi3.TypeBoolean) && len(s.Enum) == 0 {
		c.variant(p, name+" true", func(v any) bool { return v == true })
		c.variant(p, name+" false", func(v any) bool { return v == false })
	}
	if s.Type.Is(openapi3.TypeArray) {
		long := func(least, most int) func(any) bool {
			return func(v any) bool {
				array, ok := v.([]any)
				return ok && len(array) >= least && (len(array) <= most || most < 0)
			}
		}
		if s.MinItems == 0 {
			c.variant(p, name+" empty", long(0, 0))
		}
		if s.MinItems <= 1 && (s.MaxItems == nil || *s.MaxItems >= 1) {
			c.variant(p, name+" one", long(1, 1))
		}
		if s.MaxItems == nil || *s.MaxItems >= 2 {
			c.variant(p, name+" many", long(2, -1))
		}
	}
	for _, property := range inOrder(s.Properties, func(r *openapi3.SchemaRef) *openapi3.Origin { return r.Origin }) {
		if !slices.Contains(s.Required, property) {
			c.optional(p, name+"/"+property, func(object map[string]any) bool { _, has := object[property]; return has })
		}
	}
	if s.AdditionalProperties.Schema != nil {
		c.optional(p, name+"/*", func(object map[string]any) bool {
			for property := range object {
				if s.Properties[property] == nil {
					return true
				}
			}
			return false
		})
	}
}

// optional adds that an object has something, and that it does not.
func (c *Coverage) optional(p *probe, name string, has func(object map[string]any) bool) {
	of := func(v any, want bool) bool {
		object, ok := v.(map[string]any)
		return ok && has(object) == want
	}
	c.variant(p, name+" present", func(v any) bool { return of(v, true) })
	c.variant(p, name+" absent", func(v any) bool { return of(v, false) })
}
