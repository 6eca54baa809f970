package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/custmgr/custmgr/contracttest"
)

// keepJournal opens the journal of a run, and returns what closes it: a run
// that left nothing behind leaves no journal of its own making either.
func (v *verification) keepJournal(target *contracttest.Target) (done func(), err error) {
	path, file := v.journal, (*os.File)(nil)
	if path == "" {
		local := onThisMachine(v.url)
		if v.url == "" || !v.write && !local { // nothing that could be left behind
			return func() {}, nil
		}
		cache, err := os.UserCacheDir()
		if err != nil && local { // a server on this machine can be started anew
			return func() {}, nil
		}
		if err != nil {
			return nil, usagef("there is no cache folder for the journal of the run: name a file with --journal: %w", err)
		}
		if file, err = newJournal(filepath.Join(cache, "custmgr")); err != nil {
			return nil, usagef("the journal of the run cannot be kept: %w", err)
		}
		path = file.Name()
	} else if file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, usagef("--journal: %w", err)
	}
	target.Journal, v.clean = file, true
	if v.journal == "" {
		fmt.Fprintf(v.app.err, "journal of what is added, for a run that is killed: custmgr verify --cleanup %s\n", path)
	}
	return func() {
		_ = file.Close()
		if v.journal == "" && v.clean {
			_ = os.Remove(path)
		}
	}, nil
}

// newJournal makes a journal in the folder. Its name has more than the time: runs
// may begin at the same moment.
func newJournal(folder string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	return os.CreateTemp(folder, "journal-"+time.Now().UTC().Format("20060102T150405.000")+"-*.jsonl")
}

// keepArtifacts has what a failure is best looked at as written to files.
func (v *verification) keepArtifacts(target *contracttest.Target) error {
	if v.artifacts == "" {
		return nil
	}
	if err := os.MkdirAll(v.artifacts, 0o700); err != nil {
		return usagef("--artifacts: %w", err)
	}
	target.Artifact = func(name string, data []byte) {
		path := filepath.Join(v.artifacts, filepath.Base(name))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			fmt.Fprintf(v.app.err, "custmgr: --artifacts: %s\n", err)
			return
		}
		fmt.Fprintf(v.app.err, "written: %s\n", path)
	}
	return nil
}

func onThisMachine(base string) bool {
	u, err := url.Parse(base)
	if err != nil || base == "" {
		return true // there is none, or the suite will refuse it
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// chooseCleanUp takes the URL of the run that is to be cleaned up out of its
// journal, unless one was given.
func (v *verification) chooseCleanUp() error {
	if v.cleanup == "" {
		return nil
	}
	file, err := os.Open(v.cleanup)
	if err != nil {
		return usagef("--cleanup: %w", err)
	}
	defer file.Close()
	base, err := contracttest.JournalTarget(file)
	switch {
	case err != nil:
		return usagef("--cleanup %s: %w", v.cleanup, err)
	case base == "http://in-process":
		return usagef("--cleanup %s: the journal is of a run in process, of which nothing is left", v.cleanup)
	case v.url == "":
		v.url = base
	case strings.TrimSuffix(v.url, "/") != strings.TrimSuffix(base, "/"):
		return usagef("--cleanup %s: the journal is of a run against %s: leave --url away, or give that", v.cleanup, base)
	}
	return nil
}

// cleanUp finishes what a killed run left behind.
func (v *verification) cleanUp(ctx context.Context, suite *contracttest.Suite, target contracttest.Target) error {
	file, err := os.OpenFile(v.cleanup, os.O_RDWR|os.O_APPEND, 0) // the end is noted in it
	if err != nil {
		return usagef("--cleanup: %w", err)
	}
	defer file.Close()
	removed, err := suite.CleanUp(ctx, target, file)
	if len(removed) > 0 {
		fmt.Fprintf(v.app.out, "removed: %s\n", strings.Join(removed, ", "))
	}
	if err != nil {
		return failf(exitNoAnswer, "%w", err)
	}
	if len(removed) == 0 {
		fmt.Fprintln(v.app.out, "nothing was left behind")
	}
	return nil
}
