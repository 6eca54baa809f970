package client

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"github.com/custmgr/custmgr/gen"
)

// The operations, as Error.Op and Attempt.Op name them.
const (
	opList   = "list"
	opCreate = "create"
	opUpdate = "update"
	opDelete = "delete"
)

// A call is what one call of a method sends, in every attempt the same.
type call struct {
	op   string
	id   ManagerID // of an update or a delete
	body []byte    // of a create or an update

	streamed bool // the answer is handed out while it arrives
	begun    bool // a part of it was handed out
}

// write reports whether the call changes something.
func (c *call) write() bool { return c.op != opList }

// request makes the request of one attempt. The paths are gen's; the bodies are
// bytes, so that net/http can rewind them where nothing was written yet.
func (c *call) request(base string) (*http.Request, error) {
	switch c.op {
	case opList:
		return gen.NewListCustomerManagersRequest(base)
	case opCreate:
		return gen.NewCreateCustomerManagerRequestWithBody(base, mediaType, bytes.NewReader(c.body))
	case opUpdate:
		return gen.NewUpdateCustomerManagerRequestWithBody(base, c.path(), mediaType, bytes.NewReader(c.body))
	default:
		return gen.NewDeleteCustomerManagerRequest(base, c.path())
	}
}

// path is the id as it stands in the path: decimal digits, never anything that
// could lead elsewhere.
func (c *call) path() string { return strconv.FormatInt(int64(c.id), 10) }

// body writes the body of a create.
func (r CreateRequest) body(form IDEncoding) ([]byte, error) {
	if err := checkID("collaborator", int64(r.Collaborator)); err != nil {
		return nil, err
	}
	if err := checkID("role", int64(r.Role)); err != nil {
		return nil, err
	}
	b := make([]byte, 0, 128+8*len(r.Scope.ids))
	b = appendID(append(b, `{"team_collaborator_id":`...), int64(r.Collaborator), form == IDsAsStrings)
	b = appendID(append(b, `,"role_id":`...), int64(r.Role), form == IDsAsStrings)
	return sealed(b, r.Scope)
}

// body writes the body of an update.
func (r UpdateRequest) body(form IDEncoding) ([]byte, error) {
	if err := checkID("role", int64(r.Role)); err != nil {
		return nil, err
	}
	b := make([]byte, 0, 96+8*len(r.Scope.ids))
	b = appendID(append(b, `{"role_id":`...), int64(r.Role), form != IDsAsNumbers)
	return sealed(b, r.Scope)
}

// sealed ends a body with its scope, which is always there.
func sealed(b []byte, s Scope) ([]byte, error) {
	b, err := s.append(append(b, `,"permitted_workspace_ids":`...))
	if err != nil {
		return nil, err
	}
	return append(b, '}'), nil
}

func checkID(of string, id int64) error {
	if id < 1 {
		return fmt.Errorf("%s id is %d: ids are above zero", of, id)
	}
	return nil
}
