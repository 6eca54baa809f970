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
	"github.com/custmgr/custmgr/openapi"
)

// A drawer keeps what tools said, so that a comparison that was ended goes on
// where it was, and one tool more does not take the time of all. The zero value
// keeps nothing.
type drawer struct{ dir string }

// label names a result by all that it depends on: the tool and its configuration,
// the document, the servers and how often the correct one is judged. What custmgr
// itself says depends on its binary too.
func label(t tool, o order, sample []badserver.Server, custmgr string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, t.name, t.setting, t.configured, o.repeat, o.timeout)
	for _, s := range sample {
		fmt.Fprintln(sum, s.Name)
	}
	sum.Write(openapi.YAML())
	err := fs.WalkDir(setup, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := setup.ReadFile(path)
		fmt.Fprintln(sum, path, len(text))
		sum.Write(text)
		return err
	})
	if err != nil {
		return "", err
	}
	if t.name == "custmgr" {
		binary, err := os.ReadFile(custmgr)
		if err != nil {
			return "", err
		}
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
