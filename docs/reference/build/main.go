// Command build writes the reference pages as a static site.
//
//	go run ./docs/reference/build -o docs/site
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/custmgr/custmgr/docs/reference"
)

func main() {
	dir := flag.String("o", "docs/site", "the folder to write to")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "build: unexpected argument %q: the only flag is -o FOLDER\n", flag.Arg(0))
		os.Exit(2)
	}
	if err := reference.Build(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}
