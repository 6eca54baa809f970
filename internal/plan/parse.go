package plan

import (
	"bytes"
	"fmt"
	"io"

	"github.com/custmgr/custmgr/client"
	"go.yaml.in/yaml/v3"
)

// Parse reads a file. What is wrong with its content is a *FileError, which has
// all of it; any other error is the reader's. The name is for errors only.
//
// The format is YAML of one shape: version 1, and managers, a list of mappings
// of collaborator, role and workspaces, all three required. Ids are plain
// decimal numbers above zero. Workspaces is a list that is not empty, or the word
// all. Anchors, aliases and tags are refused: what somebody is granted has to be
// legible where it stands.
func Parse(name string, r io.Reader) (File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return File{}, err
	}
	var in reader
	entries := in.file(data)
	if len(in.problems) > 0 {
		return File{}, &FileError{name, sorted(in.problems)}
	}
	return File{name, entries}, nil
}

// A reader reads a file and notes what is wrong with it.
type reader struct{ problems []Problem }

func (r *reader) bad(line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{max(line, 1), fmt.Sprintf(format, args...)})
}

const needed = "it needs version: 1 and managers:"

func (r *reader) file(data []byte) []Entry {
	if len(data) > MaxSize {
		r.bad(1, "the file is larger than %d MiB", MaxSize>>20)
		return nil
	}
	if line, what := illegible(data); what != "" {
		r.bad(line, "%s", what)
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, another yaml.Node
	switch err := decoder.Decode(&document); {
	case err == io.EOF:
		r.bad(1, "the file is empty: %s", needed)
		return nil
	case err != nil:
		r.problems = append(r.problems, syntax(data, err))
		return nil
	}
	switch err := decoder.Decode(&another); {
	case err == nil:
		r.bad(another.Line, "a second document begins here: a file has one")
		return nil
	case err != io.EOF:
		r.problems = append(r.problems, syntax(data, err))
		return nil
	}
	root := document.Content[0]
	if isNull(root) {
		r.bad(1, "the file is empty: %s", needed)
		return nil
	}
	r.plain(root)
	top := r.fields(root, "the file", "version", "managers")
	if top == nil {
		return nil
	}
	if !r.version(root, top["version"]) {
		return nil
	}
	return r.managers(root, top["managers"])
}

// version reports whether the rest is worth reading: that of another version
// would be misread.
func (r *reader) version(root, n *yaml.Node) bool {
	switch {
	case n == nil:
		r.bad(root.Line, "the file has no version: write version: %d", Version)
	case n.Kind == yaml.ScalarNode && n.Value == fmt.Sprint(Version) && !quoted(n), n.Kind == yaml.AliasNode:
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int":
		r.problems = nil
		r.bad(n.Line, "version %s is unknown to this custmgr: it reads version %d", legible(n.Value), Version)
		return false
	default:
		r.bad(n.Line, "version must be %d, but is %s", Version, describe(n))
	}
	return true
}

func (r *reader) managers(root, n *yaml.Node) []Entry {
	switch {
	case n == nil:
		r.bad(root.Line, "the file has no managers: write managers: and a list, or managers: [] if nobody is meant")
		return nil
	case isNull(n):
		r.bad(n.Line, "managers is empty: write a list, or managers: [] if nobody is meant")
		return nil
	case n.Kind == yaml.AliasNode:
		return nil
	case n.Kind != yaml.SequenceNode:
		r.bad(n.Line, "managers must be a list, but is %s", describe(n))
		return nil
	}
	entries := make([]Entry, 0, len(n.Content))
	lines := map[client.CollaboratorID]int{}
	for _, item := range n.Content {
		e := r.entry(item)
		if first, twice := lines[e.Collaborator]; twice {
			r.bad(item.Line, "collaborator %d is on line %d already: a person has one role and one scope", e.Collaborator, first)
		} else if e.Collaborator > 0 {
			lines[e.Collaborator] = item.Line
		}
		entries = append(entries, e)
	}
	return entries
}
