package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/internal/plan"
	"github.com/spf13/cobra"
)

// An application is the flags of the apply command, and what it is connected to.
type application struct {
	app                               *app
	connection                        connection
	file                              string
	dryRun, prune, allWorkspaces, yes bool
}

// newApply makes the apply command.
func newApply(a *app) *cobra.Command {
	ap := application{app: a, connection: connection{app: a}}
	cmd := &cobra.Command{
		Use:     "apply -f FILE [flags]",
		GroupID: groupManage,
		Short:   "Make the customer managers be like a file",
		Long: `Make the customer managers be like a file. Collaborators who are in the file and
no managers are created, those with another role or other workspaces are updated.
Managers who are not in the file are left alone, or deleted with --prune.

The plan is shown first. On a terminal the command asks then; elsewhere it needs
--yes. Access is taken away first and given last. Interrupted, run it again: it
goes on from what the account is.

  version: 1
  managers:
    - {collaborator: 4321, role: 247, workspaces: [27123, 29456]}
    - {collaborator: 8765, role: 2, workspaces: all}`,
		Example: examples(
			"custmgr export --region eu > managers.yaml",
			"custmgr apply --region eu -f managers.yaml --dry-run",
			"custmgr apply --region eu -f managers.yaml --prune",
		),
		DisableFlagsInUseLine: true,
		Args:                  noArguments,
		RunE:                  func(cmd *cobra.Command, _ []string) error { return ap.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&ap.file, "file", "f", "", "the `FILE`; - is standard input")
	flags.BoolVar(&ap.dryRun, "dry-run", false, "show the plan and change nothing")
	flags.BoolVar(&ap.prune, "prune", false, "delete the managers who are not in the file")
	flags.BoolVar(&ap.allWorkspaces, "allow-all-workspaces", false, "let changes give all workspaces to who does not have them")
	flags.BoolVarP(&ap.yes, "yes", "y", false, "do not ask")
	mandatory(cmd, "file")
	ap.connection.add(cmd)
	return cmd
}

// run applies the file.
func (ap *application) run(ctx context.Context) error {
	file, err := ap.read()
	if err != nil {
		return err
	}
	asks := !ap.yes && !ap.dryRun
	switch {
	case asks && !(ap.app.inTerminal && ap.app.errTerminal):
		return usagef("apply cannot ask, for there is no terminal: give --yes to apply without a question, or --dry-run")
	case asks && ap.file == "-":
		return usagef("apply cannot ask, for it reads the file from standard input: give --yes to apply without a question, or --dry-run")
	}
	cl, err := ap.connection.client()
	if err != nil {
		return err
	}
	meter := new(plan.Meter)
	cl = cl.With(client.WithObserver(meter.Observe))
	p, err := ap.plan(ctx, cl, file)
	if err != nil {
		return err
	}
	if err := p.Text(ap.app.out, ap.options(ap.app.colorful(ap.app.outTerminal))); err != nil {
		return failf(exitUsage, "cannot write to standard output: %w", err)
	}
	if len(p.Changes) == 0 {
		return nil
	}
	if err := ap.allow(p); err != nil {
		return err
	}
	if ap.dryRun {
		fmt.Fprintln(ap.app.err, "dry run: nothing was changed")
		return nil
	}
	if asks {
		if err := ap.agree(ctx, cl, p, meter); err != nil {
			return err
		}
	}
	stop := ap.app.progress(meter)
	result := p.Apply(ctx, cl, meter)
	stop()
	return ap.summary(result)
}

// read reads the file. All that is wrong with it is printed, a line each.
func (ap *application) read() (plan.File, error) {
	name, from := "standard input", ap.app.in
	if ap.file != "-" {
		opened, err := os.Open(ap.file)
		if err != nil {
			return plan.File{}, usagef("the file cannot be read: %w", err)
		}
		defer opened.Close()
		name, from = ap.file, opened
	}
	file, err := plan.Parse(name, from)
	var bad *plan.FileError
	switch {
	case errors.As(err, &bad):
		for _, line := range bad.Lines() {
			fmt.Fprintln(ap.app.err, line)
		}
		return file, usagef("%s has %s: nothing was sent", name, count(len(bad.Problems), "error"))
	case err != nil:
		return file, usagef("the file cannot be read: %w", err)
	}
	return file, nil
}

// plan reads the account and compares the file with it.
func (ap *application) plan(ctx context.Context, cl *client.Client, file plan.File) (*plan.Plan, error) {
	account, err := readAccount(ctx, cl)
	if err != nil {
		return nil, err
	}
	return plan.Make(file, account, ap.prune), nil
}

// allow refuses what is too much to come from a mistake in a file.
func (ap *application) allow(p *plan.Plan) error {
	if n := p.Count(plan.Change.GrantsAll); n > 0 && !ap.allWorkspaces {
		return usagef("%s would give all workspaces: give --allow-all-workspaces if that is meant; nothing was changed", count(n, "change"))
	}
	if p.DeletesAll() && ap.yes {
		return usagef("the file has no managers, and --prune would delete all %d: answer the question on a terminal instead of --yes; nothing was changed", len(p.Changes))
	}
	return nil
}

// agree asks, and makes sure that the answer was to what is still so.
func (ap *application) agree(ctx context.Context, cl *client.Client, p *plan.Plan, meter *plan.Meter) error {
	what := count(len(p.Changes), "change")
	if n := p.Count(plan.Change.GrantsAll); n > 0 {
		what += fmt.Sprintf(", %d to ALL WORKSPACES", n)
	}
	question := fmt.Sprintf("Make %s, in %s?", what, plan.Roughly(meter.Left(len(p.Changes)+2))) // and the lists before and after
	yes, err := ap.app.confirm(ctx, question)
	switch {
	case err != nil:
		return failf(exitInterrupted, "interrupted at the question: nothing was changed")
	case !yes:
		return failf(exitRefused, "you did not answer yes: nothing was changed")
	}
	now, err := ap.plan(ctx, cl, p.File())
	if err != nil {
		return err
	}
	var before, after strings.Builder
	if err := errors.Join(p.Text(&before, ap.options(false)), now.Text(&after, ap.options(false))); err != nil {
		return failf(exitUsage, "cannot compare the plans: %w", err)
	}
	if before.String() != after.String() {
		return failf(exitRefused, "the account was changed while the question stood: run the command again for a new plan; nothing was changed")
	}
	return nil
}

func (ap *application) options(color bool) plan.Options {
	return plan.Options{Account: ap.connection.base(), Color: color}
}

// count is a number of things: "1 change", "2 changes".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
