package client

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Scope says in which customer workspaces a manager has the role. The API
// takes an empty or missing list for "all of them", so that a filter which found
// nothing would grant everything. Here it is a decision: AllWorkspaces or
// OnlyWorkspaces. The zero Scope is refused by every call before anything is sent.
type Scope struct {
	all bool
	ids []WorkspaceID // not nil if made by OnlyWorkspaces; without duplicates, in the order given
}

// AllWorkspaces is the scope of all customer workspaces, those to come included.
func AllWorkspaces() Scope { return Scope{all: true} }

// OnlyWorkspaces is the scope of the given workspaces, of which one is needed at
// least: none at all, or an id below 1, is refused by the call that uses the
// scope. Duplicates are merged.
func OnlyWorkspaces(ids ...WorkspaceID) Scope {
	s := Scope{ids: make([]WorkspaceID, 0, len(ids))}
	seen := make(map[WorkspaceID]bool, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			s.ids = append(s.ids, id)
		}
	}
	return s
}

// All reports whether the scope is all customer workspaces.
func (s Scope) All() bool { return s.all }

// WorkspaceIDs returns the workspaces of the scope in the order given, nil if it
// is all of them.
func (s Scope) WorkspaceIDs() []WorkspaceID { return slices.Clone(s.ids) }

// Contains reports whether the scope reaches a workspace.
func (s Scope) Contains(id WorkspaceID) bool { return s.all || slices.Contains(s.ids, id) }

// Equal reports whether two scopes reach the same workspaces; the order does not
// count.
func (s Scope) Equal(other Scope) bool {
	if s.all || other.all || len(s.ids) != len(other.ids) {
		return s.all && other.all
	}
	a, b := slices.Clone(s.ids), slices.Clone(other.ids)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// String returns the scope in words: "all workspaces", "workspaces 29456, 27123"
// or "no scope".
func (s Scope) String() string {
	switch {
	case s.all:
		return "all workspaces"
	case len(s.ids) == 0:
		return "no scope"
	}
	var b strings.Builder
	b.WriteString("workspaces ")
	for i, id := range s.ids {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.FormatInt(int64(id), 10))
	}
	return b.String()
}

// check refuses what must never be sent.
func (s Scope) check() error {
	switch {
	case s.all:
		return nil
	case s.ids == nil:
		return errors.New("scope is not set: use AllWorkspaces or OnlyWorkspaces")
	case len(s.ids) == 0:
		return errors.New("scope is OnlyWorkspaces of no workspace, which the API would take for all: name one, or use AllWorkspaces")
	}
	for _, id := range s.ids {
		if id < 1 {
			return fmt.Errorf("scope holds workspace %d: ids are above zero", id)
		}
	}
	return nil
}

// append writes permitted_workspace_ids. It checks once more by itself, so that
// no path to the wire can send a list that nobody decided on.
func (s Scope) append(b []byte) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	b = append(b, '[')
	for i, id := range s.ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(id), 10)
	}
	return append(b, ']'), nil
}
