package sandbox

import (
	"errors"
	"net/http"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const maxControl = 64 << 20 // bytes of a request to the control: a state can be large

// control is what lies under /_sandbox/: for everybody who has the token of a
// world, on that world.
func (s *Server) control() map[string]resource {
	done := map[string]string{"result": "ok"}
	return map[string]resource{
		"/_sandbox/health": {
			http.MethodGet: func(a *answer, _ *http.Request) { a.json(http.StatusOK, map[string]string{"status": "ok"}) },
		},
		"/_sandbox/reset": {
			http.MethodPost: s.controlled(func(_ *http.Request, w World) (any, error) { return done, w.Reset() }),
		},
		"/_sandbox/state": {
			http.MethodGet: s.controlled(func(r *http.Request, w World) (any, error) { return w.view(r.Context()) }),
			http.MethodPut: s.controlled(func(r *http.Request, w World) (any, error) {
				var state State
				if err := readStrict(r, &state); err != nil {
					return nil, err
				}
				if err := state.Validate(); err != nil {
					return nil, refused(http.StatusUnprocessableEntity, "Invalid state: %v", err)
				}
				state = state.settled()
				return state, w.replace(r.Context(), state)
			}),
		},
		"/_sandbox/faults": {
			http.MethodGet: s.controlled(func(_ *http.Request, w World) (any, error) { return pendingFaults(w), nil }),
			http.MethodPost: s.controlled(func(r *http.Request, w World) (any, error) {
				var fault Fault
				if err := readStrict(r, &fault); err != nil {
					return nil, err
				}
				if err := w.Inject(fault); err != nil {
					return nil, refused(http.StatusUnprocessableEntity, "Invalid %v", err)
				}
				return pendingFaults(w), nil
			}),
			http.MethodDelete: s.controlled(func(_ *http.Request, w World) (any, error) {
				s.traces.of(w.name).clear()
				return done, nil
			}),
		},
		"/_sandbox/requests": {
			http.MethodGet: s.controlled(func(_ *http.Request, w World) (any, error) {
				return map[string][]Request{"requests": w.Requests()}, nil
			}),
		},
	}
}

func pendingFaults(w World) map[string][]Fault {
	return map[string][]Fault{"faults": w.server.traces.of(w.name).pending()}
}

// controlled answers with what h returns, or why it did not.
func (s *Server) controlled(h func(r *http.Request, w World) (any, error)) handler {
	return s.identified(func(a *answer, r *http.Request, w World, _ string) {
		result, err := h(r, w)
		var why *refusal
		switch {
		case errors.As(err, &why):
			a.message(why.status, why.text)
		case err != nil:
			s.broken(a, err)
		default:
			a.json(http.StatusOK, result)
		}
	})
}

// readStrict reads a JSON body into v, whatever its declared type (curl -d calls
// everything a form), and refuses members that v does not have.
func readStrict(r *http.Request, v any) error {
	body, err := readBody(r, maxControl)
	if err != nil {
		return err
	}
	err = jsonv2.Unmarshal(body, v, jsonv2.RejectUnknownMembers(true))
	var semantic *jsonv2.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax), !errors.As(err, &semantic):
		return malformed(err)
	}
	return refused(http.StatusBadRequest, "Bad request: the body does not fit at %s", quote(semantic.JSONPointer))
}
