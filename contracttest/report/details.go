package report

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/custmgr/custmgr/contracttest"
)

const (
	mostProblems = 10  // of one failure that are printed
	mostText     = 400 // characters of a text that a server may have made
	mostCommand  = 10_000
)

// details prints the chosen results whole.
func (p *printer) details(title string, chosen func(contracttest.Result) bool) {
	var results []contracttest.Result
	for _, r := range p.run.Results {
		if chosen(r) {
			results = append(results, r)
		}
	}
	if len(results) == 0 {
		return
	}
	p.title(fmt.Sprintf("%s (%d)", title, len(results)))
	for i, r := range results {
		if i > 0 {
			p.line("")
		}
		p.detail(r)
	}
}

// detail prints the promise, what was expected and what came, and how to see
// it again.
func (p *printer) detail(r contracttest.Result) {
	mark, tone := "✗", red
	if !r.Broken(p.run.Strict) {
		mark, tone = "!", yellow
	}
	p.line("  %s %s", p.paint(tone, mark), p.paint(bold, OneLine(r.Check.ID, mostText)))
	p.line("    %s", OneLine(r.Check.Title, mostText))
	p.item("level", levels[r.Level])
	if r.Reason != "" {
		p.item("reason", OneLine(r.Reason, mostText))
	}
	p.item("document", place(r.Check.File, r.Check.Line))
	for i, problem := range r.Problems {
		if i == mostProblems {
			p.item("and", fmt.Sprintf("%d more of this kind", len(r.Problems)-i))
			break
		}
		p.problem(r, problem)
	}
	p.item("see", OneLine(r.Check.Link, mostText))
	for i, e := range r.Exchanges {
		p.item(string(e.Role), e.Curl())
		p.item("", answer(e))
		if e.Made != "" && i+1 < len(r.Exchanges) {
			p.item("", OneLine(e.Made, 100)+" is the key answered here: put yours in its place below")
		}
	}
	if p.Rerun != nil {
		p.item("again", OneLine(p.Rerun(r.Check.ID), mostCommand))
	}
	if p.GoTest != nil {
		p.item("test", OneLine(p.GoTest(r.Check.ID), mostCommand))
	}
}

// levels says in words how much a failure weighs.
var levels = map[contracttest.Level]string{
	contracttest.Must:   "must: the vendor or a standard demands it",
	contracttest.Should: "should: inferred, not documented",
}

// problem prints one departure from the document.
func (p *printer) problem(r contracttest.Result, problem contracttest.Problem) {
	if problem.Pointer != "" {
		p.item("at", OneLine(problem.Pointer, mostText))
	}
	p.item("expected", OneLine(problem.Expected, mostText))
	p.item("actual", p.paint(red, OneLine(problem.Actual, mostText)))
	if own := place(problem.File, problem.Line); problem.Line > 0 && own != place(r.Check.File, r.Check.Line) {
		p.item("by", own)
	}
	p.item("by", OneLine(problem.Link, mostText))
	if problem.Level != "" && problem.Level != r.Level {
		p.item("weighs", levels[problem.Level])
	}
}

// item prints one named line of a detail, nothing if it has no value.
func (p *printer) item(name, value string) {
	if value != "" {
		p.line("      %s  %s", p.paint(dim, fmt.Sprintf("%-8s", name)), value)
	}
}

// answer shows in one line what came back.
func answer(e contracttest.Exchange) string {
	if e.Error != "" {
		return "→ no answer: " + OneLine(e.Error, mostText)
	}
	if e.Status == 0 {
		return ""
	}
	parts := []string{fmt.Sprintf("→ %d", e.Status)}
	if text := http.StatusText(e.Status); text != "" {
		parts[0] += " " + text
	}
	if media := e.ResponseHeader.Values("Content-Type"); len(media) > 0 {
		parts = append(parts, OneLine(strings.Join(media, ", "), 100))
	}
	if e.ResponseBody != "" {
		parts = append(parts, OneLine(e.ResponseBody, 200))
	}
	return strings.Join(parts, "  ")
}
