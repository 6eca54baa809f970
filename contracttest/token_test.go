package contracttest_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/openapi"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestAShortTokenIsFoundWithItsSchemeAndNotTakenForAWord(t *testing.T) {
	const short = "sandbox"
	for name, test := range map[string]struct {
		change func(r *http.Request, w *httptest.ResponseRecorder)
		want   contracttest.Outcome
	}{
		"as it is": {func(*http.Request, *httptest.ResponseRecorder) {}, contracttest.Pass},
		"names that are like the token": {func(_ *http.Request, w *httptest.ResponseRecorder) {
			*w.Body = *bytes.NewBuffer(bytes.ReplaceAll(w.Body.Bytes(), []byte(`"name":"`), []byte(`"name":"sandbox `)))
			w.Header().Set("X-World", short)
		}, contracttest.Pass},
		"the credentials in a header of every success": {func(r *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusOK {
				w.Header().Set("X-Echo", r.Header.Get("Authorization"))
			}
		}, contracttest.Fail},
		"the credentials in a refusal": {func(r *http.Request, w *httptest.ResponseRecorder) {
			if w.Code >= 400 {
				*w.Body = *bytes.NewBufferString(`{"message":"not with ` + r.Header.Get("Authorization") + `."}`)
			}
		}, contracttest.Fail},
	} {
		t.Run(name, func(t *testing.T) {
			server := sandbox.New()
			changed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				recorder := httptest.NewRecorder()
				server.ServeHTTP(recorder, r)
				recorder.Header().Del("Content-Length")
				test.change(r, recorder)
				for k, v := range recorder.Header() {
					w.Header()[k] = v
				}
				w.WriteHeader(recorder.Code)
				_, _ = w.Write(recorder.Body.Bytes())
			})
			all := judge(t, contracttest.Target{Handler: changed, Token: short, Values: sandbox.Values(), Skip: concurrently})
			for id, r := range all {
				if r.Check.Rule == "leaks" {
					require.Equal(t, test.want, r.Outcome, id)
					require.Equal(t, test.want == contracttest.Fail, r.Broken(false), id)
				}
			}
		})
	}
}

func TestATokenThatNobodyCanTellFromAWordLeavesLeaksUnjudged(t *testing.T) {
	doc, err := openapi.Parse("notes.yaml", notes.YAML)
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	server := notes.New()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Key") == "milk" {
			r.Header.Set("X-Key", notes.Key)
		}
		server.ServeHTTP(w, r)
	})
	judged := 0
	for r := range suite.Test(t.Context(), contracttest.Target{Handler: h, Token: "milk", Only: regexp.MustCompile("/(effect|leaks)")}) {
		if r.Check.Rule == "leaks" {
			require.Equal(t, contracttest.Skip, r.Outcome, r)
			require.Contains(t, r.Reason, "too short to be told from a word")
			judged++
		}
	}
	require.Positive(t, judged)
}

func TestATokenInANameOfAListThatCannotBeReadIsNotShown(t *testing.T) {
	const token = "not-a-real/token~0123456789"
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"message":"Unauthorized"}`)
			return
		}
		_, _ = io.WriteString(w, `{"result":{"`+token+`":1,"`+token+`":2}}`)
	})
	all := judge(t, contracttest.Target{Handler: h, Token: token})
	require.Contains(t, all["createCustomerManager/response"].Reason, "[token]", "it is said which name stands there twice")
	text := fmt.Sprintf("%+v", all)
	for _, form := range []string{token, strings.ReplaceAll(token, "/", "~1"), "token~"} {
		require.NotContains(t, text, form)
	}
}
