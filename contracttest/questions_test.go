package contracttest_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// ask runs the suite and returns what became of the open questions, as
// "outcome: reason" by check ID.
func ask(t *testing.T, target contracttest.Target) map[string]string {
	t.Helper()
	if target.Token == "" {
		target.Token = sandbox.Token
	}
	all := map[string]string{}
	for r := range contracttest.Test(t.Context(), target) {
		if r.Check.Rule != contracttest.QuestionRule {
			continue
		}
		all[r.Check.ID] = string(r.Outcome) + ": " + r.Reason
		require.False(t, r.Broken(true), r)
		if r.Outcome == contracttest.Answered {
			require.NotEmpty(t, r.Exchanges, r)
		}
	}
	return all
}

var questionsAlone = regexp.MustCompile(`/` + contracttest.QuestionRule + `(/|$)`)

// sandboxAnswers is what the sandbox answers to the questions of the document.
var sandboxAnswers = map[string]string{
	"listCustomerManagers/question/path":                  "answered: GET /api/customer_managers/ answered 404",
	"listCustomerManagers/question/403":                   "skip: no call of this run was answered 403",
	"listCustomerManagers/question/429":                   "skip: no call of this run was answered 429",
	"createCustomerManager/question":                      "answered: the same item again refused with 422, unknown team_collaborator_id refused with 422, unknown role_id refused with 422, unknown element of permitted_workspace_ids refused with 422",
	"createCustomerManager/question/200":                  "answered: createCustomerManager answered 200, 4 times",
	"createCustomerManager/question/team_collaborator_id": "answered: integer accepted with 200, string accepted with 200",
	"createCustomerManager/question/role_id":              "answered: integer accepted with 200, string accepted with 200",
	"updateCustomerManager/question":                      "answered: unknown role_id refused with 422, unknown element of permitted_workspace_ids refused with 422",
	"updateCustomerManager/question/role_id":              "answered: integer accepted with 200, string accepted with 200",
	"deleteCustomerManager/question":                      "answered: an item that was removed before refused with 404",
}

func TestTheSandboxAnswersTheOpenQuestionsOfTheDocument(t *testing.T) {
	require.Equal(t, sandboxAnswers, ask(t, contracttest.Target{Handler: sandbox.New()}))
	require.Equal(t, sandboxAnswers, ask(t, contracttest.Target{Handler: sandbox.New(), Only: questionsAlone}), "the questions alone")
}

// meddling is a sandbox, in front of which requests and answers are changed.
func meddling(server *sandbox.Server, request func(r *http.Request, body string) string, answer func(w http.ResponseWriter, r *http.Request, body string) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if answer != nil && answer(w, r, string(body)) {
			return
		}
		if request != nil {
			body = []byte(request(r, string(body)))
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		server.ServeHTTP(w, r)
	})
}

// nobodys matches the ids of what nobody has, which are longer than those of the sandbox.
var nobodys = regexp.MustCompile(`[0-9]{9,}`)

// saying answers with JSON.
func saying(w http.ResponseWriter, status int, body string) bool {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprint(w, body)
	return true
}

func TestAnAnswerSaysWhatTheTargetDid(t *testing.T) {
	t.Parallel()
	stringID, unknownPerson := regexp.MustCompile(`"role_id":"`), regexp.MustCompile(`"team_collaborator_id":[0-9]{9,12}\b`)
	for _, c := range []struct {
		name    string
		request func(r *http.Request, body string) string
		answer  func(w http.ResponseWriter, r *http.Request, body string) bool
		want    map[string]string
	}{
		{name: "it takes roles as numbers only",
			answer: func(w http.ResponseWriter, r *http.Request, body string) bool {
				return stringID.MatchString(body) && saying(w, 400, `{"message":"Must be a number"}`)
			},
			want: map[string]string{
				"createCustomerManager/question/role_id": "answered: integer accepted with 200, string refused with 400",
				"updateCustomerManager/question/role_id": "answered: integer accepted with 200, string refused with 400",
			}},
		{name: "it takes any role for one that it knows",
			request: func(r *http.Request, body string) string { return nobodys.ReplaceAllString(body, "2") },
			want: map[string]string{
				"createCustomerManager/question": "answered: the same item again refused with 422, unknown team_collaborator_id refused with 422, unknown role_id accepted with 200, unknown element of permitted_workspace_ids refused with 422",
			}},
		{name: "it forbids an unknown collaborator",
			answer: func(w http.ResponseWriter, r *http.Request, body string) bool {
				return unknownPerson.MatchString(body) && saying(w, 403, `{"message":"Forbidden"}`)
			},
			want: map[string]string{
				"listCustomerManagers/question/403": "answered: createCustomerManager answered 403 once, with Content-Type: application/json, a body of the shape {message: string}",
			}},
		{name: "it serves the path with a slash as well",
			request: func(r *http.Request, body string) string {
				r.URL.Path = strings.TrimSuffix(r.URL.Path, "/")
				return body
			},
			want: map[string]string{"listCustomerManagers/question/path": "answered: GET /api/customer_managers/ answered 200, as documented for listCustomerManagers"}},
		{name: "it redirects the path with a slash",
			answer: func(w http.ResponseWriter, r *http.Request, _ string) bool {
				if !strings.HasSuffix(r.URL.Path, "/") {
					return false
				}
				http.Redirect(w, r, strings.TrimSuffix(r.URL.Path, "/"), http.StatusMovedPermanently)
				return true
			},
			want: map[string]string{"listCustomerManagers/question/path": "answered: GET /api/customer_managers/ answered 301 to /api/customer_managers"}},
		{name: "it removes nothing",
			answer: func(w http.ResponseWriter, r *http.Request, _ string) bool {
				return r.Method == http.MethodDelete && saying(w, 500, `{"message":"Server error"}`)
			},
			want: map[string]string{"deleteCustomerManager/question": `skip: deleteCustomerManager answered 500 {"message":"Server error"}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ask(t, contracttest.Target{Handler: meddling(sandbox.New(), c.request, c.answer)})
			for id, want := range c.want {
				require.Equal(t, want, got[id])
			}
		})
	}
}

// created answers a create with 201.
type created struct{ http.ResponseWriter }

func (c created) WriteHeader(status int) {
	if status == http.StatusOK {
		status = http.StatusCreated
	}
	c.ResponseWriter.WriteHeader(status)
}

func TestASuccessUnderAnotherNumberIsTold(t *testing.T) {
	server := sandbox.New()
	got := ask(t, contracttest.Target{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w = created{w}
		}
		server.ServeHTTP(w, r)
	})})
	require.Equal(t, "answered: createCustomerManager answered 201, 4 times", got["createCustomerManager/question/200"])
}

func TestA429ThatWasWaitedOutIsDescribed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		got := ask(t, contracttest.Target{Skip: regexp.MustCompile("/concurrent$"), Handler: meddling(sandbox.New(), nil, func(w http.ResponseWriter, r *http.Request, _ string) bool {
			n++
			if n != 3 {
				return false
			}
			w.Header().Set("Retry-After", "7")
			return saying(w, 429, `{"message":"Too many requests"}`)
		})})
		require.Regexp(t, `^answered: \w+ answered 429 once, with Retry-After: 7, Content-Type: application/json, a body of the shape \{message: string\}$`, got["listCustomerManagers/question/429"])
	})
}

func TestQuestionsLeaveNothingBehind(t *testing.T) {
	for name, request := range map[string]func(r *http.Request, body string) string{
		"a server that keeps its contract": nil,
		"a server that takes everything":   func(r *http.Request, body string) string { return nobodys.ReplaceAllString(body, "2") },
	} {
		t.Run(name, func(t *testing.T) {
			server := sandbox.New()
			before := server.World(sandbox.Token).Snapshot().Managers
			ask(t, contracttest.Target{Handler: meddling(server, request, nil), Only: questionsAlone})
			require.Equal(t, before, server.World(sandbox.Token).Snapshot().Managers)
		})
	}
}

func TestAServerThatTakesTheSameItemTwiceIsClearedOfBoth(t *testing.T) {
	server := sandbox.New()
	before := server.World(sandbox.Token).Snapshot().Managers
	collaborator, last := regexp.MustCompile(`"team_collaborator_id":"?\d+"?`), ""
	got := ask(t, contracttest.Target{Only: questionsAlone, Values: map[string][]any{"team_collaborator_id": {5252, 6363, 7474}, "role_id": {2, 247}},
		Handler: meddling(server, func(r *http.Request, body string) string {
			if r.Method != http.MethodPost {
				return body
			}
			if body == last {
				return collaborator.ReplaceAllString(body, `"team_collaborator_id":8105`) // whom none of the values names
			}
			last = body
			return body
		}, nil)})
	require.Contains(t, got["createCustomerManager/question"], "the same item again accepted with 200")
	require.Equal(t, before, server.World(sandbox.Token).Snapshot().Managers)
}

func TestWithoutLeaveToWriteOnlySafeQuestionsAreAsked(t *testing.T) {
	server := &recording{Handler: sandbox.New()}
	got := ask(t, remote(server))
	for _, r := range server.requests {
		require.True(t, strings.HasPrefix(r, "GET "), r)
	}
	require.Equal(t, sandboxAnswers["listCustomerManagers/question/path"], got["listCustomerManagers/question/path"])
	for _, id := range []string{"createCustomerManager/question", "createCustomerManager/question/role_id", "updateCustomerManager/question", "deleteCustomerManager/question"} {
		require.Regexp(t, `^skip: .*--write`, got[id], id)
	}
}

func TestQuestionsKeepWithinTheBoundOnRequests(t *testing.T) {
	for _, most := range []int{1, 10, 40, 60, 130} {
		sent := 0
		got := ask(t, contracttest.Target{Handler: sandbox.New(), MaxRequests: most, Sent: func(n int) { sent = n }})
		require.LessOrEqual(t, sent, most)
		require.Len(t, got, len(sandboxAnswers))
		if most == 60 {
			require.Equal(t, "skip: the bound of 60 requests leaves no room for it", got["createCustomerManager/question"])
		}
		for id, text := range got {
			require.Regexp(t, `^(answered|skip): `, text, "%s with %d requests", id, most)
		}
	}
}

func TestAQuestionOfATargetThatIsNotThereIsNoVerdict(t *testing.T) {
	for id, text := range ask(t, contracttest.Target{URL: "http://127.0.0.1:1"}) {
		require.Regexp(t, `^skip: .*is the server running`, text, id)
	}
}

func TestAQuestionThatNoCallAnswersSaysSo(t *testing.T) {
	text := strings.Replace(string(openapi.YAML()), "info:\n", "info:\n  x-open-question: Which version is it?\n", 1)
	doc, err := openapi.Parse("asked.yaml", []byte(text))
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	found := false
	for r := range suite.Test(t.Context(), contracttest.Target{Handler: sandbox.New(), Token: sandbox.Token, Only: questionsAlone}) {
		if r.Check.Title == "Which version is it?" {
			found = true
			require.Equal(t, contracttest.Skip, r.Outcome)
			require.Equal(t, "no call answers a question that stands there: /info", r.Reason)
		}
	}
	require.True(t, found)
}
