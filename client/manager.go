package client

// A CustomerManager is a collaborator of the admin workspace who may manage
// customers' workspaces, in one role.
type CustomerManager struct {
	ID   ManagerID
	User User
	Role Role

	// AllWorkspaces reports that the manager may manage every customer
	// workspace. Workspaces is empty then: look here first, an empty slice
	// alone does not mean "none".
	AllWorkspaces bool

	// Workspaces are the workspaces the manager may manage, in no promised order.
	Workspaces []Workspace
}

// Scope returns where the manager has the role, ready for an UpdateRequest that
// is to change the role only. Of a CustomerManager made by hand that has neither
// AllWorkspaces nor Workspaces it is the zero Scope, which every call refuses.
func (m CustomerManager) Scope() Scope {
	if m.AllWorkspaces {
		return AllWorkspaces()
	}
	if len(m.Workspaces) == 0 {
		return Scope{}
	}
	ids := make([]WorkspaceID, len(m.Workspaces))
	for i, w := range m.Workspaces {
		ids[i] = w.ID
	}
	return OnlyWorkspaces(ids...)
}

// A User is a person, as a collaborator of the admin workspace.
type User struct {
	ID        CollaboratorID
	Name      string
	Email     string // as the API gives it, unchecked
	AvatarURL string // may be empty
}

// A Role is what a manager may do, the same in all workspaces of the scope. The
// API calls it a privilege group.
type Role struct {
	ID     RoleID
	Name   string
	System bool // whether it is one of Workato's own
}

// A Workspace is the workspace of one customer.
type Workspace struct {
	ID   WorkspaceID
	Name string
}

// A CreateRequest says who becomes a customer manager, in which role and where.
// All three are required.
type CreateRequest struct {
	Collaborator CollaboratorID
	Role         RoleID
	Scope        Scope
}

// An UpdateRequest is the role and scope that replace the present ones. Both are
// required: the API knows no "leave as it is".
type UpdateRequest struct {
	Role  RoleID
	Scope Scope
}
