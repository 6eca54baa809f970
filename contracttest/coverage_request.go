package contracttest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A sender makes the probes of what one operation is sent.
type sender struct {
	c    *Coverage
	o    *operation
	part Part
	in   map[*openapi3.Schema]*probe // those that are being made, as a schema may be a part of itself
}

// both makes the two points of a keyword.
func (m *sender) both(p *probe, name string, applies, holds func(value any) bool) {
	p.test(m.c.point(m.part, m.o, name+" kept"), func(v any) bool { return applies(v) && holds(v) })
	p.test(m.c.point(m.part, m.o, name+" violated"), func(v any) bool { return applies(v) && !holds(v) })
}

// probe makes the probe of a schema and of what is in it. The name is what
// leads to it in a request. That the type of a branch is another one is the
// other branches' business.
func (m *sender) probe(schema *openapi3.SchemaRef, name string, branch bool) *probe {
	s := schema.Value
	if around := m.in[s]; around != nil {
		return around
	}
	p := &probe{properties: map[string]*probe{}}
	m.in[s] = p
	defer delete(m.in, s)
	always := func(any) bool { return true }
	spelt := m.part == PartParameters && s.Type.Is(openapi3.TypeString) // whatever stands in a URL is a text
	if s.Type != nil && !branch && !spelt {
		m.both(p, name+" type", always, func(v any) bool { return takes(&openapi3.Schema{Type: s.Type, Nullable: s.Nullable}, v) })
	}
	if s.Nullable && !slices.Contains(s.Enum, nil) {
		p.test(m.c.point(m.part, m.o, name+" null"), func(v any) bool { return v == nil })
	}
	for _, v := range s.Enum {
		p.test(m.c.point(m.part, m.o, name+" enum "+show(v)), func(sent any) bool { return takes(&openapi3.Schema{Enum: []any{v}}, sent) })
	}
	if len(s.Enum) > 0 {
		p.test(m.c.point(m.part, m.o, name+" enum violated"), func(v any) bool { return !takes(&openapi3.Schema{Enum: s.Enum}, v) })
	}
	for _, k := range keywordsOf(s) {
		alone := k.alone(s)
		m.both(p, name+" "+k.name, func(v any) bool { return kindOf(v) == k.of }, func(v any) bool { return takes(alone, v) })
	}
	if bits := map[string]int{"int32": 32, "int64": 64}[s.Format]; bits > 0 {
		m.both(p, name+" format", isDigits, func(v any) bool {
			_, err := strconv.ParseInt(textOf(v), 10, bits)
			return err == nil
		})
	}
	m.object(p, s, name)
	if s.Items != nil {
		p.items = m.probe(s.Items, name+"/*", false)
	}
	for _, one := range s.AllOf {
		p.parts = append(p.parts, m.probe(one, name, false))
	}
	m.branches(p, name, "oneOf", s.OneOf)
	m.branches(p, name, "anyOf", s.AnyOf)
	return p
}

// isDigits reports whether a value is a number without fraction and exponent.
func isDigits(v any) bool {
	n, ok := v.(json.Number)
	return ok && !strings.ContainsAny(n.String(), ".eE")
}

// object adds what an object may have and lack.
func (m *sender) object(p *probe, s *openapi3.Schema, name string) {
	for _, property := range inOrder(s.Properties, func(r *openapi3.SchemaRef) *openapi3.Origin { return r.Origin }) {
		below := strings.TrimPrefix(name+"/"+property, "body/")
		left := " left out"
		if slices.Contains(s.Required, property) {
			left = " required violated"
		}
		has := func(v any) (is, has bool) {
			object, is := v.(map[string]any)
			_, has = object[property]
			return is, has
		}
		p.test(m.c.point(m.part, m.o, below+" given"), func(v any) bool { _, has := has(v); return has })
		p.test(m.c.point(m.part, m.o, below+left), func(v any) bool { is, has := has(v); return is && !has })
		p.properties[property] = m.probe(s.Properties[property], below, false)
	}
	switch extra := s.AdditionalProperties; {
	case extra.Schema != nil:
		p.extra = m.probe(extra.Schema, name+"/*", false)
	case extra.Has != nil && !*extra.Has:
		m.both(p, name+" additionalProperties", func(v any) bool { return kindOf(v) == "object" }, func(v any) bool {
			for property := range v.(map[string]any) {
				if s.Properties[property] == nil {
					return false
				}
			}
			return true
		})
	}
}

// branches adds each of several schemas, and that none of them holds.
func (m *sender) branches(p *probe, name, keyword string, all openapi3.SchemaRefs) {
	if len(all) == 0 {
		return
	}
	for i, one := range all {
		branch := name + " as " + branchName(one, i)
		p.test(m.c.point(m.part, m.o, branch), func(v any) bool { return takes(one.Value, v) })
		suits := func(v any) bool { return one.Value.Type == nil || takes(&openapi3.Schema{Type: one.Value.Type}, v) }
		p.parts = append(p.parts, &probe{suits: suits, parts: []*probe{m.probe(one, branch, true)}})
	}
	p.test(m.c.point(m.part, m.o, name+" "+keyword+" violated"), func(v any) bool {
		return !slices.ContainsFunc(all, func(one *openapi3.SchemaRef) bool { return takes(one.Value, v) })
	})
}

// branchName names one of several schemas: by its component, its type, its number.
func branchName(one *openapi3.SchemaRef, i int) string {
	switch {
	case one.Ref != "":
		return one.Ref[strings.LastIndex(one.Ref, "/")+1:]
	case one.Value.Type != nil && len(one.Value.Type.Slice()) == 1:
		return one.Value.Type.Slice()[0]
	}
	return fmt.Sprint(i + 1)
}

// A bodyProbe looks at the bodies of requests.
type bodyProbe struct {
	*probe
	whole, malformed, none *tracked
}

func (c *Coverage) bodyProbe(o *operation) *bodyProbe {
	b := &bodyProbe{whole: c.point(PartRequests, o, "body JSON"), malformed: c.point(PartRequests, o, "body malformed"), none: c.point(PartRequests, o, "body left out")}
	b.probe = (&sender{c, o, PartRequests, map[*openapi3.Schema]*probe{}}).probe(o.body, "body", false)
	return b
}

func (b *bodyProbe) look(body []byte) {
	value, err := readJSON(body)
	switch {
	case len(body) == 0:
		b.none.Seen++
	case err != nil:
		b.malformed.Seen++
	default:
		b.whole.Seen++
		b.probe.look(value)
	}
}
