package contracttest_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

const secondToken = sandbox.Token + "-of-a-second-account"

// twoAccounts is a sandbox, which counts keys for each account, whose second
// account has as many managers as given, of the same people, under the keys that
// new ones of the first account get.
func twoAccounts(t *testing.T, managers int) *sandbox.Server {
	t.Helper()
	server := sandbox.New()
	state := server.World(secondToken).Snapshot()
	next := state.NextID
	for i, v := range sandbox.Values()["team_collaborator_id"] {
		if i < managers {
			state.Managers = append(state.Managers, sandbox.Manager{ID: next + int64(i), CollaboratorID: v.(int64), RoleID: 2, WorkspaceIDs: []int64{}})
		}
	}
	for i := len(state.Managers) - 2; i < managers; i++ { // more than there are people to use
		id := 900_000 + int64(i)
		state.Collaborators = append(state.Collaborators, sandbox.Collaborator{ID: id, Name: "Somebody", Email: "somebody@example.com"})
		state.Managers = append(state.Managers, sandbox.Manager{ID: next + int64(i), CollaboratorID: id, RoleID: 2, WorkspaceIDs: []int64{}})
	}
	state.NextID = 0
	require.NoError(t, server.World(secondToken).Restore(state))
	return server
}

func TestTheItemsOfTheSecondAccountStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for i, c := range []struct {
		name     string
		managers int
		most     int
		outcome  contracttest.Outcome // of the isolation of update and delete
	}{
		{"where it has none under the keys of ours", 0, 0, contracttest.Pass},
		{"where it has one under the first of them", 1, 0, contracttest.Pass},
		{"where it has six", 6, 0, contracttest.Pass},
		{"where it has more than ours ever get", 300, 0, contracttest.Skip},
		{"in a run of 60 requests", 6, 60, ""},
		{"in a run of 20 requests", 6, 20, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(3) {
				if thin(i+int(seed), 3) {
					continue
				}
				server := twoAccounts(t, c.managers)
				before := server.World(secondToken).Snapshot()
				target := contracttest.Target{Handler: server, OtherToken: secondToken, Values: sandbox.Values(), MaxRequests: c.most, Seed: seed}
				all := judge(t, target)
				require.Equal(t, before, server.World(secondToken).Snapshot())
				require.Zero(t, count(all, contracttest.Fail), all)
				for _, id := range []string{"listCustomerManagers/isolation", "updateCustomerManager/isolation", "deleteCustomerManager/isolation"} {
					if c.outcome != "" {
						require.Equal(t, c.outcome, all[id].Outcome, all[id])
					}
					if c.outcome == contracttest.Skip {
						require.Equal(t, "the second account has items of its own under the keys of ours", all[id].Reason)
					}
				}
			}
		})
	}
}

func TestOneCheckOfIsolationAloneHarmsNobody(t *testing.T) {
	for _, only := range []string{"updateCustomerManager/isolation", "deleteCustomerManager/isolation", "/isolation"} {
		server := twoAccounts(t, 1)
		before := server.World(secondToken).Snapshot()
		for id, r := range judge(t, contracttest.Target{Handler: server, OtherToken: secondToken, Values: sandbox.Values(), Only: regexp.MustCompile(only)}) {
			require.Equal(t, contracttest.Pass, r.Outcome, "%s: %s", id, r)
		}
		require.Equal(t, before, server.World(secondToken).Snapshot())
	}
}

func TestNothingIsWrittenAsTheSecondAccountIfItsListCannotBeRead(t *testing.T) {
	for name, answer := range map[string]func(w http.ResponseWriter){
		"it has no privilege": func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) },
		"it is no list":       func(w http.ResponseWriter) { fmt.Fprint(w, "<html>") },
		"an item has no key":  func(w http.ResponseWriter) { fmt.Fprint(w, `{"result":{"items":[{"user":{"id":5252}}]}}`) },
		"there is no array":   func(w http.ResponseWriter) { fmt.Fprint(w, `{"result":{}}`) },
	} {
		t.Run(name, func(t *testing.T) {
			server, writes := sandbox.New(), 0
			all := judge(t, contracttest.Target{OtherToken: secondToken, Values: sandbox.Values(), Handler: oneByOne(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.Header.Get("Authorization"), secondToken) {
					server.ServeHTTP(w, r)
					return
				}
				if r.Method != http.MethodGet {
					writes++
				}
				w.Header().Set("Content-Type", "application/json")
				answer(w)
			})})
			require.Zero(t, writes)
			if name == "it has no privilege" {
				require.Zero(t, count(all, contracttest.Fail))
			} else { // no document allows such an answer
				require.Equal(t, 1, count(all, contracttest.Fail))
				require.Equal(t, contracttest.Fail, all["listCustomerManagers/isolation"].Outcome)
			}
			require.Equal(t, contracttest.Skip, all["updateCustomerManager/isolation"].Outcome)
			require.Contains(t, all["deleteCustomerManager/isolation"].Reason, "the second account's list")
		})
	}
}
