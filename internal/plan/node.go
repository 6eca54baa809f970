package plan

import (
	"slices"
	"strings"

	"github.com/custmgr/custmgr/contracttest/report"
	"go.yaml.in/yaml/v3"
)

// plain notes whatever makes a node mean something else than what stands there.
func (r *reader) plain(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		r.bad(n.Line, "*%s is an alias: write out what it stands for", legible(n.Value))
		return
	case n.Anchor != "":
		r.bad(n.Line, "&%s is an anchor: write out each entry", legible(n.Anchor))
	}
	if n.Style&yaml.TaggedStyle != 0 {
		r.bad(n.Line, "%s is a tag: leave it out", legible(n.Tag))
	}
	for _, child := range n.Content {
		r.plain(child)
	}
}

// fields reads a mapping of the given keys, and notes all others. It returns nil
// if the node is no mapping.
func (r *reader) fields(n *yaml.Node, what string, known ...string) map[string]*yaml.Node {
	if n.Kind == yaml.AliasNode {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.bad(n.Line, "%s must be a mapping of %s, but is %s", what, strings.Join(known, ", "), describe(n))
		return nil
	}
	values, lines := map[string]*yaml.Node{}, map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch first, twice := lines[key.Value]; {
		case key.Kind == yaml.AliasNode:
		case key.Kind != yaml.ScalarNode || !slices.Contains(known, key.Value):
			r.bad(key.Line, "%s has the unknown key %s: the keys are %s", what, describe(key), strings.Join(known, ", "))
		case twice:
			r.bad(key.Line, "%s is said already on line %d", key.Value, first)
		default:
			values[key.Value], lines[key.Value] = value, key.Line
		}
	}
	return values
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func quoted(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// describe says in a few words what a node is.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	case isNull(n):
		return "empty"
	case quoted(n):
		return `"` + legible(n.Value) + `"`
	}
	return legible(n.Value)
}

// legible shows a text of the file, or a name of the account, in one line.
func legible(s string) string { return report.OneLine(s, 80) }
