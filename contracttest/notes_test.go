package contracttest_test

import (
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
)

func TestAServerOfAnotherShapeKeepsItsContract(t *testing.T) {
	doc, err := openapi.Parse("notes.yaml", notes.YAML)
	require.NoError(t, err)
	suite, err := contracttest.New(doc)
	require.NoError(t, err)
	n := 0
	for _, r := range suite.Run(t, contracttest.Target{Handler: notes.New(), Token: notes.Key, OtherToken: notes.OtherKey, Sent: func(i int) { n = i }}) {
		t.Log(r.Outcome, r.Check.ID, r.Reason)
		require.Equal(t, contracttest.Pass, r.Outcome, r)
	}
	t.Log(n, "requests")
}
