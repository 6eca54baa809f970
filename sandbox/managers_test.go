package sandbox

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/gen"
)

// one reads the manager of an answer to create or update.
func (b bench) one(got reply) gen.CustomerManager {
	b.t.Helper()
	require.Equal(b.t, http.StatusOK, got.Status, got.Body)
	var envelope gen.CustomerManagerEnvelope
	require.NoError(b.t, json.Unmarshal([]byte(got.Body), &envelope))
	return envelope.Result
}

func (b bench) list() []gen.CustomerManager {
	b.t.Helper()
	got := b.call("GET", managersPath, "")
	require.Equal(b.t, http.StatusOK, got.Status, got.Body)
	var list gen.CustomerManagerList
	require.NoError(b.t, json.Unmarshal([]byte(got.Body), &list))
	return list.Result.Items
}

func workspaces(m gen.CustomerManager) []int64 {
	ids := []int64{}
	for _, w := range m.ModeratedWorkspaces {
		ids = append(ids, w.ID)
	}
	return ids
}

func TestTheSeedIsThePage(t *testing.T) {
	b := newBench(t)
	require.JSONEq(t, seedList, b.call("GET", managersPath, "").Body)
	require.NoError(t, Seed().Validate())
	require.Len(t, b.Server.seed.Collaborators, 11)
}

func TestScopes(t *testing.T) {
	for name, c := range map[string]struct {
		scope string
		shown []int64
	}{
		"left out means all":        {``, []int64{}},
		"empty means all":           {`,"permitted_workspace_ids":[]`, []int64{}},
		"one":                       {`,"permitted_workspace_ids":[30001]`, []int64{30001}},
		"order is kept":             {`,"permitted_workspace_ids":[30001,27123,29456]`, []int64{30001, 27123, 29456}},
		"repeated ids count once":   {`,"permitted_workspace_ids":[27123,30001,27123,30001]`, []int64{27123, 30001}},
		"more than the first three": {`,"permitted_workspace_ids":[30005,30004,30003,30002]`, []int64{30005, 30004, 30003, 30002}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			created := b.one(b.call("POST", managersPath, `{"team_collaborator_id":5252,"role_id":3`+c.scope+`}`))
			require.Equal(t, c.shown, workspaces(created))
			updated := b.one(b.call("PUT", managersPath+"/1234", `{"role_id":3`+c.scope+`}`))
			require.Equal(t, c.shown, workspaces(updated), "nothing of the earlier scope stays")
			require.Equal(t, int64(3), updated.PrivilegeGroup.ID)
			require.Equal(t, int64(4321), updated.User.ID)
			list := b.list()
			require.Len(t, list, 3)
			require.Equal(t, []gen.CustomerManager{updated, created}, []gen.CustomerManager{list[0], list[2]}, "the list shows what was answered")
		})
	}
}

func TestIdsAreHandedOutInOrderAndNeverAgain(t *testing.T) {
	b := newBench(t)
	create := func(collaborator int) int64 {
		return b.one(b.call("POST", managersPath, fmt.Sprintf(`{"team_collaborator_id":%d,"role_id":2}`, collaborator))).ID
	}
	require.Equal(t, int64(10001), create(5252))
	require.Equal(t, int64(10002), create(6363))
	require.Equal(t, "{\"result\":\"ok\"}\n", b.call("DELETE", managersPath+"/10002", "").Body)
	require.Equal(t, http.StatusNotFound, b.call("DELETE", managersPath+"/10002", "").Status, "a second delete finds nothing")
	require.Equal(t, int64(10003), create(6363), "a former manager can become one again, under another id")
	require.Len(t, b.list(), 4)
}

func TestLargeIdsSurvive(t *testing.T) {
	seed := Seed()
	seed.NextID = math.MaxInt64 - 1
	seed.Roles = append(seed.Roles, Role{ID: math.MaxInt64, Name: "Last"})
	b := newBench(t, WithSeed(seed))
	m := b.one(b.call("POST", managersPath, `{"team_collaborator_id":5252,"role_id":9223372036854775807}`))
	require.Equal(t, int64(math.MaxInt64-1), m.ID)
	require.Equal(t, int64(math.MaxInt64), m.PrivilegeGroup.ID)
	require.Equal(t, http.StatusOK, b.call("DELETE", managersPath+"/9223372036854775806", "").Status)
	require.Equal(t, http.StatusInternalServerError, b.call("POST", managersPath, `{"team_collaborator_id":5252,"role_id":2}`).Status, "no id is left")
}

func TestEverythingThatValuesNamesCanBeSent(t *testing.T) {
	values := Values()
	require.Len(t, values["team_collaborator_id"], 9)
	require.Len(t, values["role_id"], 5)
	require.Len(t, values["permitted_workspace_ids"], 8)
	b := newBench(t)
	for i, collaborator := range values["team_collaborator_id"] {
		body, err := json.Marshal(map[string]any{
			"team_collaborator_id":    collaborator,
			"role_id":                 values["role_id"][i%5],
			"permitted_workspace_ids": values["permitted_workspace_ids"][:i],
		})
		require.NoError(t, err)
		require.Equal(t, i%9, len(workspaces(b.one(b.call("POST", managersPath, string(body))))))
	}
	require.Len(t, b.list(), 11)
	require.Empty(t, b.World(Token).Snapshot().Values()["team_collaborator_id"], "everybody is a manager by now")
}

// The document's examples are what people copy first.
func TestTheExamplesOfTheDocumentAreCarriedOut(t *testing.T) {
	b := newBench(t)
	taken := map[string]bool{"page": true} // 4321, a manager of the seed
	for name, example := range b.doc.Components.Schemas["CustomerManagerCreate"].Value.Properties {
		require.NotNil(t, example, name)
	}
	for path, item := range b.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.RequestBody == nil {
				continue
			}
			for name, example := range operation.RequestBody.Value.Content["application/json"].Examples {
				body, err := json.Marshal(example.Value.Value)
				require.NoError(t, err)
				status := http.StatusOK
				if path == managersPath && taken[name] {
					status = http.StatusUnprocessableEntity
				}
				at := map[bool]string{true: managersPath, false: managersPath + "/1234"}[path == managersPath]
				require.Equal(t, status, b.call(method, at, string(body)).Status, "%s %s", method, name)
			}
		}
	}
}
