package main

import (
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

// settings are what of the flags decides which requests are sent.
func (v *verification) settings() report.Settings {
	only := v.only
	if len(v.replays.ids) > 0 {
		only = v.replays.only
	}
	return report.Settings{Values: v.values.raw, Write: v.write, Only: only.String(), Skip: v.skip.String(), MaxRequests: v.maxRequests, Settle: v.settle}
}

// rerun is the command that judges one check again.
func (v *verification) rerun(id string) string {
	words := []string{"custmgr", "verify"}
	if v.url != "" {
		words = append(words, "--url", v.url)
	}
	if v.write {
		words = append(words, "--write")
	}
	for _, raw := range v.values.raw {
		words = append(words, "--value", raw)
	}
	if v.strict {
		words = append(words, "--strict")
	}
	if v.seed != 0 {
		words = append(words, "--seed", strconv.FormatUint(v.seed, 10))
	}
	if v.settle != 0 {
		words = append(words, "--settle", v.settle.String())
	}
	if v.maxRequests != 0 {
		words = append(words, "--max-requests", strconv.Itoa(v.maxRequests))
	}
	if id != leftBehind { // it takes the whole run
		words = append(words, "--replay", id)
	}
	for i, w := range words {
		if strings.ContainsFunc(w, func(r rune) bool {
			return !strings.ContainsRune("-_=,.:/", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

const ofSandbox = "Values: sandbox.Values()"

// goTest is a Go test of one check, in a line.
func (v *verification) goTest(id string) string {
	fields := []string{fmt.Sprintf("URL: %q", v.url), fmt.Sprintf("Token: os.Getenv(%q)", envToken)}
	if v.url == "" {
		fields = []string{"Handler: sandbox.New()", "Token: sandbox.Token", ofSandbox}
	} else if v.app.env(envOtherToken) != "" {
		fields = append(fields, fmt.Sprintf("OtherToken: os.Getenv(%q)", envOtherToken))
	}
	if v.write {
		fields = append(fields, "Write: true")
	}
	if v.strict {
		fields = append(fields, "Strict: true")
	}
	if v.seed != 0 {
		fields = append(fields, fmt.Sprintf("Seed: %d", v.seed))
	}
	if v.settle != 0 {
		fields = append(fields, fmt.Sprintf("Settle: %d /* %s */", v.settle, v.settle))
	}
	if len(v.values.given) > 0 {
		fields = slices.DeleteFunc(fields, func(f string) bool { return f == ofSandbox })
		fields = append(fields, "Values: "+goValues(v.values.given))
	}
	if id != leftBehind {
		fields = append(fields, fmt.Sprintf("Only: regexp.MustCompile(%q)", "^"+regexp.QuoteMeta(id)+"$"))
	}
	return "func " + testName(id) + "(t *testing.T) { contracttest.Run(t, contracttest.Target{" + strings.Join(fields, ", ") + "}) }"
}

// testName makes the name of a Go test out of a check's ID.
func testName(id string) string {
	name := "Test"
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	return name
}

// goFile is a file with the Go test of one check.
func (v *verification) goFile(id string) ([]byte, error) {
	test := v.goTest(id)
	standard, own := []string{"testing"}, []string{"contracttest"}
	if strings.Contains(test, "regexp.") {
		standard = append([]string{"regexp"}, standard...)
	}
	if strings.Contains(test, "os.Getenv") {
		standard = append([]string{"os"}, standard...)
	}
	if strings.Contains(test, "sandbox.") {
		own = append(own, "sandbox")
	}
	text := "package contract_test\n\nimport (\n"
	for _, path := range standard {
		text += strconv.Quote(path) + "\n"
	}
	text += "\n"
	for _, path := range own {
		text += strconv.Quote("github.com/custmgr/custmgr/"+path) + "\n"
	}
	return format.Source([]byte(text + ")\n\n// It failed: " + id + "\n" + test + "\n"))
}

// writeTests writes a Go test of each failure beside the other artifacts.
func (v *verification) writeTests(run report.Run) error {
	if v.artifacts == "" {
		return nil
	}
	for _, r := range run.Results {
		if r.Outcome != contracttest.Fail {
			continue
		}
		text, err := v.goFile(r.Check.ID)
		if err == nil {
			path := filepath.Join(v.artifacts, strings.ReplaceAll(r.Check.ID, "/", "-")+"_test.go")
			err = os.WriteFile(path, text, 0o600)
		}
		if err != nil {
			return usagef("--artifacts: %w", err)
		}
	}
	return nil
}

// goValues writes known-good values as Go does.
func goValues(values map[string][]any) string {
	var all []string
	for name, list := range values {
		var texts []string
		for _, v := range list {
			texts = append(texts, fmt.Sprintf("%#v", v))
		}
		all = append(all, fmt.Sprintf("%q: {%s}", name, strings.Join(texts, ", ")))
	}
	slices.Sort(all)
	return "map[string][]any{" + strings.Join(all, ", ") + "}"
}
