package contracttest_test

import (
	"path"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
)

func TestAPromiseCitesTheLineThatMakesIt(t *testing.T) {
	lines := strings.Split(string(openapi.YAML()), "\n")
	cited := map[string]string{
		"*/credentials/none":         "bearer:",
		"*/credentials/other-header": "legacyEmailHeader:",
		"*/credentials/other-query":  "legacyEmailQuery:",
		"*/isolation":                "security:",
	}
	found := map[string]int{}
	for _, c := range subjects(t)[0].promises() {
		for pattern, text := range cited {
			if ok, err := path.Match(pattern, c.ID); err == nil && ok {
				found[pattern]++
				require.Equal(t, text, strings.TrimSpace(lines[c.Line-1]), c.ID)
			}
		}
		if c.Rule == "isolation" || c.Rule == "leaks" {
			require.True(t, strings.HasPrefix(c.Link, "https://owasp.org/"), "%s rests on a standard, and cites %s", c.ID, c.Link)
		}
	}
	require.Len(t, found, len(cited))
}
