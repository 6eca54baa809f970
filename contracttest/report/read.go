package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/custmgr/custmgr/contracttest"
)

// Read reads what a Writer wrote. Without a last {"done":…} line, or with a last
// line that was cut off, the run is not Complete, which is no error. Errors have
// the form name:line: what is wrong; the name is r's own if it is a file. A line
// may have any length. Unknown members are ignored, unknown lines are not.
func Read(r io.Reader) (Run, error) {
	name := "results"
	if file, ok := r.(interface{ Name() string }); ok {
		name = file.Name()
	}
	var run Run
	lines, seen := bufio.NewReader(r), false
	for number := 1; ; number++ {
		text, end := lines.ReadBytes('\n')
		fail := func(err error) (Run, error) { return Run{}, fmt.Errorf("%s:%d: %w", name, number, err) }
		if end != nil && end != io.EOF {
			return fail(end)
		}
		if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 {
			err := run.add(trimmed, seen)
			var syntax *json.SyntaxError
			if end == io.EOF && seen && !run.Complete && errors.As(err, &syntax) {
				return run, nil // whoever wrote it was killed in this line
			}
			if err != nil {
				return fail(err)
			}
			seen = true
		}
		if end == io.EOF {
			if !seen {
				return fail(errors.New(`the results are empty: the first line must be {"run":…}`))
			}
			return run, nil
		}
	}
}

// add takes in one line. Seen says that it is not the first.
func (r *Run) add(text []byte, seen bool) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return fmt.Errorf("not a line of results: %w", err)
	}
	members := 0
	for _, set := range []bool{l.Run != nil, l.Result != nil, l.Done != nil} {
		if set {
			members++
		}
	}
	switch {
	case members != 1:
		return errors.New(`not a line of results: it must hold one of "run", "result" and "done"`)
	case !seen && l.Run == nil:
		return errors.New(`the first line must be {"run":…}`)
	case seen && l.Run != nil:
		return errors.New("a second run begins: keep one run in each file")
	case r.Complete:
		return errors.New(`the run was done, yet a line follows`)
	case l.Run != nil:
		return r.begin(l.Run)
	case l.Result != nil:
		return r.result(*l.Result)
	}
	return r.end(l.Done)
}

func (r *Run) begin(h *head) error {
	if h.SchemaVersion != SchemaVersion {
		return fmt.Errorf("schema_version is %d, and only %d can be read: use the custmgr that wrote the file", h.SchemaVersion, SchemaVersion)
	}
	*r = Run{
		Suite: h.Suite, Document: h.Document, DocumentVersion: h.DocumentVersion,
		Target: h.Target, Seed: h.Seed, Strict: h.Strict, Settings: h.Settings, Started: h.Started,
	}
	return nil
}

func (r *Run) result(result contracttest.Result) error {
	if result.Check.ID == "" {
		return errors.New("the result has no check.id")
	}
	switch result.Outcome {
	case contracttest.Pass, contracttest.Fail, contracttest.Skip, contracttest.Invalid, contracttest.Answered:
	default:
		return fmt.Errorf("the result of %s has the outcome %q: it must be pass, fail, skip, invalid or answered", result.Check.ID, result.Outcome)
	}
	r.Results = append(r.Results, result)
	return nil
}

func (r *Run) end(f *foot) error {
	if f.Results != len(r.Results) {
		return fmt.Errorf("the run is done with %d results, but %d stand in the file", f.Results, len(r.Results))
	}
	r.Complete, r.Requests, r.Elapsed = true, f.Requests, f.Elapsed
	if f.Coverage != nil {
		r.Coverage = f.Coverage.Points
	}
	return nil
}
