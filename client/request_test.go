package client

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/gen"
)

func TestBodiesAreThoseOfTheDocument(t *testing.T) {
	read := func(body []byte, err error, into any) {
		t.Helper()
		require.NoError(t, err)
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(into))
	}
	for name, tc := range map[string]struct {
		form           IDEncoding
		create, update string
	}{
		"as shown":   {IDsAsShown, `{"team_collaborator_id":4321,"role_id":2,"permitted_workspace_ids":[29456,27123]}`, `{"role_id":"2","permitted_workspace_ids":[29456,27123]}`},
		"as strings": {IDsAsStrings, `{"team_collaborator_id":"4321","role_id":"2","permitted_workspace_ids":[29456,27123]}`, `{"role_id":"2","permitted_workspace_ids":[29456,27123]}`},
		"as numbers": {IDsAsNumbers, `{"team_collaborator_id":4321,"role_id":2,"permitted_workspace_ids":[29456,27123]}`, `{"role_id":2,"permitted_workspace_ids":[29456,27123]}`},
	} {
		t.Run(name, func(t *testing.T) {
			scope := OnlyWorkspaces(29456, 27123)
			body, err := CreateRequest{4321, 2, scope}.body(tc.form)
			var c gen.CustomerManagerCreate
			read(body, err, &c)
			require.Equal(t, tc.create, string(body))
			require.Equal(t, []int64{29456, 27123}, *c.PermittedWorkspaceIDs)

			body, err = UpdateRequest{2, scope}.body(tc.form)
			var u gen.CustomerManagerUpdate
			read(body, err, &u)
			require.Equal(t, tc.update, string(body))
		})
	}
	all, err := UpdateRequest{2, AllWorkspaces()}.body(IDsAsShown)
	require.NoError(t, err)
	require.Equal(t, `{"role_id":"2","permitted_workspace_ids":[]}`, string(all), "all is said openly")
}
