package sandbox

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/custmgr/custmgr/gen"
)

// A State is all that one world holds. As JSON it is an object of these five
// members, which GET and PUT /_sandbox/state carry. All ids are at least 1, and
// unique in their list.
//
// A State that was handed to a [Store], or came from one, is never changed: who
// wants another makes a copy.
type State struct {
	NextID        int64          `json:"next_id"`       // the id of the next manager; 0 stands for one that is free
	Managers      []Manager      `json:"managers"`      // in the order in which they are listed
	Collaborators []Collaborator `json:"collaborators"` // who can become a manager
	Roles         []Role         `json:"roles"`         // what a manager can be
	Workspaces    []Workspace    `json:"workspaces"`    // where a manager can be one
}

// A Manager is a collaborator with a role. No workspaces means all of them.
type Manager struct {
	ID             int64   `json:"id"`
	CollaboratorID int64   `json:"team_collaborator_id"`
	RoleID         int64   `json:"role_id"`
	WorkspaceIDs   []int64 `json:"permitted_workspace_ids"`
}

// A Collaborator is a person of the admin workspace.
type Collaborator struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Email     string `json:"email"`
	AvatarURL string `json:"avatar_url"`
}

// A Role is what a manager may do.
type Role struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	System bool   `json:"system"`
}

// A Workspace belongs to a customer.
type Workspace struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// firstFree is the least id that a new manager gets: far from those of seeds.
const firstFree = 10001

// Validate reports the first thing that is wrong with a state: an id that is
// not positive or appears twice, a manager who refers to something missing, a
// collaborator who is two managers, a next_id that is taken or was passed.
func (s State) Validate() error {
	if err := unique("collaborator", s.Collaborators, func(c Collaborator) int64 { return c.ID }); err != nil {
		return err
	}
	if err := unique("role", s.Roles, func(r Role) int64 { return r.ID }); err != nil {
		return err
	}
	if err := unique("workspace", s.Workspaces, func(w Workspace) int64 { return w.ID }); err != nil {
		return err
	}
	if err := unique("manager", s.Managers, func(m Manager) int64 { return m.ID }); err != nil {
		return err
	}
	names, managing := s.directory(), map[int64]int64{}
	for _, m := range s.Managers {
		missing := func(what string, id int64) error {
			return fmt.Errorf("manager %d refers to %s %d, which is missing: add it, or change the manager", m.ID, what, id)
		}
		if _, ok := names.collaborators[m.CollaboratorID]; !ok {
			return missing("collaborator", m.CollaboratorID)
		}
		if _, ok := names.roles[m.RoleID]; !ok {
			return missing("role", m.RoleID)
		}
		for _, id := range m.WorkspaceIDs {
			if _, ok := names.workspaces[id]; !ok {
				return missing("workspace", id)
			}
		}
		if other, ok := managing[m.CollaboratorID]; ok {
			return fmt.Errorf("collaborator %d is manager %d and manager %d: keep one of them", m.CollaboratorID, other, m.ID)
		}
		managing[m.CollaboratorID] = m.ID
		if m.ID == math.MaxInt64 {
			return fmt.Errorf("manager %d leaves no greater id for the next one: choose a smaller id", m.ID)
		}
		if s.NextID != 0 && s.NextID <= m.ID {
			return fmt.Errorf("next_id %d is not greater than the id of manager %d: raise it, or leave it out", s.NextID, m.ID)
		}
	}
	if s.NextID < 0 {
		return fmt.Errorf("next_id %d is negative: raise it, or leave it out", s.NextID)
	}
	return nil
}

func unique[T any](what string, all []T, id func(T) int64) error {
	seen := make(map[int64]bool, len(all))
	for _, v := range all {
		switch id := id(v); {
		case id < 1:
			return fmt.Errorf("%s %d has no positive id: give it one", what, id)
		case seen[id]:
			return fmt.Errorf("%s %d appears twice: keep one of them", what, id)
		default:
			seen[id] = true
		}
	}
	return nil
}

// settled returns a deep copy of a valid state in its plainest form: a next id,
// no workspace twice, no list nil.
func (s State) settled() State {
	next := s.NextID
	if next == 0 {
		next = firstFree
		for _, m := range s.Managers {
			next = max(next, m.ID+1)
		}
	}
	managers := make([]Manager, 0, len(s.Managers))
	for _, m := range s.Managers {
		m.WorkspaceIDs = once(m.WorkspaceIDs)
		managers = append(managers, m)
	}
	return State{
		NextID:        next,
		Managers:      managers,
		Collaborators: append([]Collaborator{}, s.Collaborators...),
		Roles:         append([]Role{}, s.Roles...),
		Workspaces:    append([]Workspace{}, s.Workspaces...),
	}
}

// find returns the place of a manager by the id in a path.
func (s State) find(id string) (int, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	at := slices.IndexFunc(s.Managers, func(m Manager) bool { return m.ID == n })
	if err != nil || at < 0 {
		return 0, errNoManager
	}
	return at, nil
}

// A directory finds what managers refer to.
type directory struct {
	collaborators map[int64]Collaborator
	roles         map[int64]Role
	workspaces    map[int64]Workspace
}

func (s State) directory() directory {
	d := directory{map[int64]Collaborator{}, map[int64]Role{}, map[int64]Workspace{}}
	for _, c := range s.Collaborators {
		d.collaborators[c.ID] = c
	}
	for _, r := range s.Roles {
		d.roles[r.ID] = r
	}
	for _, w := range s.Workspaces {
		d.workspaces[w.ID] = w
	}
	return d
}

// show spells a manager out as answers do.
func (d directory) show(m Manager) gen.CustomerManager {
	c, r := d.collaborators[m.CollaboratorID], d.roles[m.RoleID]
	shown := gen.CustomerManager{
		ID:                  m.ID,
		User:                gen.User{ID: c.ID, Name: c.Name, Email: c.Email, AvatarURL: c.AvatarURL},
		PrivilegeGroup:      gen.PrivilegeGroup{ID: r.ID, Name: r.Name, System: r.System},
		ModeratedWorkspaces: make([]gen.Workspace, 0, len(m.WorkspaceIDs)),
	}
	for _, id := range m.WorkspaceIDs {
		w := d.workspaces[id]
		shown.ModeratedWorkspaces = append(shown.ModeratedWorkspaces, gen.Workspace{ID: w.ID, Name: w.Name})
	}
	return shown
}
