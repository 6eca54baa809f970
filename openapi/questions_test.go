package openapi_test

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/custmgr/custmgr/openapi"
)

func TestEveryOpenQuestionIsFoundWhereItStands(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	var whole any
	require.NoError(t, yaml.Unmarshal(openapi.YAML(), &whole))
	lines := strings.Split(string(openapi.YAML()), "\n")
	all := openapi.Questions(doc)
	require.Len(t, all, strings.Count(string(openapi.YAML()), openapi.KeyOpenQuestion+":"))
	for _, q := range all {
		at := whole
		for _, token := range strings.Split(q.Pointer, "/")[1:] {
			m, ok := at.(map[string]any)
			require.True(t, ok, q.Pointer)
			at = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)]
		}
		require.Equal(t, q.Text, at.(map[string]any)[openapi.KeyOpenQuestion], q.Pointer)
		require.Contains(t, lines[q.Line-1], q.Text)
	}
	_, ok := all[len(all)-1].Element.(*openapi3.Response)
	require.True(t, ok)
}
