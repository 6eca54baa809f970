package main

import (
	"errors"
	"fmt"

	"github.com/custmgr/custmgr/client"
	"github.com/spf13/cobra"
)

// newCreate makes the create command.
func newCreate(a *app) *cobra.Command {
	c, o, s := connection{app: a}, output{app: a}, scope{}
	var collaborator, role ids
	cmd := &cobra.Command{
		Use:     "create --collaborator ID --role ID {--workspaces ID,ID... | --all-workspaces}",
		GroupID: groupManage,
		Short:   "Make a collaborator a customer manager",
		Example: examples(
			"custmgr create --region eu --collaborator 4321 --role 2 --workspaces 29456,27123",
			"custmgr create --region eu --collaborator 4321 --role 2 --all-workspaces",
		),
		DisableFlagsInUseLine: true,
		Args:                  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			where, err := s.scope(cmd)
			if err != nil {
				return err
			}
			cl, err := c.client()
			if err != nil {
				return err
			}
			m, err := cl.Create(cmd.Context(), client.CreateRequest{
				Collaborator: client.CollaboratorID(collaborator.one()), Role: client.RoleID(role.one()), Scope: where,
			})
			return o.done(m, err)
		},
	}
	cmd.Flags().Var(&collaborator, "collaborator", "`ID` of the collaborator of the admin workspace")
	cmd.Flags().Var(&role, "role", "`ID` of the role")
	mandatory(cmd, "collaborator", "role")
	s.add(cmd)
	c.add(cmd)
	o.add(cmd)
	return cmd
}

// mandatory makes flags required. It fails for unknown names only.
func mandatory(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		_ = cmd.MarkFlagRequired(name)
	}
}

// done prints the manager that a call returned, beside an error too: it exists.
func (o *output) done(m *client.CustomerManager, err error) error {
	if m == nil {
		return apiFailure(err)
	}
	o.app.done = fmt.Sprintf("customer manager %d is created or updated", m.ID)
	return errors.Join(apiFailure(err), o.one(*m))
}
