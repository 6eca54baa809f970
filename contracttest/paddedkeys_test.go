package contracttest_test

import (
	"bytes"
	"slices"
	"strconv"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestAServerThatDropsWhatStandsAroundAKeyIsBlamed(t *testing.T) {
	server := &careless{Server: inhabited(t, 10_001), read: readings["without what stands around it"]}
	requireUntouched(t, server, func(target contracttest.Target) {
		target.Handler = server
		var failed []string
		for id, r := range judge(t, target) {
			if r.Outcome != contracttest.Pass {
				failed = append(failed, id)
				require.False(t, r.Broken(false), "typed path parameters read a key so: %s", r)
				require.True(t, r.Broken(true), r)
			}
		}
		slices.Sort(failed)
		var want []string
		for _, operation := range []string{"deleteCustomerManager", "updateCustomerManager"} {
			want = append(want, operation+"/unknown/id/padded", operation+"/unknown/id/signed", operation+"/unknown/id/space-after", operation+"/unknown/id/space-before")
		}
		require.Equal(t, want, failed)
	})
}

// TestAKeyWithAZeroBeforeItMayBeSomebodyElsesInOctal has people under every
// number that a key of the run, with a zero before it, is in octal.
func TestAKeyWithAZeroBeforeItMayBeSomebodyElsesInOctal(t *testing.T) {
	t.Parallel()
	for i, name := range []string{"in the base that its start tells", "as far as its octal digits go"} {
		for j, next := range []int64{10_001, 10_008} { // 8 is no octal digit
			if thin(i+j, 2) {
				continue
			}
			server := &careless{Server: inhabited(t, next), read: readings[name]}
			world := server.World(sandbox.Token)
			state := world.Snapshot()
			taken := map[int64]bool{}
			for _, m := range state.Managers {
				taken[m.ID] = true
			}
			for own := next; own < next+200; own++ {
				for text := strconv.FormatInt(own, 10); text != ""; text = text[:len(text)-1] {
					id, err := strconv.ParseInt(text, 8, 64)
					if err != nil || id == 0 || taken[id] {
						continue
					}
					taken[id] = true
					state.Collaborators = append(state.Collaborators, sandbox.Collaborator{ID: 900_000 + id, Name: "Somebody", Email: "somebody@example.com"})
					state.Managers = append(state.Managers, sandbox.Manager{ID: id, CollaboratorID: 900_000 + id, RoleID: 247, WorkspaceIDs: []int64{27123}})
				}
			}
			require.NoError(t, world.Restore(state))
			requireUntouched(t, server, func(target contracttest.Target) {
				target.Handler = server
				r := judge(t, target)["updateCustomerManager/unknown/id/padded"]
				require.Equal(t, contracttest.Skip, r.Outcome, r)
				require.Contains(t, r.Reason, "somebody else's under")
			})
		}
	}
}

func TestWhatADocumentAllowsAroundAKeyIsNotTried(t *testing.T) {
	const schema = `{type: string, pattern: "^n-[0-9]+$"}, example: n-1}`
	require.Contains(t, string(notes.YAML), schema)
	for name, c := range map[string]struct {
		schema string
		tried  []string
	}{
		"the key has a form of its own":      {schema, []string{"padded", "signed", "space-before", "space-after"}},
		"the key is any text":                {`{type: string}, example: n-1}`, nil},
		"the key is of any digits":           {`{type: string, pattern: "^[0-9]+$"}, example: "1"}`, []string{"signed", "space-before", "space-after"}},
		"a key of the examples may begin so": {`{type: string, pattern: "^[0+]?n-[0-9]+$"}, example: n-1}`, []string{"space-before", "space-after"}},
		"the key is an integer":              {`{type: integer}, example: 1}`, nil},
		"the key is an integer or digits":    {`{oneOf: [{type: integer}, {type: string, pattern: "^[1-9][0-9]*$"}]}, example: 1}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := openapi.Parse("notes.yaml", bytes.Replace(notes.YAML, []byte(schema), []byte(c.schema), 1))
			require.NoError(t, err)
			suite, err := contracttest.New(doc)
			require.NoError(t, err)
			var tried []string
			for _, check := range suite.Checks() {
				for _, id := range []string{"padded", "signed", "space-before", "space-after"} {
					if check.ID == "editNote/unknown/note/"+id {
						tried = append(tried, id)
					}
				}
			}
			require.Equal(t, c.tried, tried)
		})
	}
}
