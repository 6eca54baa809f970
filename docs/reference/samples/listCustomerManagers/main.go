// Command listCustomerManagers prints the customer managers of an account.
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
	managers, err := c.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range managers {
		fmt.Println(m.ID, m.User.Name)
	}
}
