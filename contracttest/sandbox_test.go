package contracttest_test

import (
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestTheSandboxKeepsTheWholeContract(t *testing.T) {
	n := 0
	for _, r := range contracttest.Run(t, contracttest.Target{Handler: sandbox.New(), Token: sandbox.Token, OtherToken: sandbox.Token + "-2", Strict: true, Sent: func(i int) { n = i }}) {
		t.Log(r.Outcome, r.Check.ID, r.Check.Level, r.Reason)
		if r.Check.Rule == contracttest.QuestionRule {
			continue
		}
		require.Equal(t, contracttest.Pass, r.Outcome, r)
	}
	t.Log(n, "requests")
}
