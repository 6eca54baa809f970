package client

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScopesThatAreRefusedBeforeAnythingIsSent(t *testing.T) {
	for name, tc := range map[string]struct {
		scope Scope
		want  string
	}{
		"a scope that was forgotten":     {Scope{}, "scope is not set: use AllWorkspaces or OnlyWorkspaces"},
		"a filter that found nothing":    {OnlyWorkspaces(), "OnlyWorkspaces of no workspace"},
		"an empty slice":                 {OnlyWorkspaces([]WorkspaceID{}...), "OnlyWorkspaces of no workspace"},
		"an id of zero":                  {OnlyWorkspaces(29456, 0), "scope holds workspace 0"},
		"an id below zero":               {OnlyWorkspaces(-1), "scope holds workspace -1"},
		"that of a manager made by hand": {CustomerManager{ID: 1234}.Scope(), "scope is not set"},
	} {
		t.Run(name, func(t *testing.T) {
			c, f := fakeClient(t, []act{good})
			_, err := c.Create(t.Context(), CreateRequest{Collaborator: 4321, Role: 2, Scope: tc.scope})
			require.ErrorIs(t, err, ErrInvalidRequest)
			require.ErrorContains(t, err, tc.want)
			_, err = c.Update(t.Context(), 1234, UpdateRequest{Role: 2, Scope: tc.scope})
			require.ErrorIs(t, err, ErrInvalidRequest)
			require.ErrorContains(t, err, tc.want)
			require.Empty(t, f.requests)
		})
	}
}

func TestScopeEquality(t *testing.T) {
	for name, tc := range map[string]struct {
		a, b Scope
		want bool
	}{
		"all is all":                           {AllWorkspaces(), AllWorkspaces(), true},
		"all is not one":                       {AllWorkspaces(), OnlyWorkspaces(1), false},
		"one is not all":                       {OnlyWorkspaces(1), AllWorkspaces(), false},
		"the order does not count":             {OnlyWorkspaces(1, 2), OnlyWorkspaces(2, 1), true},
		"duplicates do not count":              {OnlyWorkspaces(1, 2, 1), OnlyWorkspaces(2, 1), true},
		"a part is not the whole":              {OnlyWorkspaces(1, 2), OnlyWorkspaces(1), false},
		"others are not the same":              {OnlyWorkspaces(1, 2), OnlyWorkspaces(1, 3), false},
		"no scope is not all":                  {Scope{}, AllWorkspaces(), false},
		"a duplicate does not stand for other": {OnlyWorkspaces(1, 1), OnlyWorkspaces(1, 2), false},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, tc.a.Equal(tc.b))
			require.Equal(t, tc.want, tc.b.Equal(tc.a))
		})
	}
}

func TestScopeTellsWhatItIs(t *testing.T) {
	some := OnlyWorkspaces(29456, 27123, 29456)
	require.Equal(t, []WorkspaceID{29456, 27123}, some.WorkspaceIDs())
	require.Equal(t, "workspaces 29456, 27123", some.String())
	require.True(t, some.Contains(27123))
	require.False(t, some.Contains(1))
	require.False(t, some.All())
	some.WorkspaceIDs()[0] = 1
	require.Equal(t, "workspaces 29456, 27123", some.String(), "a scope never changes")

	require.True(t, AllWorkspaces().All())
	require.True(t, AllWorkspaces().Contains(1))
	require.Nil(t, AllWorkspaces().WorkspaceIDs())
	require.Equal(t, "all workspaces", AllWorkspaces().String())
	require.Equal(t, "no scope", Scope{}.String())
}

// scopeOnTheWire returns permitted_workspace_ids of a body as it was sent.
func scopeOnTheWire(t *testing.T, request string) (ids []int64, sent bool) {
	t.Helper()
	var body map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(request[strings.IndexByte(request, '{'):]), &body))
	raw, sent := body["permitted_workspace_ids"]
	if sent {
		require.NoError(t, json.Unmarshal(raw, &ids))
		require.NotNil(t, ids, "null grants everything")
	}
	return ids, sent
}

// FuzzScope sends whatever scopes there are, and looks at the bytes on the wire:
// an absent or empty list is there only if AllWorkspaces was said.
func FuzzScope(f *testing.F) {
	f.Add(int64(4321), int64(2), int64(1234), []byte{}, false, true, uint8(0))
	f.Add(int64(4321), int64(2), int64(1234), []byte{1, 2, 2, 128}, false, true, uint8(1))
	f.Add(int64(1), int64(-1), int64(0), []byte{0}, true, false, uint8(2))
	f.Fuzz(func(t *testing.T, collaborator, role, manager int64, ids []byte, all, set bool, form uint8) {
		c, fake := fakeClient(t, []act{good}, WithIDEncoding(IDEncoding(form%3)), WithLimiter(nil))
		var scope Scope
		switch {
		case all:
			scope = AllWorkspaces()
		case set:
			var list []WorkspaceID
			for _, b := range ids {
				list = append(list, WorkspaceID(int8(b))*1_000_000_007)
			}
			scope = OnlyWorkspaces(list...)
		}
		_, err1 := c.Create(t.Context(), CreateRequest{CollaboratorID(collaborator), RoleID(role), scope})
		_, err2 := c.Update(t.Context(), ManagerID(manager), UpdateRequest{RoleID(role), scope})
		for _, request := range fake.requests {
			got, sent := scopeOnTheWire(t, request)
			require.True(t, sent, "the list is always there")
			require.Equal(t, scope.All(), len(got) == 0)
			want := scope.WorkspaceIDs()
			require.Len(t, got, len(want))
			for i := range got {
				require.Equal(t, int64(want[i]), got[i])
			}
			require.False(t, slices.ContainsFunc(got, func(id int64) bool { return id < 1 }))
		}
		if !scope.All() && len(scope.WorkspaceIDs()) == 0 {
			require.Empty(t, fake.requests)
			require.True(t, errors.Is(err1, ErrInvalidRequest) && errors.Is(err2, ErrInvalidRequest))
		}
	})
}

func TestTheScopeGrantedIsComparedWithTheScopeAskedFor(t *testing.T) {
	with := func(workspaces string) act {
		return answers(200, jsonType, strings.Replace(envelopeJSON, `[{"id":29456,"name":"ACME USA"}]`, workspaces, 1))
	}
	for name, tc := range map[string]struct {
		want    Scope
		answer  act
		differs bool
	}{
		"the same":                {OnlyWorkspaces(29456), with(`[{"id":29456,"name":""}]`), false},
		"the same in other order": {OnlyWorkspaces(1, 2), with(`[{"id":2,"name":""},{"id":1,"name":""}]`), false},
		"the same, one twice":     {OnlyWorkspaces(1, 2), with(`[{"id":2,"name":""},{"id":1,"name":""},{"id":2,"name":""}]`), false},
		"all, as asked for":       {AllWorkspaces(), with(`[]`), false},
		"all instead of one":      {OnlyWorkspaces(29456), with(`[]`), true},
		"one instead of all":      {AllWorkspaces(), with(`[{"id":29456,"name":""}]`), true},
		"one more than asked for": {OnlyWorkspaces(29456), with(`[{"id":29456,"name":""},{"id":1,"name":""}]`), true},
		"one less than asked for": {OnlyWorkspaces(29456, 1), with(`[{"id":29456,"name":""}]`), true},
		"another than asked for":  {OnlyWorkspaces(29456), with(`[{"id":1,"name":""}]`), true},
	} {
		t.Run(name, func(t *testing.T) {
			c, f := fakeClient(t, []act{tc.answer})
			created, err := c.Create(t.Context(), CreateRequest{Collaborator: 4321, Role: 2, Scope: tc.want})
			updated, err2 := c.Update(t.Context(), 1234, UpdateRequest{Role: 2, Scope: tc.want})
			require.NotNil(t, created, "the manager is there in any case")
			require.NotNil(t, updated)
			require.Len(t, f.requests, 2, "it was carried out: nothing is repeated")
			if !tc.differs {
				require.NoError(t, err)
				require.NoError(t, err2)
				return
			}
			for _, err := range []error{err, err2} {
				var mismatch *ScopeMismatchError
				require.ErrorAs(t, err, &mismatch)
				require.Equal(t, ManagerID(1234), mismatch.Manager.ID)
				require.True(t, mismatch.Want.Equal(tc.want))
				require.False(t, mismatch.Got.Equal(tc.want))
				require.NotErrorIs(t, err, ErrOutcomeUnknown)
				require.Contains(t, err.Error(), "manager 1234 has")
			}
		})
	}
}

func TestAnswersAboutSomebodyElseAreRefused(t *testing.T) {
	other := func(old, new string) act {
		return answers(http.StatusOK, jsonType, strings.Replace(envelopeJSON, old, new, 1))
	}
	for name, tc := range map[string]struct {
		op      string
		answer  act
		pointer string
	}{
		"create, another person":  {"create", other(`"id":4321`, `"id":4322`), "/result/user/id"},
		"create, another role":    {"create", other(`"id":2,`, `"id":3,`), "/result/privilege_group/id"},
		"update, another manager": {"update", other(`"id":1234`, `"id":1235`), "/result/id"},
		"update, another role":    {"update", other(`"id":2,`, `"id":3,`), "/result/privilege_group/id"},
		"update, the person's id": {"update", other(`"id":1234`, `"id":4321`), "/result/id"},
	} {
		t.Run(name, func(t *testing.T) {
			c, f := fakeClient(t, []act{tc.answer})
			err := operations[tc.op](t.Context(), c)
			require.ErrorIs(t, err, ErrUnexpectedResponse)
			require.ErrorIs(t, err, ErrOutcomeUnknown)
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tc.pointer, e.Pointer)
			require.Contains(t, err.Error(), "was asked for")
			require.Len(t, f.requests, 1)
		})
	}
}
