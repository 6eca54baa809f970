package contracttest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestAWarningOfOneCallHidesNoFaultOfTheNext(t *testing.T) {
	good, created := sandbox.New(), 0
	handler := oneByOne(func(w http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		good.ServeHTTP(kept, r)
		body, status := kept.Body.String(), kept.Code
		if r.Method == http.MethodPost && status == http.StatusOK {
			if created++; created == 3 {
				body = strings.Replace(body, `"privilege_group":{"id"`, `"privilege_group":{"ID"`, 1)
			}
			status = http.StatusCreated // a warning: the document asks which of the two it is
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
	r := judge(t, contracttest.Target{Handler: handler})["createCustomerManager/response"]
	require.Equal(t, contracttest.Fail, r.Outcome, r)
	require.True(t, r.Broken(false), r)
	require.Contains(t, r.String(), "/result/privilege_group/id")
}
