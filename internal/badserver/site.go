package badserver

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A site is a good server with what a bad one before it has learned from the
// traffic: good credentials, good values, keys.
type site struct {
	doc   *document
	good  Good
	token secret

	params map[string]string             // path parameters of good calls
	last   map[*operation]*answer        // the last success
	bodies map[*operation]map[string]any // the last well-formed body, accepted or not
	values map[string][]any              // well-formed values by property, distinct, oldest first
	listed map[string]bool               // keys that lists have shown
}

// A secret is the credentials of a good call.
type secret struct {
	header http.Header
	query  url.Values
	text   string // the token alone
}

func newSite(d *document, good Good) *site {
	s := &site{doc: d, good: good, params: map[string]string{}, last: map[*operation]*answer{}, bodies: map[*operation]map[string]any{},
		values: map[string][]any{}, listed: map[string]bool{}}
	for _, o := range d.operations {
		for _, example := range o.examples {
			s.learnValues(o, example)
		}
	}
	return s
}

// pass lets the good server answer, and learns from it.
func (s *site) pass(r *request) *answer {
	a := call(s.good, r)
	if r.op == nil {
		return a
	}
	// A body that the good server finds fault with is none to learn from, though
	// the schema may allow it; nor is one that is there for its size.
	if body, ok := r.object(); ok && r.op.body != nil && !slices.Contains(r.op.contentErrors(), a.status) && r.op.body.VisitJSON(body) == nil {
		s.bodies[r.op] = body
		s.learnValues(r.op, body)
	}
	if !a.ok() {
		return a
	}
	s.last[r.op] = a
	for name, v := range r.params {
		if name != r.op.keyParam {
			s.params[name] = v
		}
	}
	if s.token.text == "" && r.op.scheme != nil {
		s.token = s.credentials(r)
	}
	if c := r.op.collection; c != nil && c.list == r.op {
		for _, item := range itemsIn(c, a) {
			s.listed[keyOf(c, item)] = true
		}
	}
	return a
}

// object reads the body of a request, if it is of a common size.
func (r *request) object() (map[string]any, bool) {
	if len(r.body) > 1<<16 {
		return nil, false
	}
	return object(r.body)
}

func (s *site) learnValues(o *operation, body map[string]any) {
	if o.body == nil {
		return
	}
	for name, v := range body {
		p := o.body.Properties[name]
		if p == nil || p.Value.VisitJSON(v) != nil {
			continue
		}
		if !slices.ContainsFunc(s.values[name], func(w any) bool { return text(w) == text(v) }) {
			s.values[name] = append(s.values[name], v)
		}
	}
}

// request makes a request to an operation, with good credentials.
func (s *site) request(o *operation, key string, body map[string]any, like *request) *request {
	path := o.path
	for _, name := range parameters(o.path) {
		v := s.params[name]
		if given, ok := like.params[name]; ok {
			v = given
		}
		if name == o.keyParam {
			v = key
		}
		path = strings.Replace(path, "{"+name+"}", url.PathEscape(v), 1)
	}
	u, err := url.Parse(path)
	if err != nil { // what stands between the parameters comes from the document
		u = &url.URL{Path: o.path}
	}
	r := &request{method: o.method, url: u, header: http.Header{"Accept": {"application/json"}}}
	if body != nil {
		r.body = encode(body)
		r.header.Set("Content-Type", "application/json")
	}
	r.route(s.doc)
	return s.authorised(r)
}

// call lets the good server answer a request of the bad one's own.
func (s *site) call(o *operation, key string, body map[string]any, like *request) *answer {
	return call(s.good, s.request(o, key, body, like))
}

// items lists a collection.
func (s *site) items(c *collection, like *request) []any {
	if c == nil || c.list == nil {
		return nil
	}
	return itemsIn(c, s.call(c.list, "", nil, like))
}

func itemsIn(c *collection, list *answer) []any {
	value, ok := decode(list.body)
	if !ok || !list.ok() {
		return nil
	}
	all, _ := first(value, c.Items).([]any)
	return all
}

func keyOf(c *collection, item any) string { return text(first(item, c.Key)) }

// item returns the item with a key, nil if there is none.
func (s *site) item(c *collection, key string, like *request) any {
	for _, item := range s.items(c, like) {
		if keyOf(c, item) == key {
			return item
		}
	}
	return nil
}

// other returns the key of the newest item that has not this key, "" if there is none.
func (s *site) other(c *collection, key string, like *request) string {
	all := s.items(c, like)
	for i := len(all) - 1; i >= 0; i-- {
		if k := keyOf(c, all[i]); k != key {
			return k
		}
	}
	return ""
}

// key is the key in the path of a request, "" if there is none.
func (r *request) key() string {
	if r.op == nil || r.op.keyParam == "" {
		return ""
	}
	return r.params[r.op.keyParam]
}

// under changes the key in the path of a request.
func (s *site) under(r *request, key string) *request {
	c := r.clone()
	path := r.op.path
	for _, name := range parameters(r.op.path) {
		v := r.params[name]
		if name == r.op.keyParam {
			v = key
		}
		path = strings.Replace(path, "{"+name+"}", url.PathEscape(v), 1)
	}
	c.url.RawPath = ""
	if u, err := url.Parse(path); err == nil {
		c.url.Path, c.url.RawPath = u.Path, u.RawPath
	}
	c.route(s.doc)
	return c
}

// with changes the body of a request.
func (r *request) with(body map[string]any) *request {
	c := r.clone()
	c.body = encode(body)
	c.header.Set("Content-Type", "application/json")
	c.header.Del("Content-Length")
	return c
}

// parameters lists the names in a path template.
func parameters(path string) []string {
	var all []string
	for {
		_, rest, found := strings.Cut(path, "{")
		if !found {
			return all
		}
		name, after, _ := strings.Cut(rest, "}")
		all, path = append(all, name), after
	}
}
