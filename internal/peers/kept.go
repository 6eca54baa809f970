package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/custmgr/custmgr/internal/badserver"
)

// A drawer keeps what tools said, so that a comparison that was ended goes on
// where it was, and one tool more does not take the time of all. The zero value
// keeps nothing.
type drawer struct{ dir string }

// label names a result by all that it depends on: the tool, which of the servers
// it judged and how often the correct one, and this program, which holds the
// document, the servers, the tools' configurations and what reads their reports.
// What custmgr itself says depends on its binary too.
func label(t tool, o order, sample []badserver.Server, program, custmgr string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, t.name, t.setting, o.repeat, o.timeout)
	for _, s := range sample {
		fmt.Fprintln(sum, s.Name)
	}
	binaries := []string{program}
	if t.name == "custmgr" {
		binaries = append(binaries, custmgr)
	}
	for _, path := range binaries {
		binary, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, len(binary))
		sum.Write(binary)
	}
	return fmt.Sprintf("%s-%s-%x.json", t.name, t.setting, sum.Sum(nil)[:8]), nil
}

// find returns the result of a label, if it is there.
func (d drawer) find(label string) (r result, found bool, err error) {
	if d.dir == "" {
		return result{}, false, nil
	}
	text, err := os.ReadFile(filepath.Join(d.dir, label))
	if errors.Is(err, fs.ErrNotExist) {
		return result{}, false, nil
	}
	if err != nil {
		return result{}, false, err
	}
	if err := json.Unmarshal(text, &r); err != nil || len(r.Good) == 0 {
		return result{}, false, fmt.Errorf("%s is no result: delete it: %w", filepath.Join(d.dir, label), err)
	}
	return r, true, nil
}

// put keeps a result.
func (d drawer) put(label string, r result) error {
	if d.dir == "" {
		return nil
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		return err
	}
	unfinished := filepath.Join(d.dir, label+".new")
	if err := os.WriteFile(unfinished, text, 0o644); err != nil {
		return err
	}
	return os.Rename(unfinished, filepath.Join(d.dir, label))
}
