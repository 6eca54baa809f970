package contracttest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A parameterProbe looks at one parameter of requests.
type parameterProbe struct {
	*probe
	o           *operation
	of          *openapi3.Parameter
	given, left *tracked // left is nil for what a path must have
}

func (c *Coverage) parameterProbes(o *operation) []parameterProbe {
	var all []parameterProbe
	for _, ref := range append(slices.Clone(o.item.Parameters), o.spec.Parameters...) {
		if ref.Value == nil {
			continue
		}
		p := parameterProbe{o: o, of: ref.Value, given: c.point(PartParameters, o, ref.Value.Name+" given")}
		if ref.Value.In != openapi3.ParameterInPath {
			p.left = c.point(PartParameters, o, ref.Value.Name+" left out")
		}
		if ref.Value.Schema != nil {
			p.probe = (&sender{c, o, PartParameters, map[*openapi3.Schema]*probe{}}).probe(ref.Value.Schema, ref.Value.Name, false)
		}
		all = append(all, p)
	}
	return all
}

func (p *parameterProbe) look(x *exchange) {
	text, ok := p.text(x.call)
	if !ok {
		if p.left != nil {
			p.left.Seen++
		}
		return
	}
	p.given.Seen++
	if p.probe == nil {
		return
	}
	if value, err := readJSON([]byte(text)); err == nil && !p.of.Schema.Value.Type.Is(openapi3.TypeString) {
		p.probe.look(value)
		return
	}
	p.probe.look(text)
}

// text is the parameter as a call carries it.
func (p *parameterProbe) text(c *call) (string, bool) {
	switch p.of.In {
	case openapi3.ParameterInQuery:
		return c.query.Get(p.of.Name), c.query.Has(p.of.Name)
	case openapi3.ParameterInHeader:
		values := c.header[http.CanonicalHeaderKey(p.of.Name)]
		return strings.Join(values, ","), len(values) > 0
	case openapi3.ParameterInPath:
		want, got := strings.Split(p.o.path, "/"), strings.Split(c.path, "/")
		for i := range min(len(want), len(got)) {
			before, after, ok := strings.Cut(want[i], "{"+p.of.Name+"}")
			if text, err := url.PathUnescape(got[i]); ok && err == nil {
				return strings.TrimSuffix(strings.TrimPrefix(text, before), after), true
			}
		}
	}
	return "", false
}
