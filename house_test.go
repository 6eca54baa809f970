package custmgr_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/custmgr/custmgr"

// goList runs go list and returns its lines.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, args...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	require.NoError(t, err, stderr.String())
	return strings.Fields(string(out))
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	const kin, runtime = "github.com/getkin/kin-openapi", "github.com/oapi-codegen/runtime"
	for _, rule := range []struct{ name, of, never string }{
		{"the judge shares nothing with the generated code", "contracttest", module + "/gen"},
		{"the judge shares nothing with the client", "contracttest", module + "/client"},
		{"the judge shares nothing with the sandbox", "contracttest", module + "/sandbox"},
		{"the client does not bring a validator", "client", kin},
		{"the generated code does not bring a validator", "gen", kin},
		{"the client does not bring the document's parser", "client", module + "/openapi"},
		{"the sandbox does not know its judge", "sandbox", module + "/contracttest"},
		{"the sandbox does not know the client", "sandbox", module + "/client"},
		{"the bad servers do not know the judge", "internal/badserver", module + "/contracttest"},
		{"no test library outside tests", "cmd/custmgr", "github.com/stretchr/testify"},
	} {
		t.Run(rule.name, func(t *testing.T) {
			for _, dependency := range goList(t, "-deps", "./"+rule.of) {
				require.False(t, dependency == rule.never || strings.HasPrefix(dependency, rule.never+"/"),
					"%s depends on %s: find out by `go list -deps ./%[1]s` and `go mod why`", rule.of, dependency)
			}
		})
	}
	t.Run("the client's third-party packages are the generator's runtime and what that needs", func(t *testing.T) {
		allowed := map[string]bool{}
		for _, p := range goList(t, "-deps", runtime) {
			allowed[p] = true
		}
		for _, p := range goList(t, "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./client") {
			require.True(t, allowed[p] || strings.HasPrefix(p, module+"/"), "client depends on %s", p)
		}
	})
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, line := range goList(t, "-f", "{{.ImportPath}}|{{if .Doc}}yes{{end}}", "./...") {
		path, documented, _ := strings.Cut(line, "|")
		require.Equal(t, "yes", documented, "%s has no package comment", path)
	}
}

func TestGoModCanBeUsedByOthers(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	require.NotContains(t, string(text), "replace ", "go install refuses a module with replace directives")
}
