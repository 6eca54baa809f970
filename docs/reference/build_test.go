package reference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

func TestTheStaticSiteIsCompleteAndTheSameEachTime(t *testing.T) {
	first, second := filepath.Join(t.TempDir(), "a", "b"), t.TempDir()
	require.NoError(t, Build(first))
	require.NoError(t, Build(second))
	require.NoError(t, Build(second), "over itself")
	entries, err := os.ReadDir(first)
	require.NoError(t, err)
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
		a, err := os.ReadFile(filepath.Join(first, e.Name()))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(second, e.Name()))
		require.NoError(t, err)
		require.True(t, string(a) == string(b), e.Name())
	}
	require.Equal(t, []string{"NOTICE", "index.html", "openapi.json", "openapi.yaml", "scalar.js"}, names)
}

func TestAFolderThatCannotBeMadeIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorContains(t, Build(filepath.Join(file, "site")), "site: make the folder")
}

func TestTheJSONSaysWhatTheYAMLSays(t *testing.T) {
	asYAML, asJSON, err := document()
	require.NoError(t, err)
	require.Equal(t, openapi.YAML(), asYAML)
	var native, got any
	require.NoError(t, yaml.Unmarshal(asYAML, &native))
	want, err := json.Marshal(native)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(asJSON, &got))
	data, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(data))
}
