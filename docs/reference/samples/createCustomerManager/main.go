// Command createCustomerManager gives a collaborator a role in one workspace.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/custmgr/custmgr/client"
)

func main() {
	c, err := client.New(client.US, client.NewToken(os.Getenv("CUSTMGR_TOKEN")))
	if err != nil {
		log.Fatal(err)
	}
	m, err := c.Create(context.Background(), client.CreateRequest{
		Collaborator: 4321,
		Role:         2,
		Scope:        client.OnlyWorkspaces(29456),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("created customer manager", m.ID)
}
