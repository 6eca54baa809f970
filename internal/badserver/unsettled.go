package badserver

import (
	"net/http"
	"slices"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// An asking is a call of which the document asks what answers it: well formed,
// and about something that there is not, or is already.
type asking struct {
	name string
	is   func(s *site, r *request) bool
	half map[string]func(s *site, r *request) // what is done of it although it is refused
	lie  map[string]func(s *site, r *request) *answer
}

// unsettled: the document leaves open what answers a call, and the server does
// it by half: it refuses it and does something, accepts it and does not, or
// answers as nobody documents.
func (d *document) unsettled(o *operation) []Server {
	var all []Server
	for _, k := range o.askings() {
		add := func(name string, behave func(s *site, r *request) *answer) {
			all = append(all, d.server(o, Unsettled, k.name+" "+name, []string{"unsettled"}, declining(o, k.is, behave)))
		}
		for _, name := range sorted(k.half) {
			add("is refused and "+name, func(s *site, r *request) *answer {
				a := s.pass(r)
				if !a.ok() {
					k.half[name](s, r)
				}
				return a
			})
		}
		for _, name := range sorted(k.lie) {
			add("is accepted and "+name, k.lie[name])
		}
		add("is answered with 500", func(*site, *request) *answer {
			return o.documented(http.StatusInternalServerError).under(http.StatusInternalServerError)
		})
		add("is refused with a page of HTML", func(*site, *request) *answer {
			return &answer{status: o.contentErrors()[0], header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)}
		})
		all = append(all, warned(d.server(o, Leak, k.name+" is refused and shows an error of a database", []string{"leaks"}, declining(o, k.is, func(s *site, r *request) *answer {
			if a := s.pass(r); a.status >= 400 && a.status <= 499 && o.response(a.status) != nil {
				return a.saying(o, "SQLite3::ConstraintException: UNIQUE constraint failed: items.owner_id")
			}
			return o.documented(o.contentErrors()[0]).saying(o, "SQLite3::ConstraintException: UNIQUE constraint failed: items.owner_id")
		})), true))
		if success, response := o.success(); len(response.Content) > 0 {
			add("is refused in the body of a success", func(*site, *request) *answer { return o.documented(o.contentErrors()[0]).under(success) })
		}
		if o.response(http.StatusConflict) == nil {
			add("is refused with 409, which is not documented", func(s *site, r *request) *answer {
				return o.documented(o.contentErrors()[0]).under(http.StatusConflict)
			})
			all[len(all)-1].Warned = true
		}
	}
	return all
}

// leavesOpen reports whether the document asks what the operation answers to
// values that nobody has, or that somebody has already.
func (o *operation) leavesOpen() bool {
	c := o.collection
	return open(o.spec.Extensions) && o.takesBodies() && c != nil && c.list != nil && (o == c.adds || o == c.replaces)
}

// askings lists what the document leaves open of an operation.
func (o *operation) askings() []asking {
	if !o.leavesOpen() {
		return nil
	}
	c := o.collection
	names, pointers := o.reflected()
	var all []asking
	if o == c.adds && len(c.identity()) > 0 {
		all = append(all, c.again())
	}
	for _, name := range names {
		_, identifies := c.identity()[name]
		identifies = identifies && o == c.adds
		k := asking{name: "an unknown " + name, is: func(s *site, r *request) bool { return s.unknown(r, name) },
			half: map[string]func(s *site, r *request){}, lie: map[string]func(s *site, r *request) *answer{}}
		if !identifies { // else nobody could tell whose that is
			k.half["the rest of it is done"] = func(s *site, r *request) { call(s.good, s.withKnown(r, name)) }
		}
		if o == c.replaces && c.removes != nil {
			k.half["the item is gone"] = func(s *site, r *request) { s.call(c.removes, r.key(), nil, r) }
		}
		if o == c.adds && c.removes != nil && !identifies && len(c.identity()) > 0 {
			k.half["the item that there is already is gone"] = func(s *site, r *request) {
				if key := s.taken(r); key != "" {
					s.call(c.removes, key, nil, r)
				}
			}
		}
		k.lie["a known one is taken"] = func(s *site, r *request) *answer { return s.pass(s.withKnown(r, name)) }
		if o.body.Properties[name].Value.Type.Is(openapi3.TypeArray) {
			k.lie["dropped"] = func(s *site, r *request) *answer {
				body, _ := r.object()
				known := s.known(name)
				body[name] = slices.DeleteFunc(append([]any{}, flat(body[name])...), func(v any) bool { return !has(known, v) })
				return s.pass(r.with(body))
			}
		}
		if schema := o.body.Properties[name].Value; takesIntegers(schema) || schema.Items != nil && takesIntegers(schema.Items.Value) {
			k.lie["cut to 32 bits"] = func(s *site, r *request) *answer { return s.pass(r.cut(name)) }
		}
		k.lie["shown and not done"] = func(s *site, r *request) *answer {
			restore := s.good.Snapshot()
			defer restore()
			return s.pass(s.withKnown(r, name)).showing(r, pointers[name], s.substitutes(r, name))
		}
		all = append(all, k)
	}
	return all
}

// again is an item that is there already.
func (c *collection) again() asking {
	k := asking{name: "an item that there is already", is: func(s *site, r *request) bool { return s.taken(r) != "" },
		half: map[string]func(s *site, r *request){}, lie: map[string]func(s *site, r *request) *answer{}}
	if c.replaces != nil {
		k.half["is changed by it"] = func(s *site, r *request) { s.change(c, r) }
	}
	if c.removes != nil {
		k.half["is gone"] = func(s *site, r *request) { s.call(c.removes, s.taken(r), nil, r) }
		k.lie["shown and not done"] = func(s *site, r *request) *answer {
			key, restore := s.taken(r), s.good.Snapshot()
			defer restore()
			s.call(c.removes, key, nil, r)
			a := s.pass(r)
			return a.edited(c.adds.effect.Value+c.Key, func(v any) (any, bool) { return like(v, key), a.ok() })
		}
	}
	k.lie["stays as it is"] = func(s *site, r *request) *answer { return s.shown(c.adds, s.item(c, s.taken(r), r)) }
	return k
}

// change gives the item that a request would add again the values of it, as a
// replacement would.
func (s *site) change(c *collection, r *request) *answer {
	given, _ := r.object()
	body := map[string]any{}
	for name, v := range given {
		if c.replaces.body.Properties[name] != nil {
			body[name] = v
		}
	}
	return s.call(c.replaces, s.taken(r), body, r)
}

// shown is a success of an operation that shows an item.
func (s *site) shown(o *operation, item any) *answer {
	return s.succeeded(o).edited(o.effect.Value, to(item))
}

// wellFormed reads the body of a request that the document allows.
func (s *site) wellFormed(r *request) (map[string]any, bool) {
	body, ok := r.object()
	return body, ok && s.authentic(r) && r.op.body.VisitJSON(body, openapi3.VisitAsRequest()) == nil
}

// taken is the key of the item that a request would add again, "" if there is none.
func (s *site) taken(r *request) string {
	c := r.op.collection
	body, ok := s.wellFormed(r)
	if !ok || r.op.effect.Kind != openapi.Adds {
		return ""
	}
	for _, item := range s.items(c, r) {
		same := true
		for name, pointer := range c.identity() {
			same = same && body[name] != nil && text(first(item, pointer)) == text(body[name])
		}
		if same {
			return keyOf(c, item)
		}
	}
	return ""
}
