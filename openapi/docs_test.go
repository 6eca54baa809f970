package openapi_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/openapi"
)

func TestTheExamplesOfThePageOnTheKeysStandInTheDocument(t *testing.T) {
	page, err := os.ReadFile("../docs/x-keys.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	var keys []string
	for _, block := range blocks {
		key, _, _ := strings.Cut(block[1], ":")
		keys = append(keys, key)
		require.Contains(t, string(openapi.YAML()), strings.TrimSpace(block[1]))
	}
	require.ElementsMatch(t, []string{openapi.KeyCollections, openapi.KeyEffect, openapi.KeyReflects, openapi.KeyBasis, openapi.KeyOpenQuestion}, keys)
}
