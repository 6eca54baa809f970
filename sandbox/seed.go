package sandbox

// Seed returns what a new world holds: the two managers of the vendor's page
// with their roles and workspaces, and others to create managers with. The
// people and addresses are made up. A caller may change the value and use it
// with [WithSeed].
func Seed() State {
	return State{
		NextID: firstFree,
		Managers: []Manager{
			{ID: 1234, CollaboratorID: 4321, RoleID: 247, WorkspaceIDs: []int64{27123, 29456}},
			{ID: 5678, CollaboratorID: 8765, RoleID: 2, WorkspaceIDs: []int64{}},
		},
		Collaborators: []Collaborator{
			{ID: 4321, Name: "ACME-HR", Email: "alex@example.com.com", AvatarURL: "https://example.com"},
			{ID: 8765, Name: "ACME Corp.", Email: "ariel@example.com", AvatarURL: "https://example.com"},
			{ID: 5252, Name: "Robin Example", Email: "robin@example.com", AvatarURL: "https://example.com/robin.png"},
			{ID: 6363, Name: "Sam Example", Email: "sam@example.com"},
			{ID: 7474, Name: "Kim Example", Email: "kim@example.com"},
			{ID: 8101, Name: "Noor Example", Email: "noor@example.com", AvatarURL: "https://example.com/noor.png"},
			{ID: 8102, Name: "Jesse Example", Email: "jesse@example.com"},
			{ID: 8103, Name: "Charlie O'Example", Email: "charlie+sandbox@example.com"},
			{ID: 8104, Name: "Zoë Exämple", Email: "zoe@example.com", AvatarURL: "https://example.com/zo%C3%AB.png"},
			{ID: 8105, Name: "例 太郎", Email: "taro@example.com"},
			{ID: 8106, Name: "Ash <Example> & Co.", Email: "ash@example.com"},
		},
		Roles: []Role{
			{ID: 2, Name: "Admin", System: true},
			{ID: 3, Name: "Operator", System: true},
			{ID: 4, Name: "Analyst", System: true},
			{ID: 247, Name: "Customer Admin"},
			{ID: 248, Name: "Customer Support"},
		},
		Workspaces: []Workspace{
			{ID: 27123, Name: "Nutech"},
			{ID: 29456, Name: "ACME USA"},
			{ID: 30001, Name: "ACME Europe"},
			{ID: 30002, Name: "Example Foods"},
			{ID: 30003, Name: "Example Motors"},
			{ID: 30004, Name: "Exemple Santé"},
			{ID: 30005, Name: "例株式会社"},
			{ID: 30006, Name: "Example & Sons"},
		},
	}
}

// Values returns what is good to send to a new world, by the name of the
// property: [State.Values] of [Seed].
func Values() map[string][]any { return Seed().Values() }

// Values returns what is good to send to a world in this state, as int64 by the
// name of the request's property: team_collaborator_id for those who are no
// managers yet, role_id and permitted_workspace_ids for all there are.
func (s State) Values() map[string][]any {
	managing := map[int64]bool{}
	for _, m := range s.Managers {
		managing[m.CollaboratorID] = true
	}
	values := map[string][]any{}
	for _, c := range s.Collaborators {
		if !managing[c.ID] {
			values["team_collaborator_id"] = append(values["team_collaborator_id"], c.ID)
		}
	}
	for _, r := range s.Roles {
		values["role_id"] = append(values["role_id"], r.ID)
	}
	for _, w := range s.Workspaces {
		values["permitted_workspace_ids"] = append(values["permitted_workspace_ids"], w.ID)
	}
	return values
}
