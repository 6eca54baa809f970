package reference

import (
	"io/fs"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
)

func TestEverySampleBelongsToAnOperationAndStandsThere(t *testing.T) {
	doc, err := parse(openapi.Name, openapi.YAML())
	require.NoError(t, err)
	require.NoError(t, addSamples(doc))
	found := map[string]string{}
	require.NoError(t, walk(&element{node: doc, kind: root}, func(e *element) error {
		if list := get(e.node, "x-codeSamples"); e.kind == operation && list != nil {
			found[text(e.node, "operationId")] = text(list.Content[0], "source")
		}
		return nil
	}))
	folders, err := fs.ReadDir(samples, "samples")
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	for _, f := range folders {
		require.Contains(t, found[f.Name()], "package main", "samples/%s is named after no operation", f.Name())
	}
	require.Len(t, found, len(folders))
}
