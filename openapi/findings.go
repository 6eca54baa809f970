package openapi

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// A Finding is one thing that is wrong with a document, and where. Parse joins
// them with [errors.Join]; errors.As reaches the first.
type Finding struct {
	File string // the name that Parse was given
	Line int    // counted from 1
	Text string // what is wrong, and what to do; one line
}

// Error returns file:line: text.
func (f *Finding) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }

// findings gathers what is wrong with one document.
type findings struct {
	file string
	all  []Finding
}

// add notes a finding. A line that is not known counts as the first.
func (f *findings) add(line int, format string, args ...any) {
	f.all = append(f.all, Finding{f.file, max(line, 1), oneLine(fmt.Sprintf(format, args...))})
}

// on reports whether the line has a finding.
func (f *findings) on(line int) bool {
	return slices.ContainsFunc(f.all, func(one Finding) bool { return one.Line == line })
}

// err joins the findings in the order of their lines, each once; nil if there
// are none.
func (f *findings) err() error {
	slices.SortStableFunc(f.all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	var errs []error
	for _, one := range slices.Compact(f.all) {
		errs = append(errs, &one)
	}
	return errors.Join(errs...)
}
