package client_test

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/gen"
)

// A step is one call as both clients make it.
type step struct {
	name string
	want client.Scope                       // that a create or an update asks for
	fits func(*client.CustomerManager) bool // whether it is about whom and what was asked for
	as   string                             // the token, if it is another than the right one
	ours func(context.Context, *client.Client) (*client.CustomerManager, error)

	// raw returns the status of the answer. It is nil where the generated client
	// has no such method.
	raw func(context.Context, *gen.ClientWithResponses) (status int, err error)
}

// steps are one after the other what every bad server has to answer: each method
// where it succeeds, each that can be refused where it is, and reading at the end
// what the writes have done.
func steps() []step {
	one, all := client.OnlyWorkspaces(29456), client.AllWorkspaces()
	return []step{
		listed(), streamed(),
		created("create", 5252, one), created("create again", 5252, one), created("create for all", 6363, all),
		updated("update", 1234, one), updated("update to all", 5678, all), updated("update of none", 999_999, one),
		listed(), streamed(),
		updated("update out of reach", 5678, client.OnlyWorkspaces(1)),
		deleted("delete", 1234), deleted("delete again", 1234),
		listed(), streamed(),
		stranger(listed()), stranger(created("create", 7474, one)), stranger(updated("update", 5678, one)), stranger(deleted("delete", 5678)),
	}
}

// stranger makes a call with a token that nobody has given out.
func stranger(s step) step {
	s.name, s.as = s.name+" as a stranger", "nobody"
	return s
}

// bearer is the key under which a context has the token of a step.
type bearer struct{}

// context gives a call the token of the step.
func (s step) context(ctx context.Context) context.Context {
	if s.as == "" {
		return context.WithValue(ctx, bearer{}, token)
	}
	return context.WithValue(ctx, bearer{}, s.as)
}

// tokens takes the token of a call from its context.
type tokens struct{}

func (tokens) Token(ctx context.Context) (client.Token, error) {
	return client.NewToken(ctx.Value(bearer{}).(string)), nil
}

// editor is to the generated client what tokens is to the other.
func (tokens) editor(ctx context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+ctx.Value(bearer{}).(string))
	return nil
}

func listed() step {
	return step{
		name: "list",
		ours: func(ctx context.Context, c *client.Client) (*client.CustomerManager, error) {
			_, err := c.List(ctx)
			return nil, err
		},
		raw: func(ctx context.Context, c *gen.ClientWithResponses) (int, error) {
			a, err := c.ListCustomerManagersWithResponse(ctx)
			return statusOf(a, err)
		},
	}
}

func streamed() step {
	return step{name: "all", ours: func(ctx context.Context, c *client.Client) (_ *client.CustomerManager, failed error) {
		for _, err := range c.All(ctx) {
			failed = err
		}
		return nil, failed
	}}
}

func created(name string, who int64, scope client.Scope) step {
	return step{
		name: name, want: scope,
		fits: func(m *client.CustomerManager) bool { return int64(m.User.ID) == who && m.Role.ID == 2 },
		ours: func(ctx context.Context, c *client.Client) (*client.CustomerManager, error) {
			return c.Create(ctx, client.CreateRequest{Collaborator: client.CollaboratorID(who), Role: 2, Scope: scope})
		},
		raw: func(ctx context.Context, c *gen.ClientWithResponses) (int, error) {
			a, err := c.CreateCustomerManagerWithResponse(ctx, body[gen.CreateCustomerManagerJSONRequestBody](scope, "team_collaborator_id", who, "role_id", 2))
			return statusOf(a, err)
		},
	}
}

func updated(name string, id client.ManagerID, scope client.Scope) step {
	return step{
		name: name, want: scope,
		fits: func(m *client.CustomerManager) bool { return m.ID == id && m.Role.ID == 3 },
		ours: func(ctx context.Context, c *client.Client) (*client.CustomerManager, error) {
			return c.Update(ctx, id, client.UpdateRequest{Role: 3, Scope: scope})
		},
		raw: func(ctx context.Context, c *gen.ClientWithResponses) (int, error) {
			a, err := c.UpdateCustomerManagerWithResponse(ctx, text(id), body[gen.UpdateCustomerManagerJSONRequestBody](scope, "role_id", "3"))
			return statusOf(a, err)
		},
	}
}

func deleted(name string, id client.ManagerID) step {
	return step{
		name: name,
		ours: func(ctx context.Context, c *client.Client) (*client.CustomerManager, error) {
			return nil, c.Delete(ctx, id)
		},
		raw: func(ctx context.Context, c *gen.ClientWithResponses) (int, error) {
			a, err := c.DeleteCustomerManagerWithResponse(ctx, text(id))
			return statusOf(a, err)
		},
	}
}

// body makes a body of the generated client from names and values.
func body[T any](scope client.Scope, members ...any) (made T) {
	object := map[string]any{"permitted_workspace_ids": append([]client.WorkspaceID{}, scope.WorkspaceIDs()...)}
	for i := 0; i < len(members); i += 2 {
		object[members[i].(string)] = members[i+1]
	}
	written, err := json.Marshal(object)
	if err == nil {
		err = json.Unmarshal(written, &made)
	}
	if err != nil {
		panic(err)
	}
	return made
}

func statusOf(answer interface{ StatusCode() int }, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return answer.StatusCode(), nil
}

func text(id client.ManagerID) string {
	written, _ := json.Marshal(id)
	return string(written)
}
