package contracttest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAListMayReadAnItemInPartsWhileItIsChanged(t *testing.T) {
	adds, replaces, removes := callsOf(t)
	const role, scope = "/privilege_group/id", "/moderated_workspaces/*/id"
	workspaces := func(ids ...string) []any {
		all := []any{}
		for _, id := range ids {
			all = append(all, map[string]any{"id": number(id)})
		}
		return all
	}
	write := func(o *operation, role string, ids []any, began, ended int64) happening {
		m := move{op: o, sent: map[string]any{"role_id": role, "permitted_workspace_ids": ids}}
		if o == removes {
			m.sent = nil
		}
		return happening{job: &job{call: &call{op: o}, began: began, ended: ended}, write: &m}
	}
	look := func(role string, all []any, began, ended int64) happening {
		var shown any
		if role != "" {
			shown = map[string]any{"privilege_group": map[string]any{"id": number(role)}, "moderated_workspaces": all}
		}
		return happening{job: &job{call: &call{op: adds}, began: began, ended: ended}, shown: shown}
	}
	added := write(adds, "1", []any{number("7")}, 1, 2)
	both := write(replaces, "2", []any{number("8")}, 3, 8)
	for _, c := range []struct {
		name           string
		all            history
		legal, inParts bool
	}{
		{"the item as it was", history{added, both, look("1", workspaces("7"), 4, 5)}, true, true},
		{"the new role beside the old scope, meanwhile", history{added, both, look("2", workspaces("7"), 4, 5)}, false, true},
		{"the old role beside the new scope, meanwhile", history{added, both, look("1", workspaces("8"), 4, 5)}, false, true},
		{"the new role beside the old scope, afterwards", history{added, both, look("2", workspaces("7"), 9, 10)}, false, false},
		{"a role that nobody gave, meanwhile", history{added, both, look("3", workspaces("7"), 4, 5)}, false, false},
		{"a role that is the new one and then the old one", history{added, both, look("2", workspaces("7"), 4, 5), look("1", workspaces("7"), 6, 7)}, false, false},
		{"an empty scope while the item is removed", history{added, write(removes, "", nil, 3, 8), look("1", workspaces(), 4, 5)}, false, true},
		{"an empty scope after the item was removed", history{added, write(removes, "", nil, 3, 8), look("1", workspaces(), 9, 10)}, false, false},
		{"an item that is missing while it is changed", history{added, both, look("", nil, 4, 5)}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.all {
				if c.all[i].write == nil {
					c.all[i].parts = []string{role, scope}
				}
			}
			require.Equal(t, c.legal, c.all.legal())
			require.Equal(t, c.inParts, c.all.legalInParts())
			if !c.inParts {
				least := c.all.fewest(history.legalInParts)
				require.False(t, least.legalInParts())
			}
		})
	}
}
