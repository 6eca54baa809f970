package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheGuideToApplyShowsWhatTheCommandPrints runs docs/apply.md from its top to
// its end: files are written as they stand there, commands run in order.
func TestTheGuideToApplyShowsWhatTheCommandPrints(t *testing.T) {
	page, err := os.ReadFile("../../docs/apply.md")
	require.NoError(t, err)
	url := serveSandbox(t)
	t.Chdir(t.TempDir())
	code, blocks := 0, regexp.MustCompile("(?ms)^```(\\w+) ?(\\S*)\n(.*?)^```").FindAllStringSubmatch(string(page), -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		language, name, text := block[1], block[2], block[3]
		if language == "yaml" {
			require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
			continue
		}
		require.Equal(t, "console", language)
		for _, command := range strings.Split(text, "$ ")[1:] {
			line, want, _ := strings.Cut(command, "\n")
			var got string
			got, code = typed(t, url, line, code)
			require.Equal(t, want, strings.ReplaceAll(got, url, "http://127.0.0.1:8080"), "$ %s", line)
		}
	}
}

// typed runs a line as a shell would, and returns what would be seen.
func typed(t *testing.T, url, line string, before int) (seen string, code int) {
	t.Helper()
	words := strings.Fields(line)
	switch {
	case line == "echo $?":
		return fmt.Sprintln(before), 0
	case words[0] == "cat":
		content, err := os.ReadFile(words[1])
		require.NoError(t, err)
		return string(content), 0
	}
	require.Equal(t, "custmgr", words[0])
	words, file, redirected := cutWords(words[1:], ">")
	var out bytes.Buffer
	a := &app{in: strings.NewReader(""), out: &out, err: &out, env: func(name string) string { return with(url).env[name] }}
	code = run(t.Context(), a, words)
	if redirected {
		require.NoError(t, os.WriteFile(file, out.Bytes(), 0o600))
		return "", code
	}
	return out.String(), code
}

func cutWords(words []string, at string) (before []string, after string, found bool) {
	for i, w := range words {
		if w == at {
			return words[:i], words[i+1], true
		}
	}
	return words, "", false
}
