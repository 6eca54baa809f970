package main

import (
	"fmt"
	"strings"

	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/internal/plan"
)

// summary prints what became of a plan, and returns the failure that it is.
func (ap *application) summary(r *plan.Result) error {
	if n := r.Deleted + r.Updated + r.Created; n > 0 {
		ap.app.done = count(n, "change") + " made"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\ndone     %d deleted, %d updated, %d created\n", r.Deleted, r.Updated, r.Created)
	list(&b, "failed  ", r.Failures)
	if r.Untried > 0 {
		fmt.Fprintf(&b, "untried  %d\n", r.Untried)
	}
	list(&b, "differs ", r.Differences)
	if r.OK() {
		fmt.Fprintln(&b, "checked  the account is like the file")
	}
	if _, err := fmt.Fprint(ap.app.out, b.String()); err != nil {
		return ap.app.unprinted(err)
	}
	switch {
	case r.Stopped != nil:
		return stopped(r)
	case len(r.Failures) > 0:
		return failf(exitRefused, "%d of %s failed: mend what is named above, and run the command again", len(r.Failures), count(r.Total, "change"))
	case len(r.Differences) > 0:
		return failf(exitRefused, "the changes were made, but the account differs from the file: somebody else may be changing it")
	}
	return nil
}

// stopped is the failure of a run that was cut short.
func stopped(r *plan.Result) error {
	code := exitCode(apiFailure(r.Stopped))
	if code == exitInterrupted {
		return failf(code, "interrupted: run the command again to go on")
	}
	return failf(code, "stopped: %s: run the command again to go on", strings.ReplaceAll(message(r.Stopped), "client: ", ""))
}

func list(b *strings.Builder, head string, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(b, "%s %s\n", head, report.OneLine(line, 1000))
	}
}
