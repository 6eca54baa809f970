package plan

import (
	"fmt"
	"strings"

	"github.com/custmgr/custmgr/client"
)

// An Account is the customer managers of an account, as listed at one time, and
// the names that the list shows.
type Account struct {
	managers   []client.CustomerManager
	by         map[client.CollaboratorID]int // index into managers
	roles      map[client.RoleID]string
	workspaces map[client.WorkspaceID]string
}

// NewAccount makes an Account of a list. It fails if a collaborator is more than
// one manager, for then an entry of a file means neither, and if a manager is
// listed twice.
func NewAccount(managers []client.CustomerManager) (*Account, error) {
	a := &Account{
		managers: managers, by: make(map[client.CollaboratorID]int, len(managers)),
		roles: map[client.RoleID]string{}, workspaces: map[client.WorkspaceID]string{},
	}
	ids := make(map[client.ManagerID]bool, len(managers))
	for i, m := range managers {
		if ids[m.ID] {
			return nil, fmt.Errorf("customer manager %d is listed twice by the API: a change of it might strike another", m.ID)
		}
		if other, twice := a.by[m.User.ID]; twice {
			return nil, fmt.Errorf("collaborator %d (%s) is two customer managers, %d and %d: delete one of them with custmgr delete, for a file has one entry for a collaborator",
				m.User.ID, legible(m.User.Name), managers[other].ID, m.ID)
		}
		ids[m.ID], a.by[m.User.ID] = true, i
		a.roles[m.Role.ID] = m.Role.Name
		for _, w := range m.Workspaces {
			a.workspaces[w.ID] = w.Name
		}
	}
	return a, nil
}

// find returns the manager that a collaborator is, nil if none.
func (a *Account) find(id client.CollaboratorID) *client.CustomerManager {
	if i, ok := a.by[id]; ok {
		return &a.managers[i]
	}
	return nil
}

// learn takes over the names that an older list showed and this one does not.
func (a *Account) learn(older *Account) {
	for id, name := range older.roles {
		if a.roles[id] == "" {
			a.roles[id] = name
		}
	}
	for id, name := range older.workspaces {
		if a.workspaces[id] == "" {
			a.workspaces[id] = name
		}
	}
}

// role names a role, as far as the list shows its name.
func (a *Account) role(id client.RoleID) string {
	return named(a.roles[id], "role", int64(id))
}

// places names workspaces, as far as the list shows their names.
func (a *Account) places(ids []client.WorkspaceID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = named(a.workspaces[id], "workspace", int64(id))
	}
	return strings.Join(texts, ", ")
}

// scope names a scope.
func (a *Account) scope(s client.Scope) string {
	if s.All() {
		return "all workspaces"
	}
	return a.places(s.WorkspaceIDs())
}

func named(name, kind string, id int64) string {
	if name == "" {
		return fmt.Sprintf("%s %d", kind, id)
	}
	return fmt.Sprintf("%s (%d)", legible(name), id)
}
