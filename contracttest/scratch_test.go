package contracttest_test

import ("testing";"regexp";"net/http";"github.com/custmgr/custmgr/contracttest";"github.com/custmgr/custmgr/sandbox")

func TestScratchQ(t *testing.T) {
	h := sandbox.New()
	for r := range contracttest.Test(t.Context(), contracttest.Target{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {t.Log(r.Method, r.URL, r.Header); h.ServeHTTP(w, r)}), Token: sandbox.Token, OtherToken: sandbox.Token + "-2",
		Only: regexp.MustCompile("list.*/credentials"), Skip: regexp.MustCompile("query")}) {
		t.Log(r.Check.ID, r.Outcome, r.Reason, r.Check.Pointer, r.Check.Line, len(r.Exchanges)) 
	}
}
