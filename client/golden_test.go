package client

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file, so that a change is seen in review.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(got), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	old, now := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(old), len(now)) {
		if i >= len(old) || i >= len(now) || old[i] != now[i] {
			t.Fatalf("%s:%d differs; it is now\n%s\nif that is meant, run: go test ./client -run Golden -update",
				name, i+1, strings.Join(now[min(i, len(now)):min(i+5, len(now))], "\n"))
		}
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	require.NoError(t, err)
	return string(out)
}

func TestGoldenAPI(t *testing.T) {
	golden(t, "testdata/api.txt", run(t, "go", "doc", "-all", "."))
}

func TestGoldenThirdPartyPackages(t *testing.T) {
	var third []string
	for _, p := range strings.Fields(run(t, "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")) {
		if !strings.HasPrefix(p, module+"/") {
			third = append(third, p)
		}
	}
	require.NotEmpty(t, third)
	golden(t, "testdata/deps.txt", strings.Join(third, "\n")+"\n")
}

// TestNoThirdPartyTypeIsInTheAPI looks at every package that an exported
// declaration names.
func TestNoThirdPartyTypeIsInTheAPI(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	named := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		imports := map[string]string{}
		for _, spec := range file.Imports {
			p := strings.Trim(spec.Path.Value, `"`)
			imports[path.Base(p)] = p
		}
		ast.FileExports(file)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				f.Body = nil
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					named++
					require.NotContains(t, imports[sel.X.(*ast.Ident).Name], ".", "%s exports something of another module", name)
				}
				return true
			})
		}
	}
	require.Greater(t, named, 10, "the walk finds what it looks for")
}

func TestTheTableOfErrorsNamesEverySentinel(t *testing.T) {
	table, err := os.ReadFile("../docs/errors.md")
	require.NoError(t, err)
	source, err := os.ReadFile("sentinels.go")
	require.NoError(t, err)
	sentinels := regexp.MustCompile(`(?m)^\t(Err\w+)\s+= errors.New`).FindAllStringSubmatch(string(source), -1)
	require.Len(t, sentinels, 11)
	for _, s := range sentinels {
		require.Contains(t, string(table), "`"+s[1]+"`")
	}
}
