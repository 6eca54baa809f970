package plan

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/client"
)

// A Kind is what a change does.
type Kind string

// The kinds of changes.
const (
	Delete Kind = "delete"
	Update Kind = "update"
	Create Kind = "create"
)

// A Change is one call that makes the account more like the file.
type Change struct {
	Kind   Kind
	Before *client.CustomerManager // nil for a create
	Entry  Entry                   // what is wanted; of a delete only the collaborator is set
}

// removed returns the workspaces that an update takes away one by one, nil if it
// is all of them for some.
func (c Change) removed() []client.WorkspaceID { return without(c.before(), c.Entry.Scope) }

// added returns the workspaces that an update gives one by one.
func (c Change) added() []client.WorkspaceID { return without(c.Entry.Scope, c.before()) }

func without(from, these client.Scope) []client.WorkspaceID {
	if these.All() {
		return nil
	}
	has := map[client.WorkspaceID]bool{}
	for _, id := range these.WorkspaceIDs() {
		has[id] = true
	}
	left := slices.DeleteFunc(from.WorkspaceIDs(), func(id client.WorkspaceID) bool { return has[id] })
	slices.Sort(left)
	return left
}

// before is the scope before the change, the zero Scope if there is none.
func (c Change) before() client.Scope {
	if c.Before == nil {
		return client.Scope{}
	}
	return c.Before.Scope()
}

// GrantsAll reports whether the change gives all workspaces to somebody who did
// not have them.
func (c Change) GrantsAll() bool { return c.Entry.Scope.All() && !c.before().All() }

// Widens reports whether the change gives somebody who is a manager a workspace
// more, or gives anybody all of them.
func (c Change) Widens() bool {
	return c.GrantsAll() || c.Kind == Update && !c.before().All() && len(c.added()) > 0
}

// risk orders changes: what takes access away comes first, so that a run that is
// cut short has taken too much rather than given too much, and what gives most
// comes last. What a role allows is not known, so that a new role in no new
// workspace lies between.
func (c Change) risk() int {
	switch {
	case c.Kind == Delete:
		return 0
	case c.GrantsAll():
		return 4
	case c.Kind == Create, c.Widens():
		return 3
	case c.Before.Role.ID != c.Entry.Role:
		return 2
	}
	return 1
}

// done reports whether a manager is what the change wants; nil is no manager.
func (c Change) done(m *client.CustomerManager) bool {
	switch {
	case c.Kind == Delete:
		return m == nil || m.ID != c.Before.ID
	case m == nil:
		return false
	}
	return m.Role.ID == c.Entry.Role && m.Scope().Equal(c.Entry.Scope)
}

// untouched reports whether a manager is what it was before the change.
func (c Change) untouched(m *client.CustomerManager) bool {
	return c.Before != nil && m.ID == c.Before.ID && m.Role.ID == c.Before.Role.ID && m.Scope().Equal(c.Before.Scope())
}

// where says which entry of the file, or which manager, the change is about.
func (p *Plan) where(c Change) string {
	who := fmt.Sprintf("collaborator %d", c.Entry.Collaborator)
	if c.Before != nil {
		who = fmt.Sprintf("%s, manager %d", named(c.Before.User.Name, "collaborator", int64(c.Before.User.ID)), c.Before.ID)
	}
	if c.Kind == Delete {
		return who
	}
	return fmt.Sprintf("%s:%d: %s", p.file, c.Entry.Line, who)
}
