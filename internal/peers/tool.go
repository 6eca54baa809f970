package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A tool is a program at one configuration.
type tool struct {
	name, setting string
	configured    string // what was configured, for the page
	judge         func(ctx context.Context, at bench) (verdict, error)
}

// The settings in which the programs run: each in the first two.
const (
	atDefault = "default"
	atBest    = "best"
	inAMinute = "60 requests" // what the live API's quota leaves for a minute
)

// A bench is what one run works on: a folder of its own and a server.
type bench struct {
	dir, url string
	shelf    shelf
}

// A verdict is what one run of a tool says about a server.
type verdict struct {
	failed  findings
	checks  int   // tests, transactions, assertions: what the tool counts
	failing int   // of these
	crash   error // why there is no report that can be read
	process process
}

// crashed is the verdict of a tool that ended without a report that can be read.
// That counts as a failing test, for the tool's exit code says so too. The reason
// does not count: it would tell two runs apart that both have no report.
func crashed(p process, err error) verdict {
	v := verdict{failed: findings{}, failing: 1, process: p, crash: fmt.Errorf("exit code %d: %w", p.code, err)}
	v.failed.add("(the run)", "ends without a report")
	return v
}

// reported is the verdict in the report that a tool wrote to a file.
func reported(p process, file string, read func([]byte) (verdict, error)) verdict {
	text, err := os.ReadFile(file)
	if err != nil {
		if failed := new(fs.PathError); errors.As(err, &failed) {
			err = fmt.Errorf("%s: %w", filepath.Base(file), failed.Err) // the folder is another one each time
		}
		return crashed(p, err)
	}
	v, err := read(text)
	if err != nil {
		return crashed(p, err)
	}
	v.process = p
	return v
}

// tools lists everything that is compared, in the order of the page.
func tools() []tool {
	var all []tool
	for _, both := range []func() []tool{custmgr, specmatic, portman, dredd, prism} {
		all = append(all, both()...)
	}
	return all
}

// A shelf is where the programs are.
type shelf struct {
	modules string // node_modules
	custmgr string // the built binary
}

func (s shelf) bin(name string) string { return filepath.Join(s.modules, ".bin", name) }
