package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/client"
	"github.com/spf13/cobra"
)

// newDelete makes the delete command.
func newDelete(a *app) *cobra.Command {
	c := connection{app: a}
	var yes bool
	cmd := &cobra.Command{
		Use:     "delete MANAGER [--yes]",
		Aliases: []string{"rm"},
		GroupID: groupManage,
		Short:   "Take a customer manager's access away",
		Long: `Take a customer manager's access away. The collaborator and their work remain.

On a terminal the command shows who it is and asks. Elsewhere it needs --yes.`,
		Example: examples(
			"custmgr delete 1234 --region eu",
			"custmgr delete 1234 --region eu --yes",
		),
		DisableFlagsInUseLine: true,
		Args:                  oneManager,
		ValidArgsFunction:     c.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := managerID(args[0])
			if err != nil {
				return err
			}
			if !yes && !(a.inTerminal && a.errTerminal) {
				return usagef("delete cannot ask, for there is no terminal: give --yes to delete %d without a question", id)
			}
			cl, err := c.client()
			if err != nil {
				return err
			}
			if !yes {
				if err := a.agree(cmd.Context(), cl, id); err != nil {
					return err
				}
			}
			if err := cl.Delete(cmd.Context(), id); err != nil {
				return apiFailure(err)
			}
			fmt.Fprintf(a.err, "deleted customer manager %d\n", id)
			return nil
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	c.add(cmd)
	return cmd
}

// agree shows who would be deleted and asks.
func (a *app) agree(ctx context.Context, cl *client.Client, id client.ManagerID) error {
	managers, err := cl.List(ctx)
	if err != nil {
		return apiFailure(err)
	}
	i := slices.IndexFunc(managers, func(m client.CustomerManager) bool { return m.ID == id })
	if i < 0 {
		return failf(exitRefused, "there is no customer manager %d: custmgr list shows those there are", id)
	}
	yes, err := a.confirm(ctx, fmt.Sprintf("Delete customer manager %d, %s?", id, describe(managers[i])))
	if err == nil && !yes {
		err = failf(exitRefused, "customer manager %d was not deleted: you did not answer yes", id)
	}
	return err
}
