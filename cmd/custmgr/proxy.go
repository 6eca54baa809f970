package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/spf13/cobra"
)

// A gate is the proxy command with its flags.
type gate struct {
	app                *app
	target, addr, json string
	enforce, strict    bool
}

// newProxy makes the proxy command.
func newProxy(a *app) *cobra.Command {
	g := &gate{app: a}
	cmd := &cobra.Command{
		Use:     "proxy --target URL [flags]",
		GroupID: groupContract,
		Short:   "Judge the answers that pass by the contract",
		Long: `Run a reverse proxy that judges the answers that pass by the contract: the
OpenAPI document that is built in. Let your programs call it instead of the API.

Requests and answers pass byte for byte and as they come, credentials included,
and nothing is blocked. With --enforce each answer is held until it is whole, and
one that breaks the contract is replaced by a 502 with a JSON problem that says
why. What cannot be judged passes: an answer of more than 8 MiB, to a path that
the document does not have or to HEAD, one that is compressed otherwise than by
gzip or deflate, what HTTP itself answers to a conditional request or one for a
range (304, 412, 206, 416), and a change of protocol (101).
A target that is not on this machine must be https.

Each answer is a line on standard error: verdict, method, path and status; one
that shows credentials or the inside of the server is a second.
SIGTERM and SIGINT stop the proxy; then the report goes to standard output.
"custmgr help exit-codes" lists the codes.`,
		Example: examples(
			"custmgr proxy --target https://app.eu.workato.com",
			"custmgr proxy --target http://127.0.0.1:8080 --addr 127.0.0.1:0 --enforce   # any free port",
			"CUSTMGR_URL=http://127.0.0.1:8081 custmgr list",
		),
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&g.target, "target", "", "base `URL` of the server to pass requests to")
	flags.StringVar(&g.addr, "addr", "127.0.0.1:8081", "`HOST:PORT` to listen on; port 0 is any free one")
	flags.BoolVar(&g.enforce, "enforce", false, "answer 502 instead of what breaks the contract")
	flags.BoolVar(&g.strict, "strict", false, "a warning breaks the contract too")
	flags.StringVar(&g.json, "json", "", "write the results as lines of JSON to `FILE`, or with - to standard output,\nand the report to standard error then")
	return cmd
}

func (g *gate) run(ctx context.Context) error {
	target, err := url.Parse(g.target)
	if err != nil || target.Host == "" || target.User != nil || target.RawQuery != "" || target.Fragment != "" {
		return usagef("--target must have the form http[s]://HOST[:PORT][/PATH], without user, query or fragment")
	}
	doc, suite, err := embedded()
	if err != nil {
		return err
	}
	run := newRun(doc, g.target, g.strict)
	record := &record{app: g.app, strict: g.strict}
	handler, err := suite.Proxy(target, contracttest.ProxyOptions{Report: record.add, Enforce: g.enforce, Strict: g.strict})
	if err != nil {
		return usagef("%w", err)
	}
	listener, err := listen(ctx, g.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	to, err := g.app.outputs(g.json)
	if err != nil {
		return err
	}
	if record.lines, err = report.NewWriter(to.lines, run); err != nil {
		return errors.Join(usagef("--json: %w", err), to.close())
	}
	blocked := "none is blocked"
	if g.enforce {
		blocked = "what breaks the contract is answered by 502"
	}
	fmt.Fprintf(to.text, "proxy at %s to %s: answers are judged, %s\n", baseURL(listener.Addr()), g.target, blocked)
	// No limit on the time of a whole request or answer: it may stream.
	err = serveUntil(ctx, &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}, listener, "the proxy")
	run.Elapsed = time.Since(run.Started)
	return errors.Join(err, record.end(run, to))
}

// A record is what a proxy has seen.
type record struct {
	app    *app
	strict bool

	lock  sync.Mutex
	seen  tally
	lines *report.Writer
	err   error // of the first line that could not be written
	ended bool
}

// add takes in one judged answer. Requests that were cut off at the end may
// still be judged, and are not counted.
func (c *record) add(r contracttest.Result) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.ended {
		return
	}
	c.seen.add(r)
	fmt.Fprintln(c.app.err, spoken(r))
	if err := c.lines.Result(lean(r)); err != nil && c.err == nil {
		c.err = usagef("--json: %w", err)
	}
}

// end writes the report and gives the verdict.
func (c *record) end(run report.Run, to outlet) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.ended = true
	run.Results, run.Requests, run.Complete = c.seen.results(), c.seen.answers, true
	err := c.err
	if err == nil {
		if err = c.lines.Done(run.Requests, run.Elapsed); err != nil {
			err = usagef("--json: %w", err)
		}
	}
	if err = errors.Join(err, to.close()); err != nil {
		return err
	}
	fmt.Fprintln(to.text, c.seen.summary(c.strict))
	if err := report.Text(to.text, run, report.Options{Color: to.color}); err != nil {
		return failf(exitUsage, "cannot write the report: %w", err)
	}
	if c.seen.broken(c.strict) {
		return &failure{code: exitRefused}
	}
	return nil
}
