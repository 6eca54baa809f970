// Command updateCustomerManager replaces a manager's role and scope.
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
	m, err := c.Update(context.Background(), 1234, client.UpdateRequest{
		Role:  2,
		Scope: client.OnlyWorkspaces(29456, 27123),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("updated customer manager", m.ID)
}
