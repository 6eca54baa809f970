package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/custmgr/custmgr/gen"
)

// A service is what the operations do, behind gen's strict interface. What it is
// given was judged already: only what the document cannot say is left to refuse.
type service struct{}

// managers puts the service behind the generated server. Its own error handlers
// would answer in plain text, with whatever the error says.
func (s *Server) managers() http.Handler {
	broken := func(w http.ResponseWriter, _ *http.Request, err error) { s.broken(w.(*answer), err) }
	refusing := func(w http.ResponseWriter, r *http.Request, err error) {
		var why faulty
		switch {
		case errors.Is(err, errNoManager):
			w.(*answer).refuse(http.StatusNotFound)
		case errors.As(err, &why):
			w.(*answer).json(http.StatusUnprocessableEntity, map[string]any{"message": "Validation failed", "errors": why})
		default:
			broken(w, r, err)
		}
	}
	strict := gen.NewStrictHandlerWithOptions(service{}, nil, gen.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: broken, ResponseErrorHandlerFunc: refusing,
	})
	return gen.HandlerWithOptions(strict, gen.StdHTTPServerOptions{ErrorHandlerFunc: broken})
}

var errNoManager = errors.New("no such manager")

// faulty is what is wrong with a well-formed request, by the name of the field.
type faulty map[string][]string

func (f faulty) Error() string { return fmt.Sprintf("validation failed: %v", map[string][]string(f)) }

func (f faulty) add(field, text string) { f[field] = append(f[field], text) }

func (service) ListCustomerManagers(ctx context.Context, _ gen.ListCustomerManagersRequestObject) (gen.ListCustomerManagersResponseObject, error) {
	state, err := worldIn(ctx).view(ctx)
	if err != nil {
		return nil, err
	}
	list := gen.ListCustomerManagers200JSONResponse{}
	list.Result.Items = make([]gen.CustomerManager, 0, len(state.Managers))
	names := state.directory()
	for _, m := range state.Managers {
		list.Result.Items = append(list.Result.Items, names.show(m))
	}
	return list, nil
}

func (service) CreateCustomerManager(ctx context.Context, request gen.CreateCustomerManagerRequestObject) (gen.CreateCustomerManagerResponseObject, error) {
	var created gen.CustomerManager
	err := worldIn(ctx).edit(ctx, func(state State) (State, error) {
		m := Manager{ID: state.NextID, CollaboratorID: digits(request.Body.TeamCollaboratorID)}
		names, wrong := state.directory(), faulty{}
		if _, ok := names.collaborators[m.CollaboratorID]; !ok {
			wrong.add("team_collaborator_id", "is unknown")
		} else if slices.ContainsFunc(state.Managers, func(other Manager) bool { return other.CollaboratorID == m.CollaboratorID }) {
			wrong.add("team_collaborator_id", "is a customer manager already")
		}
		m.grant(names, request.Body.RoleID, request.Body.PermittedWorkspaceIDs, wrong)
		if len(wrong) > 0 {
			return State{}, wrong
		}
		if m.ID == math.MaxInt64 {
			return State{}, errors.New("the world has no ids left")
		}
		created = names.show(m)
		state.NextID++
		state.Managers = append(slices.Clip(state.Managers), m)
		return state, nil
	})
	return gen.CreateCustomerManager200JSONResponse{Result: created}, err
}

func (service) UpdateCustomerManager(ctx context.Context, request gen.UpdateCustomerManagerRequestObject) (gen.UpdateCustomerManagerResponseObject, error) {
	var updated gen.CustomerManager
	err := worldIn(ctx).edit(ctx, func(state State) (State, error) {
		at, err := state.find(request.ID)
		if err != nil {
			return State{}, err
		}
		m := state.Managers[at]
		names, wrong := state.directory(), faulty{}
		m.grant(names, request.Body.RoleID, request.Body.PermittedWorkspaceIDs, wrong)
		if len(wrong) > 0 {
			return State{}, wrong
		}
		updated = names.show(m)
		state.Managers = slices.Clone(state.Managers)
		state.Managers[at] = m
		return state, nil
	})
	return gen.UpdateCustomerManager200JSONResponse{Result: updated}, err
}

func (service) DeleteCustomerManager(ctx context.Context, request gen.DeleteCustomerManagerRequestObject) (gen.DeleteCustomerManagerResponseObject, error) {
	err := worldIn(ctx).edit(ctx, func(state State) (State, error) {
		at, err := state.find(request.ID)
		if err != nil {
			return State{}, err
		}
		state.Managers = slices.Delete(slices.Clone(state.Managers), at, at+1)
		return state, nil
	})
	return gen.DeleteCustomerManager200JSONResponse{Result: "ok"}, err
}

// grant replaces role and scope. No workspaces means all of them, whether they
// were left out or sent as [].
func (m *Manager) grant(names directory, role json.RawMessage, workspaces *[]int64, wrong faulty) {
	m.RoleID, m.WorkspaceIDs = digits(role), []int64{}
	if _, ok := names.roles[m.RoleID]; !ok {
		wrong.add("role_id", "is unknown")
	}
	if workspaces == nil {
		return
	}
	m.WorkspaceIDs = once(*workspaces)
	for _, id := range m.WorkspaceIDs {
		if _, ok := names.workspaces[id]; !ok {
			wrong.add("permitted_workspace_ids", strconv.FormatInt(id, 10)+" is unknown")
		}
	}
}

// digits reads an id that was judged already, a number or a digit string. It is
// 0, nobody's id, for digits beyond int64.
func digits(raw json.RawMessage) int64 {
	id, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// once drops repeated ids and keeps the order.
func once(ids []int64) []int64 {
	seen := make(map[int64]bool, len(ids))
	kept := make([]int64, 0, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}
