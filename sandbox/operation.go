package sandbox

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/getkin/kin-openapi/routers"
)

// operation answers one operation of the document: who asks, what fault is
// due, whether the request is good, and then what served makes of it.
func (s *Server) operation(route *routers.Route, served http.Handler) handler {
	id := route.Operation.OperationID
	return s.identified(func(a *answer, r *http.Request, w World, token string) {
		body, unread := readBody(r, maxBody)
		trace := s.traces.of(w.name)
		entry := trace.record(newRequest(id, r, body, token))
		fault := trace.strike(id)
		fault.spoil(a, r, func() {
			err, good := unread, r
			if err == nil {
				good, err = judged(r, route, body, fault.WidenScope)
			}
			if err != nil {
				a.fail(err, bytes.Contains(body, []byte(token)))
				return
			}
			s.serve(served, a, good)
		})
		trace.finish(entry, a, fault)
	})
}

// judged holds a request against the document and returns it with the body as
// the document reads it. Widen replaces the scope by the widest one.
func judged(r *http.Request, route *routers.Route, body []byte, widen bool) (*http.Request, error) {
	if err := judgeParameters(r, route); err != nil {
		return nil, err
	}
	var value any
	if wanted := route.Operation.RequestBody; wanted != nil {
		if len(body) == 0 {
			return nil, refused(http.StatusBadRequest, "Bad request: the body is missing")
		}
		media, err := declared(r.Header, wanted.Value.Content)
		if err != nil {
			return nil, err
		}
		if value, err = parseJSON(body); err != nil {
			return nil, err
		}
		if err := judgeBody(media.Schema.Value, value); err != nil {
			return nil, err
		}
	}
	if object, ok := value.(map[string]any); ok && widen {
		delete(object, "permitted_workspace_ids")
	}
	r = r.Clone(r.Context())
	r.Body = judgedBody{http.NoBody, value}
	return r, nil
}

// A judgedBody hands the judged value to the generated server, which would
// otherwise read the bytes again and match names in any case.
type judgedBody struct {
	io.ReadCloser
	value any
}

func (b judgedBody) ValidatedValue() any { return b.value }

// serve lets the generated server answer. Whatever goes wrong there becomes a
// 500 that tells the client nothing but an id, under which the log tells more.
func (s *Server) serve(served http.Handler, a *answer, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			s.broken(a, fmt.Errorf("panic: %v", p))
		}
	}()
	served.ServeHTTP(a, r)
	if a.status == 0 {
		s.broken(a, errors.New("the handler gave no answer"))
	}
}

func (s *Server) broken(a *answer, cause error) {
	id := rand.Text()
	s.log.Error("server error", "id", id, "cause", cause)
	a.json(http.StatusInternalServerError, map[string]string{"message": "Server error", "id": id})
}

// fail answers a refused request. Its text may quote the request, so it stays
// plain where a careless client put its token into the body.
func (a *answer) fail(err error, secret bool) {
	var why *refusal
	switch {
	case !errors.As(err, &why):
		a.refuse(http.StatusBadRequest)
	case secret:
		a.refuse(why.status)
	default:
		a.message(why.status, why.text)
	}
}
