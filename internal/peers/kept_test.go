package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

func TestAResultIsNamedByAllThatItDependsOn(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	program, other, custmgr, newer := write("program", "1"), write("other", "2"), write("custmgr", "3"), write("newer", "4")
	sample, o := []badserver.Server{{Name: "a"}}, order{repeat: 1}
	name := func(t *testing.T, tool tool, o order, sample []badserver.Server, program, custmgr string) string {
		t.Helper()
		text, err := label(tool, o, sample, program, custmgr)
		require.NoError(t, err)
		return text
	}
	dredd, ours := tool{name: "Dredd", setting: atBest}, tool{name: "custmgr", setting: atBest}
	first := name(t, dredd, o, sample, program, custmgr)
	require.Equal(t, first, name(t, dredd, o, sample, program, custmgr))
	require.Equal(t, first, name(t, dredd, o, sample, program, newer), "a tool does not depend on custmgr")
	for what, second := range map[string]string{
		"another setting":              name(t, tool{name: "Dredd", setting: atDefault}, o, sample, program, custmgr),
		"another number of runs":       name(t, dredd, order{repeat: 2}, sample, program, custmgr),
		"other servers":                name(t, dredd, o, []badserver.Server{{Name: "b"}}, program, custmgr),
		"servers that do other things": name(t, dredd, o, sample, other, custmgr),
	} {
		require.NotEqual(t, first, second, what)
	}
	require.NotEqual(t, name(t, ours, o, sample, program, custmgr), name(t, ours, o, sample, program, newer), "another custmgr")
	_, err := label(dredd, o, sample, filepath.Join(folder, "gone"), custmgr)
	require.Error(t, err)
}
