package client

import "slices"

// list reads the answer to a list.
func (s *scanner) list() []CustomerManager {
	all := []CustomerManager{}
	s.each(func(m CustomerManager) bool {
		all = append(all, m)
		return true
	})
	return all
}

// each reads the answer to a list and hands out one manager after the other,
// until yield returns false. The end of the answer is read and checked too.
func (s *scanner) each(yield func(CustomerManager) bool) {
	root := s.object("result")
	for s.result(&root) {
		result := s.object("items")
		for s.member(&result) {
			if result.key == "" {
				s.skip()
				continue
			}
			items := s.array()
			for s.element(&items) {
				m := s.manager()
				if s.err != nil || !yield(m) {
					return
				}
			}
		}
	}
}

// envelope reads the answer to a create or an update.
func (s *scanner) envelope() (m CustomerManager) {
	root := s.object("result")
	for s.result(&root) {
		m = s.manager()
	}
	return m
}

// deleted reads the answer to a delete.
func (s *scanner) deleted() struct{} {
	root := s.object("result")
	for s.result(&root) {
		if s.str() != "ok" {
			s.fail(`is not "ok"`)
		}
	}
	return struct{}{}
}

func (s *scanner) manager() (m CustomerManager) {
	o := s.object("id", "user", "privilege_group", "moderated_workspaces")
	for s.member(&o) {
		switch o.key {
		case "id":
			m.ID = ManagerID(s.id())
		case "user":
			m.User = s.user()
		case "privilege_group":
			m.Role = s.role()
		case "moderated_workspaces":
			m.Workspaces = s.workspaces()
			m.AllWorkspaces = len(m.Workspaces) == 0
		default:
			s.skip()
		}
	}
	return m
}

func (s *scanner) user() (u User) {
	o := s.object("id", "name", "email", "avatar_url")
	for s.member(&o) {
		switch o.key {
		case "id":
			u.ID = CollaboratorID(s.id())
		case "name":
			u.Name = s.str()
		case "email":
			u.Email = s.str()
		case "avatar_url":
			u.AvatarURL = s.str()
		default:
			s.skip()
		}
	}
	return u
}

func (s *scanner) role() (r Role) {
	o := s.object("id", "name", "system")
	for s.member(&o) {
		switch o.key {
		case "id":
			r.ID = RoleID(s.id())
		case "name":
			r.Name = s.str()
		case "system":
			r.System = s.boolean()
		default:
			s.skip()
		}
	}
	return r
}

func (s *scanner) workspaces() []Workspace {
	s.rooms = s.rooms[:0]
	list := s.array()
	for s.element(&list) {
		var w Workspace
		o := s.object("id", "name")
		for s.member(&o) {
			switch o.key {
			case "id":
				w.ID = WorkspaceID(s.id())
			case "name":
				w.Name = s.str()
			default:
				s.skip()
			}
		}
		s.rooms = append(s.rooms, w)
	}
	if len(s.rooms) == 0 {
		return []Workspace{}
	}
	return slices.Clone(s.rooms)
}
