package main

import (
	"github.com/custmgr/custmgr/client"
	"github.com/spf13/cobra"
)

// A scope is the flags that say where a manager has the role. There is no
// default: to the API, saying nothing means everything.
type scope struct {
	workspaces ids
	all        bool
}

func (s *scope) add(cmd *cobra.Command) {
	s.workspaces.list = true
	cmd.Flags().Var(&s.workspaces, "workspaces", "the customer workspaces by `ID,ID...`")
	cmd.Flags().BoolVar(&s.all, "all-workspaces", false, "all customer workspaces, those to come included")
}

func (s *scope) scope(cmd *cobra.Command) (client.Scope, error) {
	switch {
	case s.all == cmd.Flags().Changed("workspaces"):
		return client.Scope{}, usagef("%s needs either --workspaces or --all-workspaces: there is no default, for the API takes silence for all", cmd.CommandPath())
	case s.all:
		return client.AllWorkspaces(), nil
	}
	where := make([]client.WorkspaceID, len(s.workspaces.all))
	for i, id := range s.workspaces.all {
		where[i] = client.WorkspaceID(id)
	}
	return client.OnlyWorkspaces(where...), nil
}
