package report

import (
	"fmt"
	"io"

	"github.com/custmgr/custmgr/contracttest"
)

// A Live shows on a terminal, in one line that it rewrites, how far a run is.
// The zero value shows nothing.
type Live struct {
	w                     io.Writer
	total, judged, failed int
	strict                bool
}

// NewLive makes a Live for a run of total checks.
func NewLive(w io.Writer, total int, strict bool) *Live {
	return &Live{w: w, total: total, strict: strict}
}

// Result shows that one more check is over.
func (l *Live) Result(r contracttest.Result) {
	l.judged++
	if r.Broken(l.strict) {
		l.failed++
	}
	l.show(r.Check.ID)
}

// Notice shows why the run is waiting.
func (l *Live) Notice(text string) { l.show(text) }

// Clear takes the line away.
func (l *Live) Clear() {
	if l.w != nil {
		fmt.Fprint(l.w, "\r\x1b[2K")
	}
}

func (l *Live) show(text string) {
	if l.w != nil {
		if words := []rune(OneLine(text, 100)); len(words) > 50 { // a line that wraps could not be rewritten
			text = string(words[:49]) + "…"
		} else {
			text = string(words)
		}
		fmt.Fprintf(l.w, "\r\x1b[2K%d of %d, %d failed  %s", l.judged, l.total, l.failed, text)
	}
}
