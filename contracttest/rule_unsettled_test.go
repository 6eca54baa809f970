package contracttest_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

var unsettledAlone = regexp.MustCompile(`/unsettled/`)

// badOf returns the bad server of a name over a sandbox.
func badOf(t *testing.T, name string) http.Handler {
	t.Helper()
	s := subjects(t)[0]
	for _, server := range badserver.Bad(s.doc) {
		if server.Name == name {
			return server.Wrap(s.good())
		}
	}
	require.FailNow(t, "there is no bad server of the name "+name)
	return nil
}

func TestWhatTheDocumentLeavesOpenIsDoneWholeOrNotAtAll(t *testing.T) {
	const widened, again = "updateCustomerManager/unsettled/permitted_workspace_ids", "createCustomerManager/unsettled/again"
	for _, c := range []struct{ server, check, says string }{
		{"updateCustomerManager: an unknown permitted_workspace_ids is accepted and dropped", widened, "[] in the answer"},
		{"updateCustomerManager: an unknown permitted_workspace_ids is refused and the item is gone", widened, "it is gone"},
		{"createCustomerManager: an item that there is already is refused and is changed by it", again, "as before"},
		{"createCustomerManager: an item that there is already is answered with 500", again, "the document leaves open which"},
	} {
		t.Run(c.server, func(t *testing.T) {
			all := judge(t, contracttest.Target{Handler: badOf(t, c.server), Token: "sandbox-contract-test-1", Values: sandbox.Values(), Only: unsettledAlone})
			delete(all, "cleanup") // that what the server has lost may be there still
			require.Len(t, all, 7)
			require.True(t, all[c.check].Broken(false), all[c.check])
			require.Contains(t, all[c.check].String(), c.says)
		})
	}
}

func TestAQuestionThatWasAnsweredByHalfIsAnsweredAllTheSame(t *testing.T) {
	got := ask(t, contracttest.Target{Handler: badOf(t, "updateCustomerManager: an unknown permitted_workspace_ids is accepted and dropped"),
		Token: "sandbox-contract-test-1", Values: sandbox.Values(), Only: questionsAlone})
	require.Equal(t, "answered: unknown role_id refused with 422, unknown element of permitted_workspace_ids accepted with 200", got["updateCustomerManager/question"])
}

func TestWhatIsLeftOpenIsNotTriedWithoutLeaveToWriteOrRoomForIt(t *testing.T) {
	server := &recording{Handler: sandbox.New()}
	target := remote(server)
	target.Only = unsettledAlone
	for id, r := range judge(t, target) {
		require.Equal(t, contracttest.Skip, r.Outcome, id)
		require.Contains(t, r.Reason, "--write", id)
	}
	for _, r := range server.requests {
		require.True(t, strings.HasPrefix(r, "GET "), r)
	}
	for most := 1; most < 70; most += 4 {
		sent, quiet := 0, sandbox.New()
		before := quiet.World(sandbox.Token).Snapshot().Managers
		all := judge(t, contracttest.Target{Handler: quiet, Values: sandbox.Values(), Only: unsettledAlone, MaxRequests: most, Sent: func(n int) { sent = n }})
		require.LessOrEqual(t, sent, most)
		for id, r := range all {
			require.Contains(t, []contracttest.Outcome{contracttest.Pass, contracttest.Skip}, r.Outcome, "%s with %d requests: %s", id, most, r)
		}
		require.Equal(t, before, quiet.World(sandbox.Token).Snapshot().Managers, "with %d requests", most)
	}
}

func TestARemovalThatIsALieFailsAndWhatIsLeftIsNamed(t *testing.T) {
	all := judge(t, contracttest.Target{Handler: badOf(t, "deleteCustomerManager: of an item of which a change was refused is lost"), Token: "sandbox-contract-test-1", Values: sandbox.Values()})
	left := all["cleanup"]
	require.True(t, left.Broken(false), left)
	require.Contains(t, left.Reason, "left behind on the target, remove it by hand: customer_managers 1000")
	require.Contains(t, left.String(), "deleteCustomerManager answered 200, and the list shows it")
	roles := map[contracttest.Role]bool{}
	for _, e := range left.Exchanges {
		roles[e.Role] = true
	}
	require.True(t, roles[contracttest.Act] && roles[contracttest.Observe], left)
}
