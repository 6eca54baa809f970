package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/custmgr/custmgr/contracttest"
)

// partsInOrder are the parts of a coverage as a reader wants them.
var partsInOrder = []contracttest.Part{
	contracttest.PartOperations, contracttest.PartAnswers, contracttest.PartMedia,
	contracttest.PartParameters, contracttest.PartRequests, contracttest.PartValues,
}

// Percent is the share of the coverage's points that the run has seen, rounded
// down to a tenth; 0 without any points.
func (r Run) Percent() float64 {
	if len(r.Coverage) == 0 {
		return 0
	}
	return float64(1000*contracttest.Covered(r.Coverage)/len(r.Coverage)) / 10
}

// part returns the points of one part.
func (r Run) part(part contracttest.Part) []contracttest.Point {
	return slices.DeleteFunc(slices.Clone(r.Coverage), func(p contracttest.Point) bool { return p.Part != part })
}

// coverage prints what of the document the run has exercised, by part, and what
// it has not, by reason.
func (p *printer) coverage() {
	if len(p.run.Coverage) == 0 {
		return
	}
	p.title(fmt.Sprintf("coverage (%d of %d)", contracttest.Covered(p.run.Coverage), len(p.run.Coverage)))
	for _, part := range partsInOrder {
		if points := p.run.part(part); len(points) > 0 {
			p.line("  %-18s  %3d of %d", part, contracttest.Covered(points), len(points))
		}
	}
	p.blanks()
}

// blanks prints the points that were not seen: by reason, one line for each
// operation and part.
func (p *printer) blanks() {
	var reasons []string
	rows := map[string][]string{}  // the heads of the lines, by reason
	names := map[string][]string{} // by reason and head
	for _, point := range p.run.Coverage {
		if point.Seen > 0 {
			continue
		}
		if rows[point.Why] == nil {
			reasons = append(reasons, point.Why)
		}
		head := string(point.Part)
		if point.Operation != "" {
			head = point.Operation + ", " + head
		}
		if !slices.Contains(rows[point.Why], head) {
			rows[point.Why] = append(rows[point.Why], head)
		}
		names[point.Why+"\n"+head] = append(names[point.Why+"\n"+head], OneLine(point.Name, 100))
	}
	for _, reason := range reasons {
		p.line("")
		p.line("  %s", OneLine(reason, mostText))
		for _, head := range rows[reason] {
			p.wrapped("    "+OneLine(head, 100)+":", "      ", names[reason+"\n"+head])
		}
	}
}

// wrapped prints words after a head, with commas between them.
func (p *printer) wrapped(head, indent string, words []string) {
	row := head
	for i, word := range words {
		if i < len(words)-1 {
			word += ","
		}
		if utf8.RuneCountInString(row)+1+utf8.RuneCountInString(word) > p.Width && row != head {
			p.line("%s", row)
			row = indent + word
			continue
		}
		row += " " + word
	}
	p.line("%s", row)
}

// covered says in one line what the run has exercised.
func (r Run) covered() string {
	var parts []string
	for _, part := range partsInOrder {
		if points := r.part(part); len(points) > 0 {
			parts = append(parts, fmt.Sprintf("%d of %d %s", contracttest.Covered(points), len(points), part))
		}
	}
	return fmt.Sprintf("%s seen: %.1f%% of the document", strings.Join(parts, ", "), r.Percent())
}
