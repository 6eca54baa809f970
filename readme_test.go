package custmgr_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// blocks returns the fenced blocks of the README in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Less(t, strings.Count(string(text), "\n"), 200, "the README is to stay short")
	var all []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```").FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1])
	}
	require.NotEmpty(t, all)
	return all
}

// userModule makes a user's module that uses this one, with a file in it.
func userModule(t *testing.T, file, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	here, err := os.Getwd()
	require.NoError(t, err)
	mod, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	sum, err := os.ReadFile("go.sum")
	require.NoError(t, err)
	mod = append(regexp.MustCompile(`(?ms)^module [^\n]*|^tool \(.*?^\)|^tool [^\n]*`).ReplaceAll(mod, nil), []byte("\nmodule example.com/user\nrequire "+module+" v0.0.0\nreplace "+module+" => "+here+"\n")...)
	for name, content := range map[string][]byte{"go.mod": mod, "go.sum": sum, file: []byte(text)} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	return dir
}

func run(t *testing.T, dir, command string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute) // of one that hangs: a busy machine takes less
	defer cancel()
	c := exec.CommandContext(ctx, command, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod"+raceFlag, "GOBIN="+filepath.Join(t.TempDir(), "bin"))
	c.Env = append(c.Env, "PATH="+strings.TrimPrefix(c.Env[len(c.Env)-1], "GOBIN=")+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

func TestTheProgramsOfTheReadmeRunAsTheyStand(t *testing.T) {
	programs := blocks(t, "go")
	require.Len(t, programs, 2)
	t.Run("the client's", func(t *testing.T) {
		out := run(t, userModule(t, "main.go", programs[0]), "go", "run", ".")
		require.Regexp(t, `(?s)created: .* as Admin in .*29456.*updated: .* as Customer Admin in .*29456.*gone: true`, out)
	})
	t.Run("the contract test's", func(t *testing.T) {
		out := run(t, userModule(t, "contract_test.go", programs[1]), "go", "test", "-v", ".")
		require.Contains(t, out, "--- PASS: TestContract/updateCustomerManager/effect/replaces")
	})
}

func TestTheCommandsOfTheReadmeRunAsTheyStand(t *testing.T) {
	out := run(t, ".", "bash", "-euc", strings.Join(blocks(t, "sh"), "\n"))
	require.Contains(t, out, "the contract is kept")
	require.Contains(t, out, "createCustomerManager/reflects/permitted_workspace_ids/omitted")
}

func TestTheReadmeClaimsWhatWasMeasured(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	table, err := os.ReadFile("docs/sensitivity.md")
	require.NoError(t, err)
	row := regexp.MustCompile(`(?m)^\| openapi\.yaml \| \d+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$`).FindStringSubmatch(string(table))
	require.NotNil(t, row)
	require.Equal(t, row[3], row[4], "an odd server is refused")
	claim := "of " + row[1] + " servers that break the document in one way each, the suite catches " + row[2] + " by the right rule"
	text := strings.Join(strings.Fields(string(readme)), " ")
	require.Contains(t, text, claim)
	require.Contains(t, text, "none of "+row[3]+" odd but correct ones")

	page, err := os.ReadFile("docs/peers.md")
	require.NoError(t, err)
	rows := regexp.MustCompile(`(?m)^\| (\w+) \| (default|best) \| (\d+) \| \d+ \| (\d+)[^|]* \| \d+ \| ([^|]*) \|`).FindAllStringSubmatch(string(page), -1)
	require.Len(t, rows, 10, "five tools, each in two settings")
	own, most := rows[0], 0
	require.Equal(t, []string{"custmgr", "default", "0"}, []string{own[1], own[2], own[4]})
	for _, other := range rows[2:] {
		caught, err := strconv.Atoi(other[3])
		require.NoError(t, err)
		most = max(most, caught)
	}
	minute := regexp.MustCompile(`(?m)^\| custmgr \| 60 requests \| (\d+) \| \d+ \| 0 \|`).FindStringSubmatch(string(page))
	require.NotNil(t, minute)
	require.Contains(t, text, "At its own best setting, with a second account's token, custmgr catches "+rows[1][3]+"; in 60 requests, a minute of the live quota, "+minute[1]+".")
	require.Contains(t, text, "`custmgr verify` catches "+own[3]+", in "+own[5]+" and without a false alarm; of four other tools, each at its best setting, the best one catches "+strconv.Itoa(most)+" ")
}
