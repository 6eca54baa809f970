// Command peers runs custmgr and its nearest relatives against the same bad
// servers and the same good one, and writes what came out to docs/peers.md.
//
// The relatives are installed from npm, at the versions of setup/package-lock.json,
// into the user's cache; node, npm and java have to be there. Everything is
// spoken over HTTP on 127.0.0.1.
//
//	go run ./internal/peers                      # what `make peers` does
//	go run ./internal/peers -n 8 -tools Dredd    # a quick look at one of them
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
)

// An order is what the command line asks for.
type order struct {
	n, repeat, workers int
	all                bool
	seed               uint64
	tools, out         string
	binary, keep       string
	timeout            time.Duration
}

func main() {
	var o order
	flag.IntVar(&o.n, "n", 44, "how many bad servers to take")
	flag.BoolVar(&o.all, "all", false, "take every bad server; it takes hours")
	flag.Uint64Var(&o.seed, "seed", 1, "which bad servers to take")
	flag.IntVar(&o.repeat, "repeat", 3, "how often each tool judges the good server")
	flag.IntVar(&o.workers, "workers", 2, "how many bad servers are judged at a time")
	flag.StringVar(&o.tools, "tools", "", "only these tools, by name, separated by commas")
	flag.StringVar(&o.binary, "custmgr", "", "the custmgr to run (default: it is built)")
	flag.StringVar(&o.keep, "keep", "", "keep each tool's result in this folder, and take from it what is there")
	flag.StringVar(&o.out, "o", "docs/peers.md", "the page to write; - is standard output")
	flag.DurationVar(&o.timeout, "timeout", time.Minute, "how long one run may take; more on a busy machine")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := o.run(ctx, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// run does everything, and tells log how far it is.
func (o order) run(ctx context.Context, log io.Writer) error {
	if o.n < 1 || o.repeat < 1 || o.workers < 1 || o.timeout <= 0 {
		return errors.New("-n, -repeat, -workers and -timeout must be positive")
	}
	doc, err := openapi.Load()
	if err != nil {
		return fmt.Errorf("the document cannot be read: %w", err)
	}
	bad := badserver.BadWithin(doc, 100*time.Millisecond)
	sample := choose(bad, o.n, o.seed)
	if o.all {
		sample = eligible(bad)
	}
	at, err := newWorkshop(ctx, o, log)
	if err != nil {
		return err
	}
	defer at.close()
	c := comparison{derived: len(bad), eligible: len(eligible(bad)), seed: o.seed, servers: sample, workers: o.workers, repeat: o.repeat, timeout: o.timeout}
	if c.columns, err = at.compare(ctx, o, sample, log); err != nil {
		return err
	}
	c.missing, c.versions = at.missing, at.versions
	return write(o.out, c.markdown())
}

// chosen says whether a tool is wanted.
func (o order) chosen(name string) bool {
	if o.tools == "" {
		return true
	}
	for want := range strings.SplitSeq(o.tools, ",") {
		if strings.EqualFold(strings.TrimSpace(want), name) {
			return true
		}
	}
	return false
}

func write(path, text string) error {
	if path == "-" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
