package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

func TestResultsAreWrittenOverResultsOnly(t *testing.T) {
	folder := t.TempDir()
	har := filepath.Join(folder, "monday.har")
	recording := []byte(`{"log":{"version":"1.2","entries":[]}}`)
	for _, tt := range []struct {
		name string
		args []string
	}{
		{"a recording that is to be judged", []string{"check", har, "--json", har}},
		{"a flag that took the file for its own", []string{"check", "--json", har, har}},
		{"somebody's file, by verify", []string{"verify", "--json", har, "--only", "^listCustomerManagers/response$"}},
		{"somebody's file, by a run of which nothing is sent", []string{"verify", "--url", "ftp://127.0.0.1", "--json", har}},
		{"somebody's file, by proxy", []string{"proxy", "--target", "http://127.0.0.1:1", "--addr", "127.0.0.1:0", "--json", har}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(har, recording, 0o600))
			p := with("").run(t, tt.args...)
			require.Equal(t, exitUsage, p.code, p)
			kept, err := os.ReadFile(har)
			require.NoError(t, err)
			require.Equal(t, recording, kept)
		})
	}
	t.Run("results of an earlier run", func(t *testing.T) {
		path := filepath.Join(folder, "results.jsonl")
		var sizes []int
		for _, only := range []string{"^listCustomerManagers/", "^listCustomerManagers/response$"} {
			require.Equal(t, exitOK, with("").run(t, "verify", "--json", path, "--only", only).code)
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			require.True(t, bytes.HasPrefix(text, []byte(`{"run":`)))
			sizes = append(sizes, len(text))
		}
		require.Less(t, sizes[1], sizes[0], "the second, shorter run leaves nothing of the first")
	})
	t.Run("an empty file", func(t *testing.T) {
		path := filepath.Join(folder, "empty")
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		require.Equal(t, exitOK, with("").run(t, "verify", "--json", path, "--only", "^listCustomerManagers/response$").code)
	})
}

func TestAnswersAreWrittenOverAnswersOnly(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"a document": "openapi: 3.0.3\n", "results of a run": `{"run":{}}` + "\n", "a short file": "#"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder, "openapi.yaml")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			url, sent := serveCounted(t, sandbox.New())
			p := with(url).run(t, "verify", "--url", url, "--learn", path)
			require.Equal(t, exitUsage, p.code, p)
			require.Contains(t, p.err, "--learn: "+path+" is there and ")
			require.Zero(t, sent())
			kept, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, text, string(kept))
		})
	}
	t.Run("answers of an earlier run", func(t *testing.T) {
		text, path := learn(t)
		require.NoError(t, os.WriteFile(path, []byte(text+strings.Repeat("# the length of what was there\n", 1000)), 0o600))
		p := session{}.run(t, "verify", "--only", "/(question|response)", "--learn", path)
		require.Equal(t, exitOK, p.code, p)
		written, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(written), "# Observations"))
		require.NotContains(t, string(written), "the length of what was there", "nothing of it is left")
	})
	t.Run("an empty file", func(t *testing.T) {
		path := filepath.Join(folder, "empty")
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		p := session{}.run(t, "verify", "--only", "/(question|response)", "--learn", path)
		require.Equal(t, exitOK, p.code, p)
	})
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWhatIsDoneButCannotBePrintedIsNoWrongUse(t *testing.T) {
	url := serveSandbox(t)
	for _, tt := range []struct {
		name, says string
		args       []string
		code       int
	}{
		{"create", "is created or updated, but standard output cannot be written", []string{"create", "--collaborator", "6363", "--role", "2", "--all-workspaces"}, exitRefused},
		{"create in JSON", "is created or updated, but standard output cannot be written", []string{"create", "--collaborator", "7474", "--role", "2", "--all-workspaces", "--output=json"}, exitRefused},
		{"update", "customer manager 1234 is created or updated, but", []string{"update", "1234", "--role", "2", "--all-workspaces"}, exitRefused},
		{"list", "cannot write to standard output", []string{"list"}, exitUsage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var errs bytes.Buffer
			env := with(url).env
			a := &app{in: &bytes.Buffer{}, out: fullDisk{}, err: &errs, env: func(name string) string { return env[name] }}
			require.Equal(t, tt.code, run(t.Context(), a, tt.args), errs.String())
			require.Contains(t, errs.String(), tt.says)
		})
	}
}
