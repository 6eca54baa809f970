package plan

import (
	"math"
	"strconv"
	"strings"

	"github.com/custmgr/custmgr/client"
	"go.yaml.in/yaml/v3"
)

const said = "say workspaces: [1, 2] or workspaces: all"

// entry reads one manager. What could not be read is zero, and noted.
func (r *reader) entry(n *yaml.Node) Entry {
	e := Entry{Line: n.Line}
	fields := r.fields(n, "an entry", "collaborator", "role", "workspaces")
	if fields == nil {
		return e
	}
	for _, name := range []string{"collaborator", "role"} {
		if fields[name] == nil {
			r.bad(n.Line, "an entry has no %s", name)
		}
	}
	e.Collaborator = client.CollaboratorID(r.id(fields["collaborator"], "collaborator"))
	e.Role = client.RoleID(r.id(fields["role"], "role"))
	if w := fields["workspaces"]; w != nil {
		e.Scope = r.scope(w)
	} else {
		r.bad(n.Line, "an entry has no workspaces, which the API would take for all of them: %s", said)
	}
	return e
}

// scope reads where a manager has the role. The API takes an empty list for
// everything, so that here it is an error.
func (r *reader) scope(n *yaml.Node) client.Scope {
	switch {
	case n.Kind == yaml.AliasNode:
		return client.Scope{}
	case n.Kind == yaml.ScalarNode && n.Value == "all" && n.ShortTag() == "!!str":
		return client.AllWorkspaces()
	case isNull(n):
		r.bad(n.Line, "workspaces is empty, which the API would take for all of them: %s", said)
		return client.Scope{}
	case n.Kind != yaml.SequenceNode:
		r.bad(n.Line, "workspaces must be a list of ids or the word all, but is %s: %s", describe(n), said)
		return client.Scope{}
	case len(n.Content) == 0:
		r.bad(n.Line, "workspaces is an empty list, which the API would take for all workspaces: %s", said)
		return client.Scope{}
	}
	ids := make([]client.WorkspaceID, 0, len(n.Content))
	seen := make(map[int64]bool, len(n.Content))
	for _, item := range n.Content {
		id := r.id(item, "a workspace")
		if seen[id] && id != 0 {
			r.bad(item.Line, "workspace %d is in the list twice", id)
		}
		seen[id] = true
		ids = append(ids, client.WorkspaceID(id))
	}
	return client.OnlyWorkspaces(ids...)
}

// id reads an id, 0 if it is none. Only plain decimal digits are one: what YAML
// makes of 010, 0x10 or 1_000 differs from reader to reader.
func (r *reader) id(n *yaml.Node, what string) int64 {
	if n == nil || n.Kind == yaml.AliasNode {
		return 0
	}
	if n.Kind != yaml.ScalarNode || isNull(n) {
		r.bad(n.Line, "%s must be an id such as 4321, but is %s", what, describe(n))
		return 0
	}
	digits := n.Value != "" && strings.Trim(strings.TrimPrefix(n.Value, "-"), "0123456789") == ""
	id, err := strconv.ParseInt(n.Value, 10, 64)
	switch {
	case quoted(n) && digits:
		r.bad(n.Line, "%s %s is text: write the id without quotes", what, describe(n))
	case !digits:
		r.bad(n.Line, "%s must be an id such as 4321, but is %s", what, describe(n))
	case strings.HasPrefix(n.Value, "-"), strings.Trim(n.Value, "0") == "":
		r.bad(n.Line, "%s %s is not an id: ids are above zero", what, describe(n))
	case n.Value[0] == '0':
		r.bad(n.Line, "%s %s begins with a zero: write the id without it", what, describe(n))
	case err != nil:
		r.bad(n.Line, "%s %s is not an id: ids go up to %d", what, describe(n), math.MaxInt64)
	default:
		return id
	}
	return 0
}
