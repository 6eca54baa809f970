package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/internal/plan"
	"github.com/stretchr/testify/require"
)

func TestProgressIsALineThatIsRewrittenOrALineAMinute(t *testing.T) {
	const line = "[--------------------] 0 of 0, checking, a few seconds left"
	for name, tt := range map[string]struct {
		terminal bool
		after    time.Duration
		want     string
	}{
		"on a terminal, each second":    {true, 2500 * time.Millisecond, "\r\x1b[2K" + line + "\r\x1b[2K" + line + "\r\x1b[2K"},
		"in a log, each minute":         {false, 150 * time.Second, line + "\n" + line + "\n"},
		"in a log of a short run never": {false, 59 * time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var errs bytes.Buffer
				stop := (&app{err: &errs, errTerminal: tt.terminal}).progress(new(plan.Meter))
				over := time.NewTimer(tt.after)
				<-over.C
				stop()
				require.Equal(t, tt.want, errs.String())
			})
		})
	}
}
