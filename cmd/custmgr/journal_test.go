package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// journals has the journals of the test's runs kept in a folder of its own, and
// returns what lists them.
func journals(t *testing.T) func() []string {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} { // as os.UserCacheDir asks
		t.Setenv(name, home)
	}
	return func() []string {
		cache, err := os.UserCacheDir()
		require.NoError(t, err)
		all, err := filepath.Glob(filepath.Join(cache, "custmgr", "*"))
		require.NoError(t, err)
		return all
	}
}

func TestARunThatSendsNothingLeavesNoJournal(t *testing.T) {
	left := journals(t)
	har := filepath.Join(t.TempDir(), "monday.har")
	require.NoError(t, os.WriteFile(har, []byte(`{"log":{}}`), 0o600))
	url, sent := serveCounted(t, sandbox.New())
	for name, path := range map[string]string{"somebody's file for the results": har, "a folder that is not": "/nonexistent/x"} {
		t.Run(name, func(t *testing.T) {
			p := with(url).run(t, "verify", "--url", url, "--json", path)
			require.Equal(t, exitUsage, p.code, p)
			require.Contains(t, p.err, "journal of what is added")
			require.Zero(t, sent())
			require.Empty(t, left())
		})
	}
}

func TestAJournalStaysWhereSomethingWasLeftBehind(t *testing.T) {
	left := journals(t)
	url := serveHandler(t, keeping{sandbox.New()})
	p := with(url).run(t, "verify", "--url", url, "--only", "^listCustomerManagers/response$")
	require.Equal(t, exitRefused, p.code, p)
	require.Len(t, left(), 1)
}

func TestRunsThatBeginAtTheSameMomentKeepJournalsOfTheirOwn(t *testing.T) {
	left := journals(t)
	synctest.Test(t, func(t *testing.T) { // the clock stands still
		for range 3 {
			v := &verification{app: &app{err: io.Discard}, url: "http://127.0.0.1:1"}
			done, err := v.keepJournal(&contracttest.Target{})
			require.NoError(t, err)
			defer done()
		}
		all := left()
		require.Len(t, all, 3)
		for _, path := range all {
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
			require.Equal(t, ".jsonl", filepath.Ext(path))
		}
	})
	require.Empty(t, left(), "nothing was sent")
}
