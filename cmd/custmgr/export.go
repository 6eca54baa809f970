package main

import (
	"context"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/internal/plan"
	"github.com/spf13/cobra"
)

// newExport makes the export command.
func newExport(a *app) *cobra.Command {
	c := connection{app: a}
	cmd := &cobra.Command{
		Use:     "export [flags]",
		GroupID: groupManage,
		Short:   "Write the customer managers as a file for apply",
		Long: `Write the customer managers to standard output, as a file that apply reads: one
line each, by collaborator. The same account makes the same file.`,
		Example: examples("custmgr export --region eu > managers.yaml"),
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cl, err := c.client()
			if err != nil {
				return err
			}
			account, err := readAccount(cmd.Context(), cl)
			if err != nil {
				return err
			}
			err = plan.Write(a.out, account,
				"The customer managers of "+c.base()+", written by custmgr export.",
				"Change it, then: custmgr apply -f managers.yaml --dry-run")
			if err != nil {
				return failf(exitUsage, "cannot write the file: %w", err)
			}
			return nil
		},
	}
	c.add(cmd)
	return cmd
}

// readAccount lists the customer managers, and refuses an account that no file
// can describe.
func readAccount(ctx context.Context, cl *client.Client) (*plan.Account, error) {
	managers, err := cl.List(ctx)
	if err != nil {
		return nil, apiFailure(err)
	}
	account, err := plan.NewAccount(managers)
	if err != nil {
		return nil, &failure{exitRefused, err}
	}
	return account, nil
}
