package sandbox

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const faultsPath = "/_sandbox/faults"

// seen is what a client gets to see of a call, and what became of the world.
type seen struct {
	NoAnswer bool // io.ErrUnexpectedEOF instead of an answer
	Status   int
	Type     string
	Header   string // Retry-After or Location
	Body     string
	Padding  int
	BodyCut  bool // io.ErrUnexpectedEOF while reading
	Managers int  // afterwards, in the world; the seed has 2
	All      bool // the last manager has all workspaces
}

func TestFaults(t *testing.T) {
	const (
		post    = `{"team_collaborator_id":5252,"role_id":2,"permitted_workspace_ids":[29456]}`
		truth   = `{"result":{"id":10001,"moderated_workspaces":[{"id":29456,"name":"ACME USA"}],"privilege_group":{"id":2,"name":"Admin","system":true},"user":{"avatar_url":"https://example.com/robin.png","email":"robin@example.com","id":5252,"name":"Robin Example"}}}` + "\n"
		widened = `{"result":{"id":10001,"moderated_workspaces":[],"privilege_group":{"id":2,"name":"Admin","system":true},"user":{"avatar_url":"https://example.com/robin.png","email":"robin@example.com","id":5252,"name":"Robin Example"}}}` + "\n"
	)
	type header = http.Header
	for name, c := range map[string]struct {
		fault Fault
		want  seen
	}{
		"no fault worth the name": {Fault{}, seen{Status: 200, Type: jsonUTF8, Body: truth, Managers: 3}},
		"status":                  {Fault{Status: 503}, seen{Status: 503, Type: jsonUTF8, Body: "{\"message\":\"Service unavailable\"}\n", Managers: 2}},
		"status although applied": {Fault{Status: 500, Applied: true}, seen{Status: 500, Type: jsonUTF8, Body: "{\"message\":\"Server error\"}\n", Managers: 3}},
		"retry later":             {Fault{Status: 429, Header: header{"retry-after": {"3"}}}, seen{Status: 429, Type: jsonUTF8, Header: "3", Body: "{\"message\":\"Too many requests\"}\n", Managers: 2}},
		"page of a gateway":       {Fault{Status: 502, Header: header{"Content-Type": {"text/html"}}, Body: "<h1>Bad gateway</h1>"}, seen{Status: 502, Type: "text/html", Body: "<h1>Bad gateway</h1>", Managers: 2}},
		"refusal with 200":        {Fault{Status: 200, Body: `{"success":false}`}, seen{Status: 200, Type: jsonUTF8, Body: `{"success":false}`, Managers: 2}},
		"no content":              {Fault{Status: 204, Applied: true}, seen{Status: 204, Managers: 3}},
		"redirect":                {Fault{Status: 307, Header: header{"Location": {"https://example.com/"}}}, seen{Status: 307, Type: jsonUTF8, Header: "https://example.com/", Body: "{\"message\":\"Temporary redirect\"}\n", Managers: 2}},
		"wrong media type":        {Fault{Header: header{"Content-Type": {"text/plain"}}}, seen{Status: 200, Type: "text/plain", Body: truth, Managers: 3}},
		"cut before the write":    {Fault{Cut: CutAnswer}, seen{NoAnswer: true, Managers: 2}},
		"cut after the write":     {Fault{Cut: CutAnswer, Applied: true}, seen{NoAnswer: true, Managers: 3}},
		"truncated":               {Fault{Cut: CutBody}, seen{Status: 200, Type: jsonUTF8, Body: truth[:len(truth)/2], BodyCut: true, Managers: 3}},
		"truncated error":         {Fault{Cut: CutBody, Status: 500}, seen{Status: 500, Type: jsonUTF8, Body: "{\"message\":\"S", BodyCut: true, Managers: 2}},
		"oversized":               {Fault{Pad: 1_000_000}, seen{Status: 200, Type: jsonUTF8, Body: truth, Padding: 1_000_000, Managers: 3}},
		"widened":                 {Fault{WidenScope: true}, seen{Status: 200, Type: jsonUTF8, Body: widened, Managers: 3, All: true}},
		"widened and lost":        {Fault{WidenScope: true, Applied: true, Cut: CutAnswer}, seen{NoAnswer: true, Managers: 3, All: true}},
	} {
		t.Run(name, func(t *testing.T) {
			for where, transport := range map[string]func(*Server) (*http.Client, string){
				"in process": func(s *Server) (*http.Client, string) { return s.Client(""), "http://sandbox" },
				"over TCP": func(s *Server) (*http.Client, string) {
					server := httptest.NewServer(s)
					t.Cleanup(server.Close)
					return server.Client(), server.URL
				},
			} {
				s := New()
				client, base := transport(s)
				client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
				call := func(method, path, body string) seen {
					return look(t, client, s, method, base+path, body)
				}
				require.Equal(t, 200, call("GET", managersPath, "").Status, "and the connection is there to be used again")
				require.NoError(t, s.World(Token).Inject(c.fault))
				require.Equal(t, c.want, call("POST", managersPath, post), where)
				require.Equal(t, 200, call("DELETE", managersPath+"/1234", "").Status, "one call was struck, not the next")
				requests := s.World(Token).Requests()
				require.Equal(t, []bool{false, true, false}, []bool{requests[0].Faulty, requests[1].Faulty, requests[2].Faulty})
				require.Equal(t, c.want.Status, requests[1].Status)
			}
		})
	}
}

func look(t *testing.T, client *http.Client, s *Server, method, url, body string) (got seen) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+Token)
	r.Header.Set("Content-Type", "application/json")
	response, err := client.Do(r)
	if err != nil {
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		got.NoAnswer = true
	} else {
		content, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		trimmed := strings.TrimRight(string(content), " ")
		got = seen{
			Status: response.StatusCode, Type: response.Header.Get("Content-Type"),
			Header: response.Header.Get("Retry-After") + response.Header.Get("Location"),
			Body:   trimmed, Padding: len(content) - len(trimmed), BodyCut: errors.Is(err, io.ErrUnexpectedEOF),
		}
		if !got.BodyCut {
			require.NoError(t, err)
		}
	}
	managers := s.World(Token).Snapshot().Managers
	got.Managers = len(managers)
	got.All = len(managers) > 2 && len(managers[2].WorkspaceIDs) == 0
	return got
}

// Over a kept connection net/http repeats a GET that got no byte of an answer:
// a fault that counts must not be used up behind the caller's back.
func TestACutIsSeenByCallsThatNetHTTPWouldRepeat(t *testing.T) {
	s := New()
	server := httptest.NewServer(s)
	defer server.Close()
	require.Equal(t, 200, look(t, server.Client(), s, "GET", server.URL+managersPath, "").Status)
	require.NoError(t, s.World(Token).Inject(Fault{Cut: CutAnswer}))
	require.True(t, look(t, server.Client(), s, "GET", server.URL+managersPath, "").NoAnswer)
	require.Len(t, s.World(Token).Requests(), 2)
}

func TestACutWithoutAConnectionAborts(t *testing.T) {
	s := New()
	require.NoError(t, s.World(Token).Inject(Fault{Cut: CutAnswer}))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { s.raw(Token, "GET", managersPath, "") })
}

func TestDelays(t *testing.T) {
	for name, c := range map[string]struct {
		fault             Fault
		timeout           time.Duration
		took              time.Duration
		answered, applied bool
	}{
		"shorter than the client's patience":          {Fault{Delay: 2 * time.Second}, 5 * time.Second, 2 * time.Second, true, true},
		"longer than the client's patience":           {Fault{Delay: 9 * time.Second}, 5 * time.Second, 5 * time.Second, false, false},
		"longer, but the call was carried out before": {Fault{Delay: 9 * time.Second, Applied: true}, 5 * time.Second, 5 * time.Second, false, true},
		"of a refusal": {Fault{Delay: time.Second, Status: 503}, 5 * time.Second, time.Second, true, false},
		"shorter, of a call that was carried out first": {Fault{Delay: time.Second, Applied: true}, 5 * time.Second, time.Second, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				require.NoError(t, s.World(Token).Inject(c.fault))
				client := s.Client(Token)
				client.Timeout = c.timeout
				began := time.Now()
				r, err := http.NewRequest("DELETE", "http://sandbox"+managersPath+"/1234", nil)
				require.NoError(t, err)
				response, err := client.Do(r)
				if err == nil {
					_ = response.Body.Close()
				}
				require.Equal(t, c.answered, err == nil)
				require.Equal(t, c.took, time.Since(began))
				synctest.Wait()
				require.Equal(t, c.applied, len(s.World(Token).Snapshot().Managers) == 1)
			})
		})
	}
}

func TestFaultsAreCountedAndQueued(t *testing.T) {
	b := newBench(t)
	w := b.World(Token)
	require.NoError(t, w.Inject(Fault{Operation: "deleteCustomerManager", Times: 2, Status: 503}))
	require.NoError(t, w.Inject(Fault{Status: 500}))
	require.NoError(t, w.Inject(Fault{Operation: "listCustomerManagers", Status: 429}))
	call := func(method, path, body string) int {
		status, _ := b.raw(Token, method, path, body)
		return status
	}
	require.Equal(t, 200, b.call("GET", managersPath, "", as("sandbox-other")).Status, "other worlds have no faults")
	require.Equal(t, 503, call("DELETE", managersPath+"/1234", ""))
	require.Equal(t, 500, call("GET", managersPath, ""), "the oldest that fits")
	require.Equal(t, 429, call("GET", managersPath, ""))
	require.Equal(t, 200, call("GET", managersPath, ""))
	require.Equal(t, 503, call("DELETE", managersPath+"/99", ""), "a call that would be refused counts too")
	require.Equal(t, 200, call("DELETE", managersPath+"/1234", ""))
	require.Equal(t, 404, b.call("GET", "/unknown", "").Status)
}

func TestFaultsThatMakeNoSenseAreRefused(t *testing.T) {
	for want, f := range map[string]Fault{
		`fault: times -1 is negative: say how many calls it strikes`:                   {Times: -1},
		`fault: delay -1s is negative: say how long to wait`:                           {Delay: -time.Second},
		`fault: status 101 is no final status: choose one from 200 to 599`:             {Status: 101},
		`fault: status 600 is no final status: choose one from 200 to 599`:             {Status: 600},
		`fault: a body needs a status: set both`:                                       {Body: "x"},
		`fault: cut "head" is unknown: choose "answer" or "body"`:                      {Cut: "head"},
		`fault: pad -1 is out of range: choose 0 to 1073741824 bytes`:                  {Pad: -1},
		`fault: widen_scope is in vain where the call is not carried out: set applied`: {WidenScope: true, Status: 500},
		`fault: header "X" cannot be sent: remove what is not printable`:               {Header: http.Header{"X": {"a\r\nb"}}},
		`fault: operation "x" is unknown: choose one of createCustomerManager, deleteCustomerManager, ` +
			`listCustomerManagers, updateCustomerManager`: {Operation: "x"},
	} {
		w := New().World(Token)
		require.EqualError(t, w.Inject(f), want)
		require.Empty(t, w.server.traces.of(w.name).pending())
	}
}

func TestFaultsOverHTTP(t *testing.T) {
	b := newBench(t)
	const whole = `{"operation":"listCustomerManagers","times":2,"applied":true,"delay":"1ms","status":503,` +
		`"header":{"Retry-After":["3"]},"body":"busy","pad":5,"widen_scope":true}`
	require.Equal(t, `{"faults":[`+whole+"]}\n", b.call("POST", faultsPath, whole).Body)
	got, body := b.raw(Token, "GET", managersPath, "")
	require.Equal(t, 503, got)
	require.Equal(t, "busy     ", string(body))
	require.Equal(t, `{"faults":[`+strings.Replace(whole, `"times":2`, `"times":1`, 1)+"]}\n", b.call("GET", faultsPath, "").Body)
	require.Equal(t, "{\"result\":\"ok\"}\n", b.call("DELETE", faultsPath, "").Body)
	require.Equal(t, "{\"faults\":[]}\n", b.call("GET", faultsPath, "").Body)
	require.Equal(t, `{"faults":[{"times":1,"cut":"body"}]}`+"\n", b.call("POST", faultsPath, `{"cut":"body"}`).Body)
	require.NoError(t, b.World(Token).Reset())
	require.Equal(t, "{\"faults\":[]}\n", b.call("GET", faultsPath, "").Body, "a reset forgets faults")
}
