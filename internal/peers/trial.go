package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/custmgr/custmgr/internal/badserver"
)

// A column is what one tool said about all servers.
type column struct {
	tool
	result
}

// A result is what a comparison keeps of a tool.
type result struct {
	Good    []measure         // of the correct server, one after the other
	Alarms  map[string]string // tests that failed on it in any of these runs, each with one reason
	Caught  map[string]int    // by the bad server's name: how many findings are new
	Late    map[string]bool   // bad servers whose run had to be ended
	Crashes []string          // bad servers whose run ended without a report, and why
	Took    time.Duration     // all of its runs
	Noise   int               // of the runs on the correct server among those on bad ones, how many found news
}

// A measure is what one run on the correct server took.
type measure struct {
	Checks, Failing, Requests int
	Wall, CPU, StartUp        time.Duration
}

// A trial is a run with what the server saw of it.
type trial struct {
	verdict
	requests int
	startUp  time.Duration // until the first request came; 0 if none did
}

// compare runs every tool against the good server, alone, for the times, and
// then against the bad ones.
func (w *workshop) compare(ctx context.Context, o order, sample []badserver.Server, log io.Writer) ([]column, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var columns []column
	for _, t := range w.tools {
		label, err := label(t, o, sample, program, w.custmgr)
		if err != nil {
			return nil, err
		}
		r, found, err := drawer{o.keep}.find(label)
		if err == nil && !found {
			if r, err = w.run(ctx, t, o, sample, log); err == nil {
				err = drawer{o.keep}.put(label, r)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s (%s): %w", t.name, t.setting, err)
		}
		fmt.Fprintf(log, "%-10s %-8s %d of %d bad servers caught\n", t.name, t.setting, len(r.Caught), len(sample))
		columns = append(columns, column{t, r})
	}
	return columns, nil
}

// run runs one tool against all servers.
func (w *workshop) run(ctx context.Context, t tool, o order, sample []badserver.Server, log io.Writer) (result, error) {
	r := result{Alarms: map[string]string{}, Caught: map[string]int{}, Late: map[string]bool{}}
	known, started := findings{}, time.Now()
	for range o.repeat {
		one, err := w.try(ctx, t, correct(), o.timeout)
		if err != nil {
			return r, fmt.Errorf("on the correct server: %w", err)
		}
		if one.crash != nil {
			fmt.Fprintf(log, "%-10s %-8s correct server: no report: %v\n", t.name, t.setting, one.crash)
		}
		r.Good = append(r.Good, measure{one.checks, one.failing, one.requests, one.process.wall, one.process.cpu, one.startUp})
		for f := range one.failed {
			known[f] = true
			if old := r.Alarms[f.test]; old == "" || old == "failed" || f.why != "failed" && f.why < old {
				r.Alarms[f.test] = f.why
			}
		}
	}
	first := r.Good[0]
	fmt.Fprintf(log, "%-10s %-8s correct server: %d of %d tests fail, %d requests, %v\n", t.name, t.setting, first.Failing, first.Checks, first.Requests, first.Wall.Round(time.Millisecond))
	err := w.catch(ctx, t, &r, known, o, sample, log)
	fmt.Fprintln(log)
	r.Took = time.Since(started)
	return r, err
}

// catch runs one tool against the bad servers, some at a time, and among them
// against the correct one: what is news there would be no catch elsewhere.
func (w *workshop) catch(ctx context.Context, t tool, r *result, known findings, o order, sample []badserver.Server, log io.Writer) error {
	var (
		mu     sync.Mutex
		wait   sync.WaitGroup
		failed error
		turn   = make(chan struct{}, o.workers)
	)
	control := correct()
	for _, s := range append(slices.Clone(sample), slices.Repeat([]badserver.Server{control}, o.repeat)...) {
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			one, err := w.try(ctx, t, s, o.timeout)
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprint(log, ".") // it takes minutes
			switch news := one.failed.news(known); {
			case err != nil:
				failed = errors.Join(failed, fmt.Errorf("on %q: %w", s.Name, err))
			case s.Name == control.Name:
				r.Noise += min(1, len(news))
			case one.process.late:
				r.Late[s.Name] = true
			case len(news) > 0:
				r.Caught[s.Name] = len(news)
			}
			if one.crash != nil && s.Name != control.Name {
				r.Crashes = append(r.Crashes, s.Name+": "+one.crash.Error())
			}
		})
	}
	wait.Wait()
	slices.Sort(r.Crashes)
	return errors.Join(failed, ctx.Err())
}

// try runs a tool once, against a fresh server and in a fresh folder.
func (w *workshop) try(ctx context.Context, t tool, s badserver.Server, limit time.Duration) (trial, error) {
	dir, err := os.MkdirTemp(w.dir, "run-")
	if err != nil {
		return trial{}, err
	}
	defer os.RemoveAll(dir)
	st := raise(s)
	defer st.close()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	started := time.Now()
	v, err := t.judge(ctx, bench{dir: dir, url: st.url, shelf: w.shelf})
	if err != nil {
		return trial{}, err
	}
	one := trial{verdict: v}
	requests, first := st.seen()
	if one.requests = requests; requests > 0 {
		one.startUp = first.Sub(started)
	}
	return one, nil
}
