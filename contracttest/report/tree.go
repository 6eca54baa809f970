package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/custmgr/custmgr/contracttest"
)

// tree prints each operation with its checks: those without a failure by rule,
// wrapped; every failure and warning in a line of its own.
func (p *printer) tree() {
	var titles []string
	results := map[string][]contracttest.Result{}
	for _, r := range p.run.Results {
		title := titleOf(r.Check)
		if _, seen := results[title]; !seen {
			titles = append(titles, title)
		}
		results[title] = append(results[title], r)
	}
	for _, title := range titles {
		p.title(title)
		p.quiet(results[title])
		p.loud(results[title])
	}
}

// titleOf is what a check is printed under: its operation, if it has one.
func titleOf(c contracttest.Check) string {
	switch {
	case c.Operation != "":
		return OneLine(c.Operation, 100)
	case c.Rule == "response": // of an answer that passed by
		return "requests that the document does not have"
	}
	return "the run itself"
}

// A group is the checks of one rule with one outcome.
type group struct {
	rule, name string // name is the rule, or the whole of a single check
	outcome    contracttest.Outcome
	count      int
}

// quiet prints the checks that passed, and those without a verdict.
func (p *printer) quiet(results []contracttest.Result) {
	var groups []*group
	for _, outcome := range []contracttest.Outcome{contracttest.Pass, contracttest.Skip, contracttest.Invalid} {
		for _, r := range results {
			if r.Outcome == outcome {
				groups = grouped(groups, r)
			}
		}
	}
	var row strings.Builder
	width := 0
	for _, g := range groups {
		text := OneLine(g.name, 80)
		if g.count > 1 {
			text = fmt.Sprintf("%s ×%d", OneLine(g.rule, 80), g.count)
		}
		columns := utf8.RuneCountInString(text) + 4 // the mark and the gutter
		if width > 0 && width+columns > p.Width {
			p.line("%s", row.String())
			row.Reset()
			width = 0
		}
		mark, tone := "✓", green
		switch g.outcome {
		case contracttest.Skip:
			mark, tone = "–", dim
		case contracttest.Invalid:
			mark, tone = "?", yellow
		}
		row.WriteString("  " + p.paint(tone, mark) + " " + text)
		width += columns
	}
	if width > 0 {
		p.line("%s", row.String())
	}
}

// grouped adds a result to its group, or makes the group.
func grouped(groups []*group, r contracttest.Result) []*group {
	for _, g := range groups {
		if g.rule == r.Check.Rule && g.outcome == r.Outcome {
			g.count++
			return groups
		}
	}
	return append(groups, &group{rule: r.Check.Rule, name: shortID(r.Check), outcome: r.Outcome, count: 1})
}

// loud prints the failures and warnings, with where the document makes the promise.
func (p *printer) loud(results []contracttest.Result) {
	const columns = 56
	for _, r := range results {
		if r.Outcome != contracttest.Fail {
			continue
		}
		mark, tone := "✗", red
		if !r.Broken(p.run.Strict) {
			mark, tone = "!", yellow
		}
		id := OneLine(shortID(r.Check), 200)
		pad := strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(id)))
		p.line("  %s %s%s  %-6s  %s", p.paint(tone, mark), id, pad, r.Level, p.paint(dim, place(r.Check.File, r.Check.Line)))
	}
}

// shortID is a check's ID without its operation.
func shortID(c contracttest.Check) string {
	return strings.TrimPrefix(c.ID, c.Operation+"/")
}

// place names a line of the document, as editors understand it.
func place(file string, line int) string {
	switch {
	case file == "":
		return ""
	case line == 0:
		return OneLine(file, 200)
	}
	return fmt.Sprintf("%s:%d", OneLine(file, 200), line)
}
