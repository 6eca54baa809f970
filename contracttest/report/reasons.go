package report

import (
	"fmt"
	"strings"

	"github.com/custmgr/custmgr/contracttest"
)

// mostNamed is how many checks are named for one reason.
const mostNamed = 3

// reasons prints the checks of one outcome, grouped by the reason given.
func (p *printer) reasons(title string, outcome contracttest.Outcome) {
	var order []string
	ids := map[string][]string{}
	total := 0
	for _, r := range p.run.Results {
		if r.Outcome != outcome {
			continue
		}
		reason := r.Reason
		if reason == "" {
			reason = "no reason was given"
		}
		if _, seen := ids[reason]; !seen {
			order = append(order, reason)
		}
		ids[reason] = append(ids[reason], OneLine(r.Check.ID, 200))
		total++
	}
	if total == 0 {
		return
	}
	p.title(fmt.Sprintf("%s (%d)", title, total))
	for _, reason := range order {
		named := ids[reason]
		more := ""
		if n := len(named) - mostNamed; n > 0 {
			named, more = named[:mostNamed], fmt.Sprintf(" and %d more", n)
		}
		p.line("  %4d  %s", len(ids[reason]), OneLine(reason, 500))
		p.line("        %s", p.paint(dim, strings.Join(named, ", ")+more))
	}
}
