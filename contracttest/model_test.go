package contracttest

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// the calls of the customer managers, for tests.
func callsOf(t *testing.T) (adds, replaces, removes *operation) {
	t.Helper()
	suite, err := customerManagers()
	require.NoError(t, err)
	c := suite.doc.collections["customer_managers"]
	return c.adds, c.replaces, c.removes
}

func number(text string) json.Number { return json.Number(text) }

func TestTheModelSaysWhatACallPromises(t *testing.T) {
	adds, replaces, removes := callsOf(t)
	added := move{op: adds, sent: map[string]any{"team_collaborator_id": "4321", "role_id": number("2"), "permitted_workspace_ids": []any{number("2"), number("1")}}}
	for _, c := range []struct {
		name  string
		calls []move
		want  string
	}{
		{"nothing is there at first", nil, "not there"},
		{"an item is there, with what it was given", []move{added}, "there /moderated_workspaces/*/id=[1, 2] /privilege_group/id=[2] /user/id=[4321]"},
		{"a replacement keeps what it cannot change", []move{added, {op: replaces, sent: map[string]any{"role_id": "3", "permitted_workspace_ids": []any{}}}},
			"there /moderated_workspaces/*/id=[] /privilege_group/id=[3] /user/id=[4321]"},
		{"left out means the default", []move{added, {op: replaces, forms: map[string]form{"permitted_workspace_ids": formOmitted}, sent: map[string]any{"role_id": "3"}}},
			"there /moderated_workspaces/*/id=[] /privilege_group/id=[3] /user/id=[4321]"},
		{"of what nobody says anything nothing is promised", []move{added, {op: replaces, sent: map[string]any{"role_id": "3"}}},
			"there /privilege_group/id=[3] /user/id=[4321]"},
		{"a removed item is not there", []move{added, {op: removes}}, "not there"},
		{"an item that is added again has nothing of before", []move{added, {op: removes}, {op: adds, sent: map[string]any{"team_collaborator_id": "4321", "role_id": "7"}}},
			"there /privilege_group/id=[7] /user/id=[4321]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s state
			for _, m := range c.calls {
				before := s.String()
				next := s.after(m, "a test")
				require.Equal(t, before, s.String(), "a state does not change")
				s = next
			}
			require.Equal(t, c.want, s.String())
			require.True(t, s.same(s))
			require.False(t, s.same(state{"/x": promise{}}))
		})
	}
}

func TestTheModelSeesWhatDeparts(t *testing.T) {
	adds, _, _ := callsOf(t)
	s := state(nil).after(move{op: adds, sent: map[string]any{"role_id": "2", "permitted_workspace_ids": []any{number("1"), number("2")}}}, "call 1")
	for _, c := range []struct {
		name, shown string
		pointers    []string
	}{
		{"the same in another order, with more beside it", `{"x":1,"moderated_workspaces":[{"id":2},{"id":1,"name":"a"}],"privilege_group":{"id":2}}`, nil},
		{"a wrong value", `{"moderated_workspaces":[{"id":2},{"id":1}],"privilege_group":{"id":3}}`, []string{"/privilege_group/id"}},
		{"a missing element", `{"moderated_workspaces":[{"id":2}],"privilege_group":{"id":2}}`, []string{"/moderated_workspaces/*/id"}},
		{"nothing of it", `{}`, []string{"/moderated_workspaces/*/id", "/privilege_group/id"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			shown, err := readJSON([]byte(c.shown))
			require.NoError(t, err)
			var pointers []string
			for _, p := range s.departs(shown, "the list") {
				require.Contains(t, p.Expected, "call 1")
				require.Equal(t, Must, p.Level)
				require.Positive(t, p.Line)
				pointers = append(pointers, p.Pointer)
			}
			require.Equal(t, c.pointers, pointers)
		})
	}
}

func TestWhatIsLeftOfASequenceIsValid(t *testing.T) {
	adds, replaces, removes := callsOf(t)
	one, two := map[string]any{"a": 1}, map[string]any{"a": 2}
	a, b := move{op: adds, item: 1, identity: one}, move{op: adds, item: 2, identity: two}
	again := move{op: adds, item: 3, identity: one}
	set, gone := move{op: replaces, item: 1}, move{op: removes, item: 1}
	for _, c := range []struct {
		name       string
		moves, out []move
	}{
		{"a valid sequence stays", []move{a, b, set, gone, again}, []move{a, b, set, gone, again}},
		{"what was never added is not changed or removed", []move{b, set, gone}, []move{b}},
		{"what was removed is not changed or removed", []move{a, gone, set, gone}, []move{a, gone}},
		{"one identity is not added twice", []move{a, again, set}, []move{a, set}},
		{"nor one item", []move{a, a, set}, []move{a, set}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.out, playable(c.moves)) })
	}
}

func TestShrinkingFindsWhatAloneMakesItFail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.IntRange(0, 50), 1, 12).Draw(t, "all")
		cause := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, 4, rapid.ID[int]).Draw(t, "cause")
		tries := 0
		failing := func(some []int) []int {
			tries++
			for _, v := range cause {
				if !slices.Contains(some, v) {
					return nil
				}
			}
			return some
		}
		least := fewest(all, func(some []int) []int { return some }, failing)
		if len(cause) == 0 { // anything fails, and something has to be left
			cause = least[:1]
		}
		slices.Sort(least)
		slices.Sort(cause)
		require.Equal(t, cause, least)
		require.LessOrEqual(t, tries, 12*12)
	})
}

func TestShrinkingTakesTheBeginningThatFailed(t *testing.T) {
	// It fails as soon as it has seen two odd numbers.
	failing := func(some []int) []int {
		odd := 0
		for i, v := range some {
			if odd += v % 2; odd == 2 {
				return some[:i+1]
			}
		}
		return nil
	}
	keep := func(some []int) []int { return some }
	require.Equal(t, []int{5, 7}, fewest([]int{2, 1, 4, 3, 6, 5, 7, 9}, keep, failing))
}

func TestSimplifyingEndsWhereItNoLongerFails(t *testing.T) {
	lower := func(v int) []int {
		if v > 0 {
			return []int{v - 1}
		}
		return nil
	}
	failing := func(some []int) []int {
		if some[0] < some[1] {
			return some
		}
		return nil
	}
	require.Equal(t, []int{0, 1}, simplest([]int{5, 7}, lower, failing))
}

func TestAHistoryIsRightIfAnOrderExplainsIt(t *testing.T) {
	adds, replaces, removes := callsOf(t)
	item := func(role string) any {
		return map[string]any{"privilege_group": map[string]any{"id": number(role)}}
	}
	write := func(o *operation, role string, began, ended int64) happening {
		m := move{op: o, sent: map[string]any{"role_id": role}}
		if o == removes {
			m.sent = nil
		}
		return happening{job: &job{call: &call{op: o}, began: began, ended: ended}, write: &m}
	}
	look := func(shown any, began, ended int64) happening {
		return happening{job: &job{call: &call{op: adds}, began: began, ended: ended}, shown: shown}
	}
	for _, c := range []struct {
		name  string
		all   history
		legal bool
		left  int // of a wrong one, when the others are dropped
	}{
		{"one after the other", history{write(adds, "1", 1, 2), look(item("1"), 3, 4), write(replaces, "2", 5, 6), look(item("2"), 7, 8), write(removes, "", 9, 10), look(nil, 11, 12)}, true, 0},
		{"of two updates at once either may be the last", history{write(adds, "1", 1, 2), write(replaces, "2", 3, 6), write(replaces, "3", 4, 5), look(item("2"), 7, 8)}, true, 0},
		{"a look during an update shows it or not", history{write(adds, "1", 1, 2), write(replaces, "2", 3, 8), look(item("2"), 4, 5), look(item("2"), 6, 7)}, true, 0},
		{"but not first so and then otherwise", history{write(adds, "1", 1, 2), write(replaces, "2", 3, 8), look(item("2"), 4, 5), look(item("1"), 6, 7)}, false, 4},
		{"a lost update", history{write(adds, "1", 1, 2), write(replaces, "2", 3, 4), look(item("1"), 5, 6), write(replaces, "3", 7, 8), look(item("3"), 9, 10)}, false, 3},
		{"two updates mixed", history{write(adds, "1", 1, 2), write(replaces, "2", 3, 6), write(replaces, "3", 4, 5), look(item("4"), 7, 8)}, false, 4},
		{"gone and there again", history{write(adds, "1", 1, 2), write(removes, "", 3, 6), look(nil, 4, 5), look(item("1"), 7, 8)}, false, 3},
		{"there before it was added", history{look(item("1"), 1, 2), write(adds, "1", 3, 4)}, false, 1},
		{"changed when it was not there", history{write(adds, "1", 1, 2), write(removes, "", 3, 4), write(replaces, "2", 5, 6)}, false, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.legal, c.all.legal())
			if c.legal {
				return
			}
			least := c.all.fewest(history.legal)
			require.False(t, least.legal())
			require.Len(t, least, c.left, least)
			page, err := c.all.timeline()
			require.NoError(t, err)
			require.Contains(t, string(page), "</html>")
		})
	}
}
