package contracttest

import (
	"slices"
	"strings"
)

// withOrigins puts before the exchanges of a verdict the calls that added the
// items which these are about: without them nobody could make the calls again.
func (s *session) withOrigins(exchanges []Exchange) []Exchange {
	var origins []Exchange
	for _, name := range keys(s.doc.collections) {
		w := s.worlds[s.doc.collections[name]]
		if w == nil {
			continue
		}
		for _, it := range w.own {
			made := func(e Exchange) bool { return e.Made == it.key }
			if it.origin == nil || slices.ContainsFunc(exchanges, made) || slices.ContainsFunc(origins, made) {
				continue
			}
			if slices.ContainsFunc(exchanges, func(e Exchange) bool { return names(e.URL, it.key) }) {
				origins = append(origins, as(Arrange, it.origin))
			}
		}
	}
	return append(origins, exchanges...)
}

// names reports whether a key is a segment of the path of a URL.
func names(address, key string) bool {
	path, _, _ := strings.Cut(address, "?")
	return slices.Contains(strings.Split(path, "/"), key)
}
