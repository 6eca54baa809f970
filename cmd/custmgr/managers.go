package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/spf13/cobra"
)

// An output is how customer managers are printed.
type output struct {
	app    *app
	format choice
}

func (o *output) add(cmd *cobra.Command) {
	o.format = choice{value: "table", allowed: []string{"table", "json"}}
	o.format.add(cmd, false, "output", "how to print")
}

// A managerJSON is a customer manager as --output json prints it. Members are
// only ever added.
type managerJSON struct {
	ID             client.ManagerID      `json:"id"`
	CollaboratorID client.CollaboratorID `json:"team_collaborator_id"`
	Name           string                `json:"name"`
	Email          string                `json:"email"`
	RoleID         client.RoleID         `json:"role_id"`
	Role           string                `json:"role"`
	AllWorkspaces  bool                  `json:"all_workspaces"`
	Workspaces     []workspaceJSON       `json:"workspaces"`
}

type workspaceJSON struct {
	ID   client.WorkspaceID `json:"id"`
	Name string             `json:"name"`
}

func toJSON(m client.CustomerManager) managerJSON {
	workspaces := make([]workspaceJSON, len(m.Workspaces))
	for i, w := range m.Workspaces {
		workspaces[i] = workspaceJSON(w)
	}
	return managerJSON{m.ID, m.User.ID, m.User.Name, m.User.Email, m.Role.ID, m.Role.Name, m.AllWorkspaces, workspaces}
}

// all prints a list of customer managers.
func (o *output) all(managers []client.CustomerManager) error {
	if o.format.value == "json" {
		list := make([]managerJSON, len(managers))
		for i, m := range managers {
			list[i] = toJSON(m)
		}
		return o.json(list)
	}
	t := table{head: []string{"ID", "NAME", "EMAIL", "COLLABORATOR", "ROLE", "WORKSPACES"}}
	for _, m := range managers {
		t.row(id(m.ID), m.User.Name, m.User.Email, id(m.User.ID), fmt.Sprintf("%s (%d)", m.Role.Name, m.Role.ID), workspaces(m))
	}
	return o.written(t.print(o.app.out, o.app.colorful(o.app.outTerminal)))
}

// one prints one customer manager: in JSON as an object, not as a list of one.
func (o *output) one(m client.CustomerManager) error {
	if o.format.value == "json" {
		return o.json(toJSON(m))
	}
	return o.all([]client.CustomerManager{m})
}

func (o *output) json(v any) error {
	encoder := json.NewEncoder(o.app.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return o.written(encoder.Encode(v))
}

func (o *output) written(err error) error {
	if err != nil {
		return o.app.unprinted(err)
	}
	return nil
}

func id[T ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// workspaces says where a manager has the role.
func workspaces(m client.CustomerManager) string {
	if m.AllWorkspaces {
		return "all workspaces"
	}
	names := make([]string, len(m.Workspaces))
	for i, w := range m.Workspaces {
		names[i] = fmt.Sprintf("%s (%d)", w.Name, w.ID)
	}
	return strings.Join(names, ", ")
}

// describe says in one line who a manager is.
func describe(m client.CustomerManager) string {
	return report.OneLine(fmt.Sprintf("%s <%s>, %s in %s", m.User.Name, m.User.Email, m.Role.Name, workspaces(m)), 300)
}

// byID orders managers: the API promises no order, and output should be stable.
func byID(a, b client.CustomerManager) int { return cmp.Compare(a.ID, b.ID) }
