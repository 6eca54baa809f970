package main

import (
	"fmt"
	"time"

	"github.com/custmgr/custmgr/internal/plan"
)

// progress shows how far a run is, until stop is called: on a terminal in a line
// that is rewritten each second, elsewhere in a line a minute, so that whoever
// watches a log of a long run sees that it lives.
func (a *app) progress(meter *plan.Meter) (stop func()) {
	every, show, clear := time.Minute, "%s\n", ""
	if a.errTerminal {
		every, show, clear = time.Second, "\r\x1b[2K%s", "\r\x1b[2K"
	}
	ticker, end, ended := time.NewTicker(every), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			case <-ticker.C:
				fmt.Fprintf(a.err, show, meter.Line())
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(end)
		<-ended
		fmt.Fprint(a.err, clear)
	}
}
