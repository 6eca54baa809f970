package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/custmgr/custmgr/contracttest"
)

// Options are how Text prints. The zero value prints plain text of 100 columns.
type Options struct {
	Color bool                   // with ANSI colours
	Width int                    // columns after which lists of checks are wrapped; 0 means 100
	Rerun func(id string) string // the command that judges one check again; nil prints none

	GoTest func(id string) string // one check as a line of a Go test; nil prints none

	Coverage bool // with what of the document the run has exercised, and what not
}

// Text prints a run for a reader: the checks by operation, then what was
// skipped and what has no verdict, by reason, the answers to open questions, the
// coverage if asked for, then the warnings, then the failures with all that
// explains them, and last the coverage in numbers and the verdict in words. Text
// that came from a server is shown without anything a terminal would act upon.
func Text(w io.Writer, run Run, options Options) error {
	if options.Width <= 0 {
		options.Width = 100
	}
	p := &printer{Options: options, run: run}
	p.run.Results, p.asked = split(run.Results)
	p.head()
	p.tree()
	p.reasons("not judged", contracttest.Skip)
	p.reasons("no verdict", contracttest.Invalid)
	p.questions()
	if options.Coverage {
		p.coverage()
	}
	p.details("warnings", func(r contracttest.Result) bool { return r.Outcome == contracttest.Fail && !r.Broken(run.Strict) })
	p.details("failures", func(r contracttest.Result) bool { return r.Broken(run.Strict) })
	p.close()
	_, err := w.Write(p.out.Bytes())
	return err
}

// A printer is one Text in the making.
type printer struct {
	Options
	run   Run                   // without the open questions
	asked []contracttest.Result // the open questions
	out   bytes.Buffer
}

func (p *printer) line(format string, args ...any) {
	fmt.Fprintf(&p.out, format, args...)
	p.out.WriteByte('\n')
}

// title begins a section.
func (p *printer) title(s string) {
	p.line("")
	p.line("%s", p.paint(bold, s))
}

func (p *printer) head() {
	document := p.run.Document
	if p.run.DocumentVersion != "" {
		document += " (" + p.run.DocumentVersion + ")"
	}
	p.field("target", OneLine(p.run.Target, 200))
	p.field("document", OneLine(document, 200))
	if p.run.Suite != "" {
		p.field("suite", OneLine(p.run.Suite, 200))
	}
}

func (p *printer) field(name, value string) {
	p.line("%s  %s", p.paint(dim, fmt.Sprintf("%-8s", name)), value)
}

// close prints the counts and the verdict.
func (p *printer) close() {
	c := p.run.Count()
	counts := []string{fmt.Sprintf("%d passed", c.Passed), fmt.Sprintf("%d failed", c.Failed)}
	for _, n := range []struct {
		count int
		what  string
	}{{c.Warned, plural(c.Warned, "warning")}, {c.Skipped, "not judged"}, {c.Invalid, "without a verdict"}} {
		if n.count > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n.count, n.what))
		}
	}
	line := strings.Join(counts, ", ")
	if p.run.Requests > 0 {
		line += fmt.Sprintf(", by %d %s", p.run.Requests, plural(p.run.Requests, "request"))
	}
	if p.run.Elapsed > 0 {
		line += " in " + round(p.run.Elapsed).String()
	}
	if p.run.Seed > 0 {
		line += fmt.Sprintf(" (seed %d)", p.run.Seed)
	}
	if p.run.Strict {
		line += ", strict"
	}
	tone := map[Verdict]colour{Kept: green, Broken: red, None: yellow}[p.run.Verdict()]
	p.line("")
	if len(p.run.Coverage) > 0 {
		p.line("%s", p.run.covered())
	}
	p.line("%s: %s", line, p.paint(tone, p.run.closing()))
}

// round keeps two or three figures of a duration.
func round(d time.Duration) time.Duration {
	switch {
	case d >= 10*time.Second:
		return d.Round(time.Second)
	case d >= time.Second:
		return d.Round(100 * time.Millisecond)
	}
	return d.Round(time.Millisecond)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
