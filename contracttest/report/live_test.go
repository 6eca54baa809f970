package report_test

import (
	"bytes"
	"testing"

	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/stretchr/testify/require"
)

func TestLiveRewritesOneLine(t *testing.T) {
	var b bytes.Buffer
	live := report.NewLive(&b, 160, false)
	live.Result(sample().Results[0])
	live.Notice("429 from the target: waiting 3s")
	live.Result(sample().Results[4])
	live.Clear()
	const clear = "\r\x1b[2K"
	require.Equal(t, clear+"1 of 160, 0 failed  listCustomerManagers/response"+
		clear+"1 of 160, 0 failed  429 from the target: waiting 3s"+
		clear+"2 of 160, 1 failed  updateCustomerManager/reflects/permitted_workspac…"+
		clear, b.String())
}

func TestLiveWithoutATerminalShowsNothing(t *testing.T) {
	var live report.Live
	require.NotPanics(t, func() {
		live.Result(sample().Results[0])
		live.Notice("a")
		live.Clear()
	})
}
