package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/stretchr/testify/require"
)

// recorded is a HAR file of answers to a list: status and body in turns.
func recorded(t *testing.T, answers ...any) string {
	t.Helper()
	entries := []any{}
	for i := 0; i < len(answers); i += 2 {
		entries = append(entries, map[string]any{
			"request":  map[string]any{"method": "GET", "url": "https://app.eu.workato.com/api/customer_managers", "headers": []any{map[string]any{"name": "Authorization", "value": "Bearer " + token}}},
			"response": map[string]any{"status": answers[i], "headers": []any{map[string]any{"name": "content-type", "value": "application/json"}}, "content": map[string]any{"text": answers[i+1]}},
		})
	}
	b, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "entries": entries}})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "recorded.har")
	require.NoError(t, os.WriteFile(path, b, 0o600))
	return path
}

const emptyList = `{"result":{"items":[]}}`

func TestCheckJudgesRecordedAnswers(t *testing.T) {
	good := recorded(t, 200, emptyList, 401, `{"message":"no"}`)
	leaking := recorded(t, 200, emptyList, 401, `{"message":"not for `+token+`"}`)
	shown := recorded(t, 401, `{"message":"cannot open /var/lib/tokens/x"}`)
	broken := recorded(t, 200, emptyList, 200, `{"result":["y"]}`, 200, `{"result":["x"]}`)
	warned := recorded(t, 200, `{"result":{"items":[],"count":1}}`)
	nothing := recorded(t)
	cut := filepath.Join(t.TempDir(), "cut.har")
	whole, err := os.ReadFile(broken)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(cut, whole[:len(whole)-5], 0o600))
	early := filepath.Join(t.TempDir(), "early.har")
	require.NoError(t, os.WriteFile(early, whole[:40], 0o600))
	for _, tt := range []struct {
		name   string
		args   []string
		code   int
		out    []string
		errors string
	}{
		{"answers that keep the contract", []string{good}, exitOK, []string{"2 answers: 2 as documented, 0 not\n", "target    " + good, "the contract is kept\n"}, ""},
		{"answers that break it", []string{broken}, exitRefused, []string{"3 answers: 1 as documented, 2 not\n", "(the first of 2 answers of this kind)", "/result", "the contract is broken\n"}, ""},
		{"several files", []string{good, broken}, exitRefused, []string{"5 answers: 3 as documented, 2 not\n"}, ""},
		{"a warning", []string{warned}, exitOK, []string{"1 answer: 0 as documented, 0 not, 1 with a warning\n"}, ""},
		{"a warning that is taken strictly", []string{warned, "--strict"}, exitRefused, []string{"the contract is broken\n"}, ""},
		{"an answer that shows its token", []string{leaking}, exitRefused, []string{"2 answers: 2 as documented, 0 not; 1 shows what none may\n", "listCustomerManagers/leaks", "a token that was sent stands in the body", "1 passed, 1 failed", "the contract is broken\n"}, ""},
		{"the same, where only documented answers matter", []string{leaking, "--skip", "/leaks$"}, exitOK, []string{"2 answers: 2 as documented, 0 not\n"}, ""},
		{"an answer that shows a path of the server", []string{shown}, exitOK, []string{"1 answer: 1 as documented, 0 not; 1 shows what none may\n", "no path of the server in an answer"}, ""},
		{"nothing to judge", []string{nothing}, exitNoAnswer, []string{"no verdict: nothing could be judged\n"}, ""},
		{"one operation only", []string{broken, "--only", "^deleteCustomerManager/"}, exitNoAnswer, []string{"0 answers"}, ""},
		{"another operation only", []string{broken, "--skip", "^listCustomerManagers/"}, exitNoAnswer, []string{"0 answers"}, ""},
		{"a file that is cut off, after something that is broken", []string{cut}, exitRefused, []string{"the contract is broken; the run was cut short\n"}, "custmgr: " + cut + ": line 1, column "},
		{"a file that is cut off before", []string{early, good}, exitUsage, []string{"2 answers: 2 as documented", "no verdict: the run was cut short"}, "custmgr: " + early + ": line 1, column 41: the file ends in the middle: was it cut off?\n"},
		{"a file that is not there", []string{"/nonexistent.har"}, exitUsage, nil, "custmgr: /nonexistent.har: no such file or directory\n"},
		{"no file", nil, exitUsage, nil, "custmgr: custmgr check takes the HAR files to judge, but got none: custmgr check --help shows an example\n"},
		{"standard input twice", []string{"-", "-"}, exitUsage, nil, "custmgr: custmgr check can read standard input once, but - is given more than once\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := session{}.run(t, append([]string{"check"}, tt.args...)...)
			require.Equal(t, tt.code, p.code, p.out+p.err)
			for _, says := range tt.out {
				require.Contains(t, p.out, says)
			}
			require.True(t, strings.HasPrefix(p.err, tt.errors), p.err)
			if tt.errors == "" {
				require.Empty(t, p.err)
			}
			require.NotContains(t, p.out+p.err, token)
		})
	}
}

func TestCheckReadsStandardInputAndWritesLines(t *testing.T) {
	text, err := os.ReadFile(recorded(t, 200, emptyList, 299, emptyList+token))
	require.NoError(t, err)
	p := session{stdin: string(text)}.run(t, "check", "-", "--json", "-")
	require.Equal(t, exitRefused, p.code)
	run, err := report.Read(bytes.NewReader([]byte(p.out)))
	require.NoError(t, err)
	require.True(t, run.Complete)
	require.Len(t, run.Results, 3, "two answers, of which one shows its token")
	require.Contains(t, p.err, "2 answers: 1 as documented, 1 not; 1 shows what none may\n", "the report has moved to standard error")
	require.NotContains(t, p.out+p.err, token)
}

func TestCheckJudgesFilesOfBrowsers(t *testing.T) {
	p := session{}.run(t, "check", "../../contracttest/testdata/doors/chrome.har", "../../contracttest/testdata/doors/firefox.har")
	require.Equal(t, exitRefused, p.code)
	require.Contains(t, p.out, `--data-raw '{"role_id":2}'`)
	require.Contains(t, p.out, "8 answers: 3 as documented, 2 not, 2 not judged, 1 of no documented operation; 1 shows what none may\n")
	require.NotContains(t, p.out, "sandbox-recorded-token")
}
