package openapi_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// Bytes changed at random seldom make YAML that gets far; a wrong value in a
// right place does. Each value of the small document becomes, in turn, one of
// another kind.
func TestEveryValueMayBeOfAnotherKind(t *testing.T) {
	var root yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(small), &root))
	accepted, refused, step := 0, 0, 1
	if raceDetector {
		step = 4 // of 7 kinds: each value has some, and each kind some values
	}
	i := 0
	for _, n := range nodes(&root) {
		saved := *n
		for _, other := range []string{"null", "text", "5", "[null]", "{}", "{x: null}", `{$ref: "#/components/schemas/S"}`} {
			if i++; i%step != 0 {
				continue
			}
			var replacement yaml.Node
			require.NoError(t, yaml.Unmarshal([]byte(other), &replacement))
			*n = *replacement.Content[0]
			text, err := yaml.Marshal(&root)
			require.NoError(t, err)
			if acceptedOrLocated(t, string(text)) {
				accepted++
			} else {
				refused++
			}
		}
		*n = saved
	}
	require.Greater(t, accepted, 50/step)
	require.Greater(t, refused, 300/step)
}

// nodes returns the root of the document and every value below it.
func nodes(n *yaml.Node) (all []*yaml.Node) {
	for i, child := range n.Content {
		if n.Kind != yaml.MappingNode || i%2 == 1 {
			all = append(append(all, child), nodes(child)...)
		}
	}
	return all
}
