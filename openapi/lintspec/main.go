// Lintspec judges the document of package openapi: with that package's own
// checks, then with the recommended rules of speakeasy-api/openapi but for the
// exceptions listed in exceptions.go. It prints each finding as
// file:line: rule: text and exits with 1 if there is one. It takes no
// arguments; `make lint-spec` runs it.
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

func main() {
	os.Exit(run(context.Background(), os.Stdout, openapi.Name, openapi.YAML()))
}

// run prints what is wrong with the document and returns the exit code: 0 if
// nothing is, else 1.
func run(ctx context.Context, out io.Writer, name string, data []byte) int {
	found := ownFindings(name, data)
	for _, f := range foreignFindings(ctx, name, data) {
		if !excepted(f.rule, f.text) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(a.line, b.line) })
	for _, f := range slices.Compact(found) {
		fmt.Fprintln(out, f.print(name))
	}
	if len(found) > 0 {
		return 1
	}
	fmt.Fprintf(out, "%s: OK, by its own checks and the recommended rules but for %d exceptions\n", name, len(exceptions()))
	return 0
}
