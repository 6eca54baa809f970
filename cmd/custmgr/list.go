package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

// newList makes the list command.
func newList(a *app) *cobra.Command {
	c, o := connection{app: a}, output{app: a}
	cmd := &cobra.Command{
		Use:     "list [flags]",
		Aliases: []string{"ls"},
		GroupID: groupManage,
		Short:   "List the customer managers",
		Example: examples(
			"custmgr list --region eu",
			"custmgr list --url http://127.0.0.1:8080 --output json",
		),
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cl, err := c.client()
			if err != nil {
				return err
			}
			managers, err := cl.List(cmd.Context())
			if err != nil {
				return apiFailure(err)
			}
			if len(managers) == 0 && o.format.value == "table" {
				fmt.Fprintln(a.err, "there are no customer managers")
				return nil
			}
			slices.SortFunc(managers, byID)
			return o.all(managers)
		},
	}
	c.add(cmd)
	o.add(cmd)
	return cmd
}
