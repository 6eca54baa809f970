package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/custmgr/custmgr/docs/reference"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/spf13/cobra"
)

const probeTime = 5 * time.Second // that --health waits

// newSandbox makes the sandbox command.
func newSandbox(a *app) *cobra.Command {
	var addr, health string
	cmd := &cobra.Command{
		Use:     "sandbox [flags]",
		GroupID: groupContract,
		Short:   "Run a server that keeps the contract, for tests and trials",
		Long: `Run a server that keeps the contract, for tests and trials. It keeps its state
in memory. Every token that starts with "sandbox" has an account of its own. The
reference pages are served under /docs/.

One line on standard output says when it is ready. SIGTERM and SIGINT stop it.`,
		Example: examples(
			"custmgr sandbox",
			"custmgr sandbox --addr 127.0.0.1:0               # any free port",
			"custmgr sandbox --health http://127.0.0.1:8080   # is it running?",
		),
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("health") {
				return probe(cmd.Context(), health)
			}
			return a.serve(cmd.Context(), addr)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "`HOST:PORT` to listen on; port 0 is any free one")
	cmd.Flags().StringVar(&health, "health", "", "only ask the sandbox at `URL` whether it is running")
	return cmd
}

// serve runs the sandbox until the context ends.
func (a *app) serve(ctx context.Context, addr string) error {
	listener, err := listen(ctx, addr)
	if err != nil {
		return err
	}
	handler := sandbox.New(sandbox.WithDocs(reference.Handler()))
	defer handler.Close() // memory: it cannot fail
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	seed := sandbox.Seed()
	base := baseURL(listener.Addr())
	fmt.Fprintf(a.out, "sandbox at %s, token %s: %d customer managers, %d collaborators, %d roles, %d workspaces; pages at %s/docs/\n",
		base, sandbox.Token, len(seed.Managers), len(seed.Collaborators), len(seed.Roles), len(seed.Workspaces), base)
	return serveUntil(ctx, server, listener, "the sandbox")
}

// probe asks a sandbox whether it is running.
func probe(ctx context.Context, base string) error {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil {
		return usagef("--health must be a URL of the form http://HOST:PORT")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(base, "/")+"/_sandbox/health", nil)
	if err != nil {
		return usagef("--health: %w", err)
	}
	client := &http.Client{Timeout: probeTime}
	response, err := client.Do(request)
	if err != nil {
		return failf(exitNoAnswer, "no sandbox answers: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return failf(exitNoAnswer, "no healthy sandbox answers at %s: status %d", u.Host, response.StatusCode)
	}
	return nil
}
