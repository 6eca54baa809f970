package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/custmgr/custmgr/client"
	"github.com/spf13/cobra"
)

// regions are the base URLs by the names that --region takes.
func regions() map[string]string {
	return map[string]string{
		"us": client.US, "eu": client.EU, "jp": client.JP, "sg": client.SG,
		"au": client.AU, "il": client.IL, "kr": client.KR, "cn": client.CN,
	}
}

// A connection is the flags that say which API to call.
type connection struct {
	app    *app
	url    string
	region choice
}

func (c *connection) add(cmd *cobra.Command) {
	c.region.allowed = []string{"us", "eu", "jp", "sg", "au", "il", "kr", "cn"}
	cmd.Flags().StringVar(&c.url, "url", "", "base `URL` of the API (default $"+envURL+")")
	c.region.add(cmd, false, "region", "data center of the API, instead of --url")
}

// base is the base URL, "" if none is named.
func (c *connection) base() string {
	switch {
	case c.region.value != "":
		return regions()[c.region.value]
	case c.url != "":
		return c.url
	}
	return c.app.env(envURL)
}

// client makes the client; its errors are those of wrong use.
func (c *connection) client() (*client.Client, error) {
	if c.url != "" && c.region.value != "" {
		return nil, usagef("both --url and --region are given: one is enough")
	}
	base := c.base()
	if base == "" {
		return nil, usagef("no API is named: give --region or --url, or set %s", envURL)
	}
	token := c.app.env(envToken)
	if token == "" {
		return nil, usagef("%s is not set: it must hold the API token", envToken)
	}
	version, _ := built()
	cl, err := client.New(base, client.NewToken(token), client.WithUserAgent("custmgr-command/"+version))
	if err != nil {
		return nil, &failure{exitUsage, err}
	}
	return cl, nil
}

// apiFailure gives an error of the client its exit code.
func apiFailure(err error) error {
	var e *client.Error
	code := exitRefused
	switch {
	case err == nil:
		return nil
	case errors.Is(err, client.ErrInvalidRequest):
		code = exitUsage
	case errors.Is(err, client.ErrUnauthorized):
		code = exitCredentials
	case errors.Is(err, context.Canceled):
		code = exitInterrupted
	case errors.Is(err, client.ErrOutcomeUnknown):
		code = exitNoAnswer
	case errors.As(err, &e) && e.StatusCode == 0:
		code = exitNoAnswer
	}
	return &failure{code, err}
}

// oneManager takes the one argument that is a manager's id.
func oneManager(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes one customer manager's id, but got %d arguments: %s --help shows an example", cmd.CommandPath(), len(args), cmd.CommandPath())
	}
	_, err := managerID(args[0])
	return err
}

func managerID(s string) (client.ManagerID, error) {
	id, ok := parseID(s)
	if !ok {
		return 0, usagef("%q is not the id of a customer manager: custmgr list shows the ids", s)
	}
	return client.ManagerID(id), nil
}

// completionTime is how long a shell waits for the ids that it offers.
const completionTime = 500 * time.Millisecond

// complete offers the ids of the customer managers, and says who they are. It is
// silent if the API does not answer.
func (c *connection) complete(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	cl, err := c.client()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(cmd.Root().Context(), completionTime)
	defer cancel()
	managers, _ := cl.List(ctx)
	slices.SortFunc(managers, byID)
	ids := make([]string, len(managers))
	for i, m := range managers {
		ids[i] = fmt.Sprintf("%d\t%s", m.ID, describe(m))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}
