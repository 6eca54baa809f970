package badserver

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A variant is a form of a request property, where there are several.
type variant struct {
	name   string
	form   string // as kind names it
	shown  bool   // the document's first example has it
	unsure bool   // the document asks whether others than that are accepted, or assumes it
}

func (v variant) String() string { return v.name + " in its " + v.form + " form" }

// variants lists the forms of all request properties that have several.
func (o *operation) variants() []variant {
	if !o.takesBodies() {
		return nil
	}
	var all []variant
	for _, name := range sorted(o.body.Properties) {
		schema := o.body.Properties[name].Value
		for _, form := range forms(schema) {
			all = append(all, variant{name, form, form == o.shownForm(name), open(schema.Extensions) || assumed(schema.Extensions)})
		}
	}
	return all
}

// shownForm is the form that a property has in the first of the operation's
// examples that is not assumed, else the first that its schema allows.
func (o *operation) shownForm(name string) string {
	for _, media := range o.spec.RequestBody.Value.Content {
		names := slices.SortedFunc(slices.Values(sorted(media.Examples)), func(a, b string) int {
			return cmp.Compare(lineOf(media.Examples[a]), lineOf(media.Examples[b]))
		})
		for _, example := range names {
			e := media.Examples[example].Value
			body, _ := renumber(e.Value).(map[string]any)
			if v, given := body[name]; given && !assumed(e.Extensions) {
				return kind(v)
			}
		}
	}
	schema := o.body.Properties[name].Value
	for _, s := range append(schema.OneOf, schema.AnyOf...) {
		switch {
		case s.Value.Type.Is(openapi3.TypeInteger):
			return "number"
		case s.Value.Type.Is(openapi3.TypeString):
			return "text"
		}
	}
	return ""
}

func lineOf(e *openapi3.ExampleRef) int {
	if e.Origin == nil || e.Origin.Key == nil {
		return 0
	}
	return e.Origin.Key.Line
}

// has reports whether a request gives the property in the form, and as the
// document allows it.
func (v variant) has(s *site, r *request) bool {
	body, ok := r.object()
	given, isGiven := body[v.name]
	return ok && isGiven && kind(given) == v.form && r.op.body.Properties[v.name].Value.VisitJSON(given) == nil && s.authentic(r)
}

// variantFaults: a documented form of a property is refused, or a crash.
func (d *document) variantFaults(o *operation) []Server {
	var all []Server
	add := func(name string, rules []string, is func(s *site, r *request) bool, answers func(s *site, r *request) *answer) {
		all = append(all, d.server(o, Refusal, name, rules, declining(o, is, answers)))
	}
	no := func(*site, *request) *answer { return o.documented(o.contentErrors()[0]) }
	for _, v := range o.variants() {
		switch {
		case v.shown:
			add(v.String()+", as the document shows it, is refused", []string{"response"}, v.has, no)
		case !v.unsure:
			add(v.String()+" is refused", []string{"response"}, v.has, no)
		}
		if v.shown {
			continue
		}
		add(v.String()+" is answered with 500", []string{"response"}, v.has, func(*site, *request) *answer {
			return o.documented(http.StatusInternalServerError).under(http.StatusInternalServerError)
		})
		add(v.String()+" is refused with a page of HTML", []string{"response"}, v.has, func(*site, *request) *answer {
			return &answer{status: o.contentErrors()[0], header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)}
		})
		if o.collection != nil && o.effect.Kind != "" && o.collection.tells(o) {
			add(v.String()+" is refused and takes effect", []string{"rejected"}, v.has, func(s *site, r *request) *answer {
				s.pass(r)
				return no(s, r)
			})
		}
		for _, w := range o.variants() {
			if w.name > v.name && !w.shown {
				add(v.String()+" is refused beside "+w.String(), []string{"response"}, func(s *site, r *request) bool { return v.has(s, r) && w.has(s, r) }, no)
			}
		}
	}
	return all
}

// declining gives some requests of an operation another answer.
func declining(o *operation, is func(*site, *request) bool, answers func(*site, *request) *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer {
			if r.op == o && is(s, r) {
				return answers(s, r)
			}
			return s.pass(r)
		}
	}
}

// oddVariants: where nobody knows whether a property is accepted in another form
// than the document shows, a server may refuse that, and a judge may point at it.
func (d *document) oddVariants() []Server {
	var all []Server
	refusing := func(name string, of func(o *operation, v variant) bool) {
		s := d.odd(OddRefusal, name, func(s *site) serve {
			return func(r *request) *answer {
				if r.op == nil {
					return s.pass(r)
				}
				for _, v := range r.op.variants() {
					if !v.shown && v.unsure && of(r.op, v) && v.has(s, r) {
						return r.op.documented(r.op.contentErrors()[0])
					}
				}
				return s.pass(r)
			}
		})
		all = append(all, warned(s, true))
	}
	for _, o := range d.operations {
		for _, v := range o.variants() {
			if v.shown && v.unsure {
				refusing(o.id+" takes "+v.name+" as "+v.form+" only, as the document shows it", func(other *operation, w variant) bool { return other == o && w.name == v.name })
			}
		}
	}
	if len(all) > 1 {
		refusing("takes everything only in the form that the document shows", func(*operation, variant) bool { return true })
	}
	return all
}
