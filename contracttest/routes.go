package contracttest

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// routes find what a document says of a path, by method. Those that are to be
// asked first stand first: what is written out goes before a parameter, as
// OpenAPI has it.
type routes map[string][]*route

// A route is the path of an operation.
type route struct {
	operation *operation
	segments  []segment
}

// A segment is what stands between two slashes.
type segment struct {
	kind  kindOfSegment
	text  string         // if written out
	takes *regexp.Regexp // if mixed
}

type kindOfSegment int

const (
	written kindOfSegment = iota
	mixed                 // a parameter with a text around it
	parameter
)

var templated = regexp.MustCompile(`\{[^{}]*\}`)

func routesOf(operations []*operation) routes {
	all := routes{}
	for _, o := range operations {
		r := &route{operation: o}
		for text := range strings.SplitSeq(o.path, "/") {
			r.segments = append(r.segments, segmentOf(text))
		}
		all[o.method] = append(all[o.method], r)
	}
	for _, of := range all {
		slices.SortStableFunc(of, func(a, b *route) int {
			return cmp.Or(cmp.Compare(b.count(written), a.count(written)), cmp.Compare(b.count(mixed), a.count(mixed)),
				slices.CompareFunc(a.segments, b.segments, func(a, b segment) int { return cmp.Compare(a.kind, b.kind) }))
		})
	}
	return all
}

func segmentOf(text string) segment {
	at := templated.FindAllStringIndex(text, -1)
	switch {
	case at == nil:
		return segment{kind: written, text: unescaped(text)}
	case len(at) == 1 && at[0][0] == 0 && at[0][1] == len(text):
		return segment{kind: parameter}
	}
	pattern, last := `(?s)^`, 0
	for _, i := range at {
		pattern += regexp.QuoteMeta(unescaped(text[last:i[0]])) + ".+"
		last = i[1]
	}
	return segment{kind: mixed, takes: regexp.MustCompile(pattern + regexp.QuoteMeta(unescaped(text[last:])) + "$")}
}

func (r *route) count(kind kindOfSegment) (n int) {
	for _, s := range r.segments {
		if s.kind == kind {
			n++
		}
	}
	return n
}

// find returns the operation of a method on a path; nil if there is none, or if
// some servers would clean the path first: it has dots, or slashes side by side.
func (all routes) find(method string, u *url.URL) *operation {
	escaped, plain := u.EscapedPath(), u.Path
	if strings.HasSuffix(escaped, "/") && len(plain) > 1 {
		plain = strings.TrimSuffix(plain, "/")
	}
	if path.Clean(plain) != plain {
		return nil
	}
	n := strings.Count(escaped, "/") + 1
	for _, r := range all[method] {
		if len(r.segments) == n && r.fits(escaped) {
			return r.operation
		}
	}
	return nil
}

// fits reports whether the route, of as many segments, takes a path.
func (r *route) fits(escaped string) bool {
	for _, s := range r.segments {
		var text string
		text, escaped, _ = strings.Cut(escaped, "/")
		if !s.fits(unescaped(text)) {
			return false
		}
	}
	return true
}

func (s segment) fits(text string) bool {
	switch s.kind {
	case written:
		return text == s.text
	case mixed:
		return s.takes.MatchString(text)
	}
	return text != ""
}

// unescaped is a segment with its percent-encoding undone, if it is one.
func unescaped(segment string) string {
	if !strings.Contains(segment, "%") {
		return segment
	}
	if text, err := url.PathUnescape(segment); err == nil {
		return text
	}
	return segment
}
