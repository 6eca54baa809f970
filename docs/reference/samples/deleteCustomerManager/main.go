// Command deleteCustomerManager takes a manager's access away.
package main

import (
	"context"
	"log"
	"os"

	"github.com/custmgr/custmgr/client"
)

func main() {
	c, err := client.New(client.US, client.NewToken(os.Getenv("CUSTMGR_TOKEN")))
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Delete(context.Background(), 1236); err != nil {
		log.Fatal(err)
	}
}
