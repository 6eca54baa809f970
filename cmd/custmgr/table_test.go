package main

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTableAlignsByColumnsOfTheTerminal(t *testing.T) {
	table := table{head: []string{"NAME", "X"}}
	for _, name := range []string{"plain", "例", "e\u0301", "ｱ", "Ａ", "🙂", "a\u200db", "tab\tand\x1b[31m"} {
		table.row(name, "|")
	}
	var b strings.Builder
	require.NoError(t, table.print(&b, false))
	require.Equal(t, `NAME                X
plain               |
例                  |
e`+"\u0301"+`                   |
ｱ                   |
Ａ                  |
🙂                  |
a\u200db            |
tab\tand\u001b[31m  |
`, b.String())
}

func TestVersionComesFromTheLinkerThenTheBuild(t *testing.T) {
	module := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "abc"}
	for name, tt := range map[string]struct {
		info                  *debug.BuildInfo
		version, commit, v, c string
	}{
		"the linker first":         {module("v0.2.0", revision), "v0.1.0", "def", "v0.1.0", "def"},
		"then the build":           {module("v0.2.0", revision), "", "", "v0.2.0", "abc"},
		"a build of changed files": {module("(devel)", revision, debug.BuildSetting{Key: "vcs.modified", Value: "true"}), "", "", "dev", "abc (changed)"},
		"a build outside of git":   {module("(devel)"), "", "", "dev", "unknown"},
		"no build info at all":     {nil, "", "", "dev", "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			v, c := versionOf(tt.info, tt.version, tt.commit)
			require.Equal(t, []string{tt.v, tt.c}, []string{v, c})
		})
	}
}

func TestVersionPrintsFourLines(t *testing.T) {
	require.Equal(t, printed{exitOK, "custmgr   dev\ncommit    unknown\ngo        " + runtime.Version() + "\ndocument  2024-01-29\n", ""}, session{}.run(t, "version"))
}
