package contracttest_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// server is the bad or odd server of a name over the sandbox.
func server(t *testing.T, all []badserver.Server, name string) http.Handler {
	t.Helper()
	i := slices.IndexFunc(all, func(s badserver.Server) bool { return s.Name == name })
	require.GreaterOrEqual(t, i, 0, "there is no server that %s", name)
	return all[i].Wrap(sandboxed{sandbox.New()})
}

// outcomes judges a server and lists the checks that failed, by their weight,
// and those that were not judged.
func outcomes(t *testing.T, doc *openapi3.T, h http.Handler, target contracttest.Target) (must, should, skipped []string) {
	t.Helper()
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	target.Handler, target.Token, target.OtherToken, target.Values = h, ownToken, otherToken, sandbox.Values()
	for r := range suite.Test(t.Context(), target) {
		switch {
		case r.Broken(false):
			must = append(must, r.Check.ID)
		case r.Outcome == contracttest.Fail:
			should = append(should, r.Check.ID)
		case r.Outcome == contracttest.Skip && r.Check.Rule != contracttest.QuestionRule:
			skipped = append(skipped, r.Check.ID)
		}
		require.NotEqual(t, contracttest.Invalid, r.Outcome, r)
	}
	return must, should, skipped
}

const shownFormsOnly = "takes everything only in the form that the document shows"

// otherForms are the checks of the forms that the document asks about.
var otherForms = []string{
	"createCustomerManager/reflects/team_collaborator_id/string", "createCustomerManager/reflects/role_id/string", "updateCustomerManager/reflects/role_id/integer",
}

func TestAFormThatTheDocumentAsksAboutMayBeRefused(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Load()
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		target contracttest.Target
		should []string
	}{
		{"in a whole run, which judges all the rest", contracttest.Target{}, otherForms},
		{"where only calls at random are judged", contracttest.Target{Only: regexp.MustCompile("/(sequence|concurrent)$")}, nil},
		{"where only refusals are judged", contracttest.Target{Only: regexp.MustCompile("/(type|unknown|rejected)")}, nil},
		{"where one operation is judged", contracttest.Target{Only: regexp.MustCompile("^updateCustomerManager/")}, otherForms[2:]},
	} {
		t.Run(c.name, func(t *testing.T) {
			must, should, skipped := outcomes(t, doc, server(t, badserver.Odd(doc), shownFormsOnly), c.target)
			_, _, always := outcomes(t, doc, sandbox.New(), c.target)
			require.Empty(t, must)
			require.Equal(t, c.should, should)
			require.Equal(t, always, skipped, "as of a server that takes every form")
		})
	}
}

func TestARunWithABoundSendsTheFormThatTheDocumentShows(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Load()
	require.NoError(t, err)
	for _, most := range []int{7, 20, 51} {
		sent := 0
		must, should, _ := outcomes(t, doc, server(t, badserver.Odd(doc), shownFormsOnly), contracttest.Target{MaxRequests: most, Sent: func(n int) { sent = n }})
		require.Empty(t, append(must, should...), most)
		require.LessOrEqual(t, sent, most)
	}
	for most := 52; most < 90; most++ { // with room for every form, but not for all that a refusal leads to
		if thin(most, 8) {
			continue
		}
		sent := 0
		must, _, _ := outcomes(t, doc, server(t, badserver.Odd(doc), shownFormsOnly), contracttest.Target{MaxRequests: most, Sent: func(n int) { sent = n }})
		require.Empty(t, must, most)
		require.LessOrEqual(t, sent, most)
	}
}

func TestTheQuestionAboutFormsIsAnsweredWithoutAskingTwice(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	texts, roleAlone := 0, regexp.MustCompile(`"role_id":"[1-9]\d{0,9}","team_collaborator_id":\d+\}$`)
	h := server(t, badserver.Odd(doc), shownFormsOnly)
	got := ask(t, contracttest.Target{Token: ownToken, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if r.Method == http.MethodPost && roleAlone.Match(body) {
			texts++
		}
		h.ServeHTTP(w, r)
	})})
	require.Equal(t, 1, texts, "the role alone as text")
	require.Equal(t, "answered: integer accepted with 200, string refused with 400", got["createCustomerManager/question/role_id"])
	require.Equal(t, "answered: integer accepted with 200, string refused with 400", got["createCustomerManager/question/team_collaborator_id"])
	require.Equal(t, "answered: integer refused with 400, string accepted with 200", got["updateCustomerManager/question/role_id"])
	require.Equal(t, sandboxAnswers["updateCustomerManager/question"], got["updateCustomerManager/question"], "an unknown role is sent in the form that is accepted")
}

func TestAFormThatTheDocumentIsSureOfHasToBeAccepted(t *testing.T) {
	sure := regexp.MustCompile(`(?m)^ +x-open-question: .*Are both accepted\?\n`).ReplaceAllString(string(openapi.YAML()), "")
	doc, err := openapi.Parse("sure.yaml", []byte(sure))
	require.NoError(t, err)
	judged := 0
	for _, s := range badserver.Bad(doc) {
		if strings.HasSuffix(s.Name, " form is refused") {
			judged++
			must, _, _ := outcomes(t, doc, s.Wrap(sandboxed{sandbox.New()}), contracttest.Target{Only: regexp.MustCompile("/(response|reflects)")})
			require.Contains(t, must, s.Operation+"/response", s.Name)
		}
	}
	require.Equal(t, 3, judged)
}

func TestAFormIsBlamedOnlyIfTheCallSucceedsWithoutIt(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	for name, refused := range map[string]string{
		"the empty list is refused in every form":              `"permitted_workspace_ids":\[\]`,
		"each form is accepted, and both beside an empty list": `"permitted_workspace_ids":\[\],"role_id":"\d+","team_collaborator_id":"`,
	} {
		t.Run(name, func(t *testing.T) {
			is := regexp.MustCompile(refused)
			h := meddling(sandbox.New(), nil, func(w http.ResponseWriter, r *http.Request, body string) bool {
				return r.Method == http.MethodPost && is.MatchString(body) && saying(w, 400, `{"message":"Bad request"}`)
			})
			must, should, _ := outcomes(t, doc, h, contracttest.Target{Only: regexp.MustCompile("^createCustomerManager/(response|reflects)")})
			require.Equal(t, []string{"createCustomerManager/response"}, must)
			require.Empty(t, should)
		})
	}
}

func TestWhereTheShownFormIsRefusedTheRestIsJudgedInAnother(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	must, should, skipped := outcomes(t, doc, server(t, badserver.Bad(doc), "createCustomerManager: role_id in its number form, as the document shows it, is refused"), contracttest.Target{})
	require.Equal(t, []string{"createCustomerManager/response", "createCustomerManager/reflects/role_id/integer"}, must)
	require.Empty(t, should)
	require.Empty(t, skipped)
}

// picky is a good server before which another one stands.
type picky struct {
	http.Handler
	good sandboxed
}

func (p picky) Snapshot() func() { return p.good.Snapshot() }

func TestWhatHasToBeRefusedIsSentInFormsThatAreAccepted(t *testing.T) {
	t.Parallel()
	s := subjects(t)[0]
	odd := badserver.Odd(s.doc)
	shown := odd[slices.IndexFunc(odd, func(o badserver.Server) bool { return o.Name == shownFormsOnly })]
	judged := 0
	for _, bad := range badserver.Bad(s.doc) {
		if bad.Operation != "updateCustomerManager" || bad.Family != badserver.Input || !strings.Contains(bad.Name, ": accepts ") || raceDetector && judged > 2 {
			continue
		}
		judged++
		results, _ := s.judge(t, badserver.Server{Wrap: func(badserver.Good) http.Handler {
			good := sandboxed{sandbox.New()}
			return bad.Wrap(picky{shown.Wrap(good), good})
		}})
		right, _ := catchers(bad, results)
		require.NotEmpty(t, right, bad.Name)
	}
	require.Positive(t, judged)
}
