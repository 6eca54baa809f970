package report

import (
	"fmt"

	"github.com/custmgr/custmgr/contracttest"
)

// isQuestion reports whether a result is the answer to an open question, or why
// there is none: it judges nothing and counts nowhere.
func isQuestion(r contracttest.Result) bool { return r.Check.Rule == contracttest.QuestionRule }

// split parts the results that judge from those of open questions.
func split(all []contracttest.Result) (judged, questions []contracttest.Result) {
	for _, r := range all {
		if isQuestion(r) {
			questions = append(questions, r)
		} else {
			judged = append(judged, r)
		}
	}
	return judged, questions
}

// questions prints the open questions of the document with what the target
// did, in the order in which they were asked.
func (p *printer) questions() {
	if len(p.asked) == 0 {
		return
	}
	answered := 0
	for _, r := range p.asked {
		if r.Outcome == contracttest.Answered {
			answered++
		}
	}
	p.title(fmt.Sprintf("open questions (%d of %d answered)", answered, len(p.asked)))
	for _, r := range p.asked {
		mark, reason := p.paint(green, "✓"), OneLine(r.Reason, mostText)
		if r.Outcome != contracttest.Answered {
			mark, reason = p.paint(dim, "–"), "not answered: "+reason
		}
		p.line("  %s %s  %s", mark, OneLine(r.Check.ID, 200), p.paint(dim, place(r.Check.File, r.Check.Line)))
		p.line("    %s", OneLine(r.Check.Title, mostText))
		p.line("      %s", reason)
	}
}
