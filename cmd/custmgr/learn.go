package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/openapi"
	"go.yaml.in/yaml/v3"
)

// An overlay is an OpenAPI Overlay 1.0.0: what to change in a document.
type overlay struct {
	Overlay  string `yaml:"overlay"`
	JSONPath string `yaml:"x-speakeasy-jsonpath"` // the JSONPath of RFC 9535, for a tool that knows an older one
	Info     struct {
		Title   string `yaml:"title"`
		Version string `yaml:"version"`
	} `yaml:"info"`
	Actions []action `yaml:"actions"`
}

type action struct {
	Target      string            `yaml:"target"`
	Description string            `yaml:"description"`
	Update      map[string]string `yaml:"update"`
}

// writeLessons writes the answers of a run to the file of --learn, if it is
// given and there are any.
func (v *verification) writeLessons(run report.Run) error {
	if v.learn == "" {
		return nil
	}
	learned, n := lessons(run)
	if n == 0 {
		fmt.Fprintf(v.app.err, "no open question was answered: %s is not written\n", v.learn)
		return nil
	}
	file, err := resultsFile(v.learn, beginsLessons)
	if err != nil {
		return usagef("--learn: %w", err)
	}
	redacted := v.app.redacted(file)
	_, err = redacted.Write(learned)
	if err = errors.Join(err, redacted.Flush(), file.Close()); err != nil {
		return usagef("--learn: %w", err)
	}
	return nil
}

// checkLearn refuses, before anything is sent, a file that could not be written,
// or is somebody's work.
func (v *verification) checkLearn() error {
	if v.learn == "" {
		return nil
	}
	info, err := os.Stat(v.learn)
	switch {
	case err == nil && info.IsDir():
		return usagef("--learn: %s is a folder: name a file in it", v.learn)
	case err == nil:
		file, err := ownFile(v.learn, beginsLessons)
		if err != nil {
			return usagef("--learn: %w", err)
		}
		return file.Close()
	}
	if _, err := os.Stat(filepath.Dir(v.learn)); err != nil {
		return usagef("--learn: %w", err)
	}
	return nil
}

// lessons is the overlay that gives each question of the document that the run
// answered its x-answer. It returns the number of its actions.
func lessons(run report.Run) ([]byte, int) {
	o := overlay{Overlay: "1.0.0", JSONPath: "rfc9535"}
	o.Info.Title = "What " + observed(run.Target) + " answered to the open questions of " + run.Document
	o.Info.Version = cmp.Or(run.DocumentVersion, "1")
	var order []contracttest.Check
	told := map[string][]string{}
	for _, r := range run.Results {
		if r.Outcome != contracttest.Answered {
			continue
		}
		at := r.Check.Pointer
		if told[at] == nil {
			order = append(order, r.Check)
		}
		text := r.Reason
		if !strings.Contains(text, r.Check.Operation) {
			text = r.Check.Operation + ": " + text
		}
		told[at] = append(told[at], text)
	}
	slices.SortStableFunc(order, func(a, b contracttest.Check) int { return cmp.Compare(a.Line, b.Line) })
	when := run.Started.UTC().Format("2006-01-02")
	for _, c := range order {
		answer := fmt.Sprintf("%s (observed on %s, %s)", strings.Join(told[c.Pointer], "; "), observed(run.Target), when)
		o.Actions = append(o.Actions, action{jsonPath(c.Pointer), c.Title, map[string]string{openapi.KeyAnswer: answer}})
	}
	var b bytes.Buffer
	b.WriteString(beginsLessons + ": review them before you apply any.\n")
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	_ = encoder.Encode(o) // texts alone, into memory
	return b.Bytes(), len(o.Actions)
}

// observed is the host of a target, or the words for it.
func observed(target string) string {
	if u, err := url.Parse(target); err == nil && u.Host != "" {
		return u.Host
	}
	return target
}

// jsonPath turns a JSON pointer into the JSONPath of the same element.
func jsonPath(pointer string) string {
	path, before := "$", ""
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch {
		case shorthand.MatchString(token):
			path += "." + token
		case slices.Contains(lists, before):
			path += "[" + token + "]"
		default:
			path += "['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(token) + "']"
		}
		before = token
	}
	return path
}

// lists are the keys of a document below which elements are counted, not named.
var lists = []string{"servers", "tags", "parameters", "oneOf", "anyOf", "allOf"}

// shorthand is a name that JSONPath needs no quotes for.
var shorthand = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
