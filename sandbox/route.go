package sandbox

import (
	"io"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// A handler makes an answer that is still in our hands, so that a failure on
// the way can replace it and a fault can spoil it.
type handler func(a *answer, r *http.Request)

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h(w.(*answer), r) }

// A resource is one path: a handler for each of its methods.
type resource map[string]handler

func (m resource) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := w.(*answer)
	if h, ok := m[r.Method]; ok {
		h(a, r)
		return
	}
	a.header.Set("Allow", strings.Join(slices.Sorted(maps.Keys(m)), ", "))
	a.refuse(http.StatusMethodNotAllowed)
}

// route gives every path of the document, and of the control, its resource.
// Paths are written in a document as http.ServeMux reads them.
func (s *Server) route(doc *openapi3.T) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/", handler(func(a *answer, _ *http.Request) { a.refuse(http.StatusNotFound) }))
	served := s.managers()
	for pattern, item := range doc.Paths.Map() {
		methods := resource{}
		for method, operation := range item.Operations() {
			s.operations = append(s.operations, operation.OperationID)
			methods[method] = s.operation(&routers.Route{
				Spec: doc, Path: pattern, PathItem: item, Method: method, Operation: operation,
			}, served)
		}
		mux.Handle(pattern, methods)
	}
	slices.Sort(s.operations)
	for pattern, methods := range s.control() {
		mux.Handle(pattern, methods)
	}
	return mux
}

// routable reports whether http.ServeMux takes the path as it is. It would
// redirect any other one, in HTML; here such a path does not exist.
func routable(r *http.Request) bool {
	p := r.URL.EscapedPath()
	if !strings.HasPrefix(p, "/") {
		return false
	}
	clean := path.Clean(p)
	return p == clean || clean != "/" && p == clean+"/"
}

// serveDocs serves what lies at /docs/ and leads there from /, and reports
// whether the request was one of these.
func serveDocs(docs http.Handler, w http.ResponseWriter, r *http.Request) bool {
	switch p := r.URL.Path; {
	case strings.HasPrefix(p, "/docs/"):
		docs.ServeHTTP(w, r)
	case p == "/" || p == "/docs":
		w.Header().Set("Location", "/docs/")
		w.WriteHeader(http.StatusFound)
	default:
		return false
	}
	return true
}

// drain reads what is left of a request body, within reason: a connection that
// is closed on unread bytes may lose the answer that explains why.
func drain(r *http.Request) {
	if r.Body != nil {
		_, _ = io.CopyN(io.Discard, r.Body, 16<<20)
	}
}
