package main

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// setup holds what is pinned and what is configured.
//
//go:embed setup
var setup embed.FS

// A workshop has the programs at hand, and a folder for the runs.
type workshop struct {
	shelf
	dir      string
	tools    []tool
	missing  []string // tools that cannot run here, with the reason
	versions []string // of what they run on
}

// newWorkshop builds custmgr and installs the others that are wanted.
func newWorkshop(ctx context.Context, o order, log io.Writer) (*workshop, error) {
	dir, err := os.MkdirTemp("", "custmgr-peers-")
	if err != nil {
		return nil, err
	}
	w := &workshop{dir: dir, shelf: shelf{custmgr: filepath.Join(dir, "custmgr")}}
	if o.binary != "" {
		w.custmgr, err = filepath.Abs(o.binary)
	} else if text, fault := exec.CommandContext(ctx, "go", "build", "-o", w.custmgr, "github.com/custmgr/custmgr/cmd/custmgr").CombinedOutput(); fault != nil {
		err = fmt.Errorf("custmgr cannot be built: %w: %s", fault, text)
	}
	if err != nil {
		w.close()
		return nil, err
	}
	for _, t := range tools() {
		if o.chosen(t.name) {
			w.tools = append(w.tools, t)
		}
	}
	if len(w.tools) == 0 {
		w.close()
		return nil, errors.New("-tools names none of custmgr, Specmatic, Portman, Dredd and Prism")
	}
	if w.only("custmgr") {
		return w, nil
	}
	if w.modules, err = install(ctx, log); err != nil {
		w.close()
		return nil, err
	}
	w.probe(ctx)
	return w, nil
}

// only says whether there is no other tool.
func (w *workshop) only(name string) bool {
	for _, t := range w.tools {
		if t.name != name {
			return false
		}
	}
	return true
}

func (w *workshop) close() { _ = os.RemoveAll(w.dir) }

// install puts the pinned packages into the user's cache, once, and returns
// where node_modules is. No package runs a script of its own.
func install(ctx context.Context, log io.Writer) (string, error) {
	lock, err := setup.ReadFile("setup/package-lock.json")
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "custmgr", fmt.Sprintf("peers-%x", sha256.Sum256(lock))[:18])
	modules, done := filepath.Join(dir, "node_modules"), filepath.Join(dir, "installed")
	if _, err := os.Stat(done); err == nil {
		return modules, nil
	}
	fmt.Fprintf(log, "installing the tools into %s\n", dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := setup.ReadFile("setup/" + name)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return "", err
		}
	}
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	if text, err := npm.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci in %s: %w: %s", dir, err, text)
	}
	return modules, os.WriteFile(done, nil, 0o644)
}

// probe drops the tools that do not start here, and remembers why.
func (w *workshop) probe(ctx context.Context) {
	node := w.ask(ctx, "node", "--version")
	w.versions = append(w.versions, "Node.js "+node)
	java := w.ask(ctx, "java", "-version")
	w.versions = append(w.versions, "Java: "+java)
	starts := map[string]func() string{
		"Specmatic": func() string { return w.ask(ctx, "java", "-jar", w.specmaticJar(), "--version") },
		"Portman":   func() string { return w.ask(ctx, w.bin("portman"), "--version") },
		"Dredd":     func() string { return w.ask(ctx, w.bin("dredd"), "--version") },
		"Prism":     func() string { return w.ask(ctx, w.bin("prism"), "--version") },
	}
	var kept []tool
	answers := map[string]string{}
	for _, t := range w.tools {
		if start := starts[t.name]; start != nil {
			if _, asked := answers[t.name]; !asked {
				if answers[t.name] = start(); strings.HasPrefix(answers[t.name], "cannot ") {
					w.missing = append(w.missing, t.name+" "+answers[t.name])
				}
			}
			if strings.HasPrefix(answers[t.name], "cannot ") {
				continue
			}
		}
		kept = append(kept, t)
	}
	w.tools = kept
}

// ask returns the first line that a program says about its version.
func (w *workshop) ask(ctx context.Context, name string, args ...string) string {
	p, err := execute(ctx, w.dir, nil, name, args...)
	if err != nil {
		return "cannot be started: " + err.Error()
	}
	if p.code != 0 {
		return fmt.Sprintf("cannot be started: exit code %d: %s", p.code, p.output)
	}
	line, _, _ := strings.Cut(strings.TrimSpace(p.output), "\n")
	return line
}
