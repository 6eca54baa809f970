package plan

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/client"
)

const (
	// Version is the version of the file's format.
	Version = 1

	// MaxSize is how many bytes a file may have.
	MaxSize = 4 << 20
)

// A File says who should be a customer manager, in which role and where.
type File struct {
	Name    string  // as it is called in errors
	Entries []Entry // in the order of the file, each collaborator once
}

// An Entry is one customer manager as the file wants it. All is set: the ids are
// above zero, and the scope is one that the client accepts.
type Entry struct {
	Collaborator client.CollaboratorID
	Role         client.RoleID
	Scope        client.Scope
	Line         int // of the file, from 1
}

// A Problem is one thing that is wrong with a file.
type Problem struct {
	Line int // from 1
	Text string
}

// A FileError is all that is wrong with a file.
type FileError struct {
	Name     string
	Problems []Problem // by line; at least one
}

// mostProblems is how many problems of one file are worth reading.
const mostProblems = 100

// Error returns one line: the first problem, and how many there are.
func (e *FileError) Error() string {
	first := e.line(e.Problems[0])
	if more := len(e.Problems) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more)", first, more)
	}
	return first
}

// Lines returns one line for each problem, of the form name:line: problem; of
// very many, the first hundred and how many more there are.
func (e *FileError) Lines() []string {
	var lines []string
	for _, p := range e.Problems[:min(len(e.Problems), mostProblems)] {
		lines = append(lines, e.line(p))
	}
	if more := len(e.Problems) - mostProblems; more > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", e.Name, more))
	}
	return lines
}

func (e *FileError) line(p Problem) string { return fmt.Sprintf("%s:%d: %s", e.Name, p.Line, p.Text) }

// sorted brings problems into the order of the lines.
func sorted(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	return problems
}
