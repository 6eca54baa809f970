package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/openapi"
)

func TestTheDocumentHasNoFinding(t *testing.T) {
	var out strings.Builder
	require.Equal(t, 0, run(t.Context(), &out, openapi.Name, openapi.YAML()), out.String())
	require.Regexp(t, `^openapi/openapi.yaml: OK.*\n$`, out.String())
}

func TestEveryExceptionIsNeeded(t *testing.T) {
	found := foreignFindings(t.Context(), openapi.Name, openapi.YAML())
	for _, e := range exceptions() {
		needed := false
		for _, f := range found {
			needed = needed || e.covers(f.rule, f.text)
		}
		require.True(t, needed, "%s about %s finds nothing any more", e.rule, e.about)
	}
}

func TestAFindingIsPrintedWithItsLineAndRule(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new string
		want     []string // in the order of printing; each is on the line of the change
	}{
		{"an unquoted version is found by both",
			`version: "2024-01-29"`, "version: 2024-01-29",
			[]string{
				"custmgr: info.version 2024-01-29 is a YAML timestamp, not a text: quote it",
				"validation-type-mismatch: info.version expected `string`, got `!!timestamp`",
			}},
		{"an unknown basis is found by ours",
			"    description: Europe\n    x-basis: platform", "    description: Europe\n    x-basis: platforms",
			[]string{`custmgr: x-basis is "platforms", not one of page, platform, assumed: did you mean platform?`}},
		{"a script in a text is found by theirs",
			"description: Who may manage which customers' workspaces.", "description: <script>alert(1)</script>",
			[]string{"semantic-no-script-tags-in-markdown: description contains content with `<script`, forbidden"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := string(openapi.YAML())
			require.Equal(t, 1, strings.Count(whole, c.old))
			broken := strings.Replace(whole, c.old, c.new, 1)
			line := 1 + strings.Count(broken[:strings.Index(broken, c.new)+strings.LastIndex(c.new, "\n")+1], "\n")
			want := ""
			for _, text := range c.want {
				want += fmt.Sprintf("doc.yaml:%d: %s\n", line, text)
			}
			var out strings.Builder
			require.Equal(t, 1, run(t.Context(), &out, "doc.yaml", []byte(broken)))
			require.Equal(t, want, out.String())
		})
	}
}

func TestWhatIsNoYAMLIsFoundByBoth(t *testing.T) {
	var out strings.Builder
	require.Equal(t, 1, run(t.Context(), &out, "doc.yaml", []byte("openapi: [")))
	require.Equal(t, 2, strings.Count(out.String(), "doc.yaml:1: "), out.String())
}

func TestTheDocumentsPackageDoesNotImportTheLinter(t *testing.T) {
	deps, err := exec.Command("go", "list", "-deps", "github.com/custmgr/custmgr/openapi").Output()
	require.NoError(t, err)
	require.Contains(t, string(deps), "github.com/getkin/kin-openapi")
	require.NotContains(t, string(deps), "speakeasy-api")
}
