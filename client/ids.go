package client

import "strconv"

// The ids of the API. They are types of their own so that a collaborator's id
// cannot be given where a role's is wanted. All are above zero.
type (
	// A ManagerID identifies a customer manager, not the person.
	ManagerID int64

	// A CollaboratorID identifies a person: a collaborator of the admin
	// workspace. It is the id of a User.
	CollaboratorID int64

	// A RoleID identifies a role.
	RoleID int64

	// A WorkspaceID identifies a customer's workspace.
	WorkspaceID int64
)

// An IDEncoding says how the ids of a person and a role are written in requests.
// The vendor's page calls them strings and shows numbers in some samples, and
// nobody has documented whether both are accepted.
type IDEncoding int

const (
	IDsAsShown   IDEncoding = iota // as in the vendor's samples: numbers to create, a string to update; the default
	IDsAsStrings                   // always strings, such as "2"
	IDsAsNumbers                   // always numbers, such as 2
)

// appendID writes an id as a JSON number or string.
func appendID(b []byte, id int64, quoted bool) []byte {
	if quoted {
		b = append(b, '"')
	}
	b = strconv.AppendInt(b, id, 10)
	if quoted {
		b = append(b, '"')
	}
	return b
}
