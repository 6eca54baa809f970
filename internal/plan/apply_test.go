package plan

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestWhatAFailureDoesToTheRest(t *testing.T) {
	create := func(f sandbox.Fault) sandbox.Fault { f.Operation = "createCustomerManager"; return f }
	list := func(f sandbox.Fault) sandbox.Fault { f.Operation = "listCustomerManagers"; return f }
	for name, tt := range map[string]struct {
		faults  []sandbox.Fault
		created int
		failed  []string
		untried int
		stopped string
		is      error
		sent    int // creates
	}{
		"a 422 is this entry's own": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 422, Body: `{"message":"Validation failed"}`})}, created: 3,
			failed: []string{"managers.yaml:3: collaborator 1: create: 422 Unprocessable Entity: Validation failed"}, sent: 4,
		},
		"a 400 with a text for terminals": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 400, Body: `{"message":"a\u001b[31mb"}`})}, created: 3,
			failed: []string{"managers.yaml:3: collaborator 1: create: 400 Bad Request: a [31mb"}, sent: 4,
		},
		"so is a refusal inside a 200": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 200, Body: `{"success":false,"errors":{"role_id":["is unknown"]}}`})}, created: 3,
			failed: []string{"managers.yaml:3: collaborator 1: create: 200 OK: /result is missing: role_id is unknown"}, sent: 4,
		},
		"a 501 is everybody's": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 501})},
			failed: []string{"managers.yaml:3: collaborator 1: create: 501 Not Implemented"}, untried: 3,
			stopped: "client: create: 501 Not Implemented", is: client.ErrServer, sent: 1,
		},
		"so is a 401": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 401, Body: `{"message":"Unauthorized"}`})},
			failed: []string{"managers.yaml:3: collaborator 1: create: 401 Unauthorized: the token may be wrong or belong to another data center"}, untried: 3,
			stopped: "client: create: 401 Unauthorized: the token may be wrong or belong to another data center", is: client.ErrUnauthorized, sent: 1,
		},
		"so is a 403": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 403, Body: `{"message":"Forbidden"}`})},
			failed: []string{"managers.yaml:3: collaborator 1: create: 403 Forbidden: the token may lack the privilege"}, untried: 3,
			stopped: "client: create: 403 Forbidden: the token may lack the privilege", is: client.ErrForbidden, sent: 1,
		},
		"a 503 that was carried out is found in the list": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 503, Applied: true})}, created: 4, sent: 4,
		},
		"a lost answer to what was carried out is found in the list": {
			faults: []sandbox.Fault{create(sandbox.Fault{Cut: sandbox.CutAnswer, Applied: true, Times: 2})}, created: 4, sent: 4,
		},
		"a 503 that was not is a failure, and not sent again": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 503})}, created: 3,
			failed: []string{"managers.yaml:3: collaborator 1: create: 503 Service Unavailable: the manager may have been created: look at the list before creating again"}, sent: 4,
		},
		"three of them in a row are the API's": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 502, Times: 9})},
			failed: []string{
				"managers.yaml:3: collaborator 1: create: 502 Bad Gateway: the manager may have been created: look at the list before creating again",
				"managers.yaml:4: collaborator 2: create: 502 Bad Gateway: the manager may have been created: look at the list before creating again",
				"managers.yaml:5: collaborator 3: create: 502 Bad Gateway: the manager may have been created: look at the list before creating again",
			}, untried: 1,
			stopped: "the outcome of 3 changes in a row was unknown: client: create: 502 Bad Gateway: the manager may have been created: look at the list before creating again",
			is:      client.ErrOutcomeUnknown, sent: 3,
		},
		"a list that does not tell ends the run": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 503, Applied: true}), list(sandbox.Fault{Status: 400, Body: `{"message":"Bad request"}`})},
			failed: []string{"managers.yaml:3: collaborator 1: create: 503 Service Unavailable: the manager may have been created: look at the list before creating again"}, untried: 3,
			stopped: "the outcome of a change is unknown, and the list does not tell: client: list: 400 Bad Request", is: client.ErrBadRequest, sent: 1,
		},
		"a list at the end that fails leaves the account uncompared": {
			faults: []sandbox.Fault{list(sandbox.Fault{Status: 401, Body: `{"message":"Unauthorized"}`})}, created: 4,
			stopped: "the account cannot be compared with the file: client: list: 401 Unauthorized: the token may be wrong or belong to another data center", is: client.ErrUnauthorized, sent: 4,
		},
		"a quota that somebody else has used up for long": {
			faults: []sandbox.Fault{create(sandbox.Fault{Status: 429, Header: http.Header{"Retry-After": {"3600"}}, Body: `{"message":"Too many"}`})},
			failed: []string{"managers.yaml:3: collaborator 1: create: 429 Too Many Requests: Too many: not tried again, for Retry-After is 1h0m0s"}, untried: 3,
			stopped: "client: create: 429 Too Many Requests: Too many: not tried again, for Retry-After is 1h0m0s", is: client.ErrRateLimited, sent: 1,
		},
		"a wider grant than asked for ends the run": {
			faults: []sandbox.Fault{create(sandbox.Fault{WidenScope: true})},
			failed: []string{"managers.yaml:3: collaborator 1: manager 1000 has all workspaces instead of workspaces 101: update or delete the manager"}, untried: 3,
			stopped: "client: manager 1000 has all workspaces instead of workspaces 101: update or delete the manager", sent: 1,
		},
		"a wider grant that no answer shows is found in the list": {
			faults: []sandbox.Fault{create(sandbox.Fault{WidenScope: true, Status: 503, Applied: true})},
			failed: []string{"managers.yaml:3: collaborator 1: the answer was lost, and the list shows Role 2 (2) in all workspaces"}, untried: 3,
			stopped: "the answer was lost, and the list shows Role 2 (2) in all workspaces", sent: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := sandbox.New(sandbox.WithSeed(crew(4)))
				c := connect(t, server, nil)
				p := planned(t, c, grants(t, 4), false)
				for _, f := range tt.faults {
					require.NoError(t, world(server).Inject(f))
				}
				got := p.Apply(t.Context(), c, new(Meter))
				if tt.stopped == "" {
					require.NoError(t, got.Stopped)
				} else {
					require.EqualError(t, got.Stopped, tt.stopped)
				}
				if tt.is != nil {
					require.ErrorIs(t, got.Stopped, tt.is)
				}
				require.Equal(t, tt.failed == nil && tt.stopped == "", got.OK())
				got.Stopped = nil
				require.Equal(t, &Result{Total: 4, Created: tt.created, Failures: tt.failed, Untried: tt.untried}, got)
				sent := 0
				for _, r := range world(server).Requests() {
					if r.Method == http.MethodPost {
						sent++
					}
				}
				require.Equal(t, tt.sent, sent)
			})
		})
	}
}

func TestUpdatesAndDeletesAreRepeatedByTheClientAndResolvedByTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state, wanted := before(t)
		server := sandbox.New(sandbox.WithSeed(state))
		c := connect(t, server, nil)
		p := planned(t, c, wanted, true)
		require.NoError(t, world(server).Inject(sandbox.Fault{Operation: "deleteCustomerManager", Applied: true, Status: 503, Times: 1}))
		require.NoError(t, world(server).Inject(sandbox.Fault{Operation: "updateCustomerManager", Applied: true, Status: 503, Times: 4}))
		got := p.Apply(t.Context(), c, new(Meter))
		require.Equal(t, &Result{Total: 7, Deleted: 1, Updated: 3, Created: 3}, got)
	})
}

func TestSomebodyElseAtTheSameTime(t *testing.T) {
	state, wanted := before(t)
	server := sandbox.New(sandbox.WithSeed(state))
	c := connect(t, server, nil)
	p := planned(t, c, wanted, true)
	require.NoError(t, c.Delete(t.Context(), 18)) // whom the plan deletes
	require.NoError(t, c.Delete(t.Context(), 11)) // whom it updates
	require.NoError(t, c.Delete(t.Context(), 14)) // whom it leaves as he is
	_, err := c.Create(t.Context(), client.CreateRequest{Collaborator: 5, Role: 3, Scope: client.OnlyWorkspaces(105)})
	require.NoError(t, err) // whom it creates
	got := p.Apply(t.Context(), c, new(Meter))
	require.Equal(t, &Result{
		Total: 7, Deleted: 1, Updated: 2, Created: 2,
		Failures: []string{
			"managers.yaml:4: Person 1 (1), manager 11: update customer manager 11: 404 Not Found",
			"managers.yaml:8: collaborator 5: create: 422 Unprocessable Entity: Validation failed: team_collaborator_id is a customer manager already",
		},
		Differences: []string{"managers.yaml:7: collaborator 4: is no customer manager"},
	}, got)
	require.False(t, got.OK())
}

func TestADifferenceThatRemainsIsReported(t *testing.T) {
	state, wanted := before(t)
	server := sandbox.New(sandbox.WithSeed(state))
	interfere := func(base http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet { // the list at the end: somebody was faster
				other := connect(t, server, nil)
				_, err := other.Update(t.Context(), 14, client.UpdateRequest{Role: 3, Scope: client.AllWorkspaces()})
				require.NoError(t, err)
				_, err = other.Create(t.Context(), client.CreateRequest{Collaborator: 8, Role: 2, Scope: client.OnlyWorkspaces(101)})
				require.NoError(t, err)
			}
			return base.RoundTrip(r)
		})
	}
	p := planned(t, connect(t, server, nil), wanted, true)
	got := p.Apply(t.Context(), connect(t, server, interfere), new(Meter))
	require.Equal(t, []string{
		"Person 8 (8), manager 1003: is there, and not in the file",
		"managers.yaml:7: Person 4 (4), manager 14: has Role 3 (3) instead of Role 2 (2), and has all workspaces instead of Customer 3 (103)",
	}, got.Differences)
	require.False(t, got.OK())
}

func TestACreateThatIsCarriedOutLateIsFoundAtTheEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		scope client.Scope
		want  *Result
	}{
		"as asked for": {client.OnlyWorkspaces(101), &Result{Total: 2, Created: 2}},
		"otherwise": {client.AllWorkspaces(), &Result{
			Total: 2, Created: 1,
			Failures:    []string{"managers.yaml:3: collaborator 1: create: 503 Service Unavailable: the manager may have been created: look at the list before creating again"},
			Differences: []string{"managers.yaml:3: Person 1 (1), manager 1001: has all workspaces instead of Customer 1 (101)"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server, lists := sandbox.New(sandbox.WithSeed(crew(2))), 0
			late := func(base http.RoundTripper) http.RoundTripper {
				return roundTripper(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodGet {
						lists++
					}
					if lists == 2 { // the first is that which looks the outcome up
						_, err := connect(t, server, nil).Create(t.Context(), client.CreateRequest{Collaborator: 1, Role: 2, Scope: tt.scope})
						require.NoError(t, err)
					}
					return base.RoundTrip(r)
				})
			}
			p := planned(t, connect(t, server, nil), grants(t, 2), false)
			require.NoError(t, world(server).Inject(sandbox.Fault{Operation: "createCustomerManager", Status: 503}))
			require.Equal(t, tt.want, p.Apply(t.Context(), connect(t, server, late), new(Meter)))
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
