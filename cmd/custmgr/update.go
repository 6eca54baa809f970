package main

import (
	"github.com/custmgr/custmgr/client"
	"github.com/spf13/cobra"
)

// newUpdate makes the update command.
func newUpdate(a *app) *cobra.Command {
	c, o, s := connection{app: a}, output{app: a}, scope{}
	var role ids
	cmd := &cobra.Command{
		Use:     "update MANAGER --role ID {--workspaces ID,ID... | --all-workspaces}",
		GroupID: groupManage,
		Short:   "Replace a customer manager's role and workspaces, both",
		Example: examples(
			"custmgr update 1234 --region eu --role 2 --workspaces 29456,27123",
			"custmgr update 1234 --region eu --role 2 --all-workspaces",
		),
		DisableFlagsInUseLine: true,
		Args:                  oneManager,
		ValidArgsFunction:     c.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := managerID(args[0])
			if err != nil {
				return err
			}
			where, err := s.scope(cmd)
			if err != nil {
				return err
			}
			cl, err := c.client()
			if err != nil {
				return err
			}
			m, err := cl.Update(cmd.Context(), id, client.UpdateRequest{Role: client.RoleID(role.one()), Scope: where})
			return o.done(m, err)
		},
	}
	cmd.Flags().Var(&role, "role", "`ID` of the role")
	mandatory(cmd, "role")
	s.add(cmd)
	c.add(cmd)
	o.add(cmd)
	return cmd
}
