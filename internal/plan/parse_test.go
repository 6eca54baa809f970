package plan

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/client"
	"github.com/stretchr/testify/require"
)

// parse reads a file that must be good.
func parse(t testing.TB, text string) File {
	t.Helper()
	f, err := Parse("managers.yaml", strings.NewReader(text))
	require.NoError(t, err)
	return f
}

const head = "version: 1\nmanagers:\n"

func TestGoodFilesAreRead(t *testing.T) {
	only := client.OnlyWorkspaces
	for name, tt := range map[string]struct {
		text string
		want []Entry
	}{
		"a line each":         {head + "  - {collaborator: 4321, role: 247, workspaces: [27123, 29456]}  # ACME-HR\n  - {collaborator: 8765, role: 2, workspaces: all}\n", []Entry{{4321, 247, only(27123, 29456), 3}, {8765, 2, client.AllWorkspaces(), 4}}},
		"blocks":              {"# who\nmanagers:\n- role: 2\n  workspaces:\n  - 3\n  - 4\n  collaborator: 1\nversion: 1\n", []Entry{{1, 2, only(3, 4), 3}}},
		"nobody":              {"version: 1\nmanagers: []\n", []Entry{}},
		"Windows' line ends":  {"version: 1\r\nmanagers:\r\n  - {collaborator: 1, role: 2, workspaces: [3]}\r\n", []Entry{{1, 2, only(3), 3}}},
		"a byte order mark":   {"\ufeffversion: 1\nmanagers: []\n", []Entry{}},
		"JSON":                {`{"version": 1, "managers": [{"collaborator": 1, "role": 2, "workspaces": [3]}]}`, []Entry{{1, 2, only(3), 1}}},
		"the greatest id":     {head + "- {collaborator: 9223372036854775807, role: 2, workspaces: [3]}\n", []Entry{{9223372036854775807, 2, only(3), 3}}},
		"tabs between tokens": {"version:\t1\t# tab\nmanagers: []\n", []Entry{}},
		"a quoted word all":   {head + "- {collaborator: 1, role: 2, workspaces: \"all\"}\n", []Entry{{1, 2, client.AllWorkspaces(), 3}}},
		"document marks":      {"---\nversion: 1\nmanagers: []\n...\n", []Entry{}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, File{"managers.yaml", tt.want}, parse(t, tt.text))
		})
	}
}

func TestBadFilesAreRefusedWithAllThatIsWrong(t *testing.T) {
	entry := func(s string) string { return head + "  - " + s + "\n" }
	const empty = "the file is empty: it needs version: 1 and managers:"
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"nothing":                  {"", []string{"1: " + empty}},
		"a comment only":           {"# soon\n", []string{"1: " + empty}},
		"an empty document":        {"---\n", []string{"1: " + empty}},
		"text":                     {"hello\n", []string{"1: the file must be a mapping of version, managers, but is hello"}},
		"a list":                   {"- {collaborator: 1}\n", []string{"1: the file must be a mapping of version, managers, but is a list"}},
		"no version":               {"managers: []\n", []string{"1: the file has no version: write version: 1"}},
		"a version to come":        {"version: 2\npeople: []\n", []string{"1: version 2 is unknown to this custmgr: it reads version 1"}},
		"a version in quotes":      {"version: \"1\"\nmanagers: []\n", []string{`1: version must be 1, but is "1"`}},
		"a version with a point":   {"version: 1.0\nmanagers: []\n", []string{"1: version must be 1, but is 1.0"}},
		"no managers":              {"version: 1\n", []string{"1: the file has no managers: write managers: and a list, or managers: [] if nobody is meant"}},
		"managers left empty":      {"version: 1\nmanagers:\n", []string{"2: managers is empty: write a list, or managers: [] if nobody is meant"}},
		"managers as a mapping":    {"version: 1\nmanagers: {collaborator: 1}\n", []string{"2: managers must be a list, but is a mapping"}},
		"an unknown key on top":    {"version: 1\nmanager: []\nmanagers: []\n", []string{"2: the file has the unknown key manager: the keys are version, managers"}},
		"an entry that is none":    {entry("4321"), []string{"3: an entry must be a mapping of collaborator, role, workspaces, but is 4321"}},
		"the API's names":          {entry("{team_collaborator_id: 1, role_id: 2, permitted_workspace_ids: [3]}"), []string{"3: an entry has the unknown key team_collaborator_id: the keys are collaborator, role, workspaces", "3: an entry has the unknown key role_id: the keys are collaborator, role, workspaces", "3: an entry has the unknown key permitted_workspace_ids: the keys are collaborator, role, workspaces", "3: an entry has no collaborator", "3: an entry has no role", "3: an entry has no workspaces, which the API would take for all of them: say workspaces: [1, 2] or workspaces: all"}},
		"a key that is a list":     {entry("{? [a] : 1, collaborator: 1, role: 2, workspaces: [3]}"), []string{"3: an entry has the unknown key a list: the keys are collaborator, role, workspaces"}},
		"a merge key":              {entry("{<<: {role: 2}, collaborator: 1, role: 2, workspaces: [3]}"), []string{"3: an entry has the unknown key <<: the keys are collaborator, role, workspaces"}},
		"a key twice":              {head + "  - collaborator: 1\n    role: 2\n    role: 3\n    workspaces: [3]\n", []string{"5: role is said already on line 4"}},
		"a collaborator twice":     {head + "  - {collaborator: 1, role: 2, workspaces: [3]}\n  - {collaborator: 2, role: 2, workspaces: [3]}\n  - {collaborator: 1, role: 2, workspaces: all}\n", []string{"5: collaborator 1 is on line 3 already: a person has one role and one scope"}},
		"no scope":                 {entry("{collaborator: 1, role: 2}"), []string{"3: an entry has no workspaces, which the API would take for all of them: say workspaces: [1, 2] or workspaces: all"}},
		"an empty scope":           {entry("{collaborator: 1, role: 2, workspaces: []}"), []string{"3: workspaces is an empty list, which the API would take for all workspaces: say workspaces: [1, 2] or workspaces: all"}},
		"a scope of nothing":       {entry("{collaborator: 1, role: 2, workspaces: }"), []string{"3: workspaces is empty, which the API would take for all of them: say workspaces: [1, 2] or workspaces: all"}},
		"a scope of null":          {entry("{collaborator: 1, role: 2, workspaces: ~}"), []string{"3: workspaces is empty, which the API would take for all of them: say workspaces: [1, 2] or workspaces: all"}},
		"a scope that is one id":   {entry("{collaborator: 1, role: 2, workspaces: 3}"), []string{"3: workspaces must be a list of ids or the word all, but is 3: say workspaces: [1, 2] or workspaces: all"}},
		"a scope of another word":  {entry("{collaborator: 1, role: 2, workspaces: ALL}"), []string{"3: workspaces must be a list of ids or the word all, but is ALL: say workspaces: [1, 2] or workspaces: all"}},
		"all inside a list":        {entry("{collaborator: 1, role: 2, workspaces: [all]}"), []string{"3: a workspace must be an id such as 4321, but is all"}},
		"a null inside a list":     {entry("{collaborator: 1, role: 2, workspaces: [3, ~]}"), []string{"3: a workspace must be an id such as 4321, but is empty"}},
		"a list inside a list":     {entry("{collaborator: 1, role: 2, workspaces: [[3]]}"), []string{"3: a workspace must be an id such as 4321, but is a list"}},
		"a workspace twice":        {head + "  - collaborator: 1\n    role: 2\n    workspaces:\n      - 3\n      - 4\n      - 3\n", []string{"8: workspace 3 is in the list twice"}},
		"ids of all kinds":         {head + "- {collaborator: 0, role: -2, workspaces: [1.5, 0x10, 1_000, 010, \"7\", true, 9223372036854775808, 1e3, -0, '', 00]}\n", []string{"3: collaborator 0 is not an id: ids are above zero", "3: role -2 is not an id: ids are above zero", "3: a workspace must be an id such as 4321, but is 1.5", "3: a workspace must be an id such as 4321, but is 0x10", "3: a workspace must be an id such as 4321, but is 1_000", "3: a workspace 010 begins with a zero: write the id without it", `3: a workspace "7" is text: write the id without quotes`, "3: a workspace must be an id such as 4321, but is true", "3: a workspace 9223372036854775808 is not an id: ids go up to 9223372036854775807", "3: a workspace must be an id such as 4321, but is 1e3", "3: a workspace -0 is not an id: ids are above zero", `3: a workspace must be an id such as 4321, but is ""`, "3: a workspace 00 is not an id: ids are above zero"}},
		"an anchor and an alias":   {head + "- {collaborator: 1, role: 2, workspaces: &these [3]}\n- {collaborator: 2, role: 2, workspaces: *these}\n", []string{"3: &these is an anchor: write out each entry", "4: *these is an alias: write out what it stands for"}},
		"an alias of nothing":      {head + "- {collaborator: 1, role: 2, workspaces: [3]}\n- *those\n", []string{"4: *those is an alias: write out what it stands for"}},
		"a tag":                    {entry("{collaborator: !!int \"1\", role: 2, workspaces: [3]}"), []string{"3: !!int is a tag: leave it out", `3: collaborator "1" is text: write the id without quotes`}},
		"a tag of its own":         {"!managers\nversion: 1\nmanagers: []\n", []string{"1: !managers is a tag: leave it out"}},
		"two documents":            {"version: 1\nmanagers: []\n---\nversion: 1\n", []string{"3: a second document begins here: a file has one"}},
		"a tab that indents":       {head + "  - collaborator: 1\n\t  role: 2\n", []string{"4: a tab: YAML is indented with spaces"}},
		"a brace that stays open":  {head + "  - {collaborator: 1, role: 2\n  - {collaborator: 2}\n", []string{"3: not YAML: did not find expected ',' or '}'"}},
		"a list that falls apart":  {head + "  - collaborator: 1\n   - collaborator: 2\n", []string{"3: not YAML: did not find expected '-' indicator"}},
		"two colons":               {"version: 1: 2\n", []string{"1: not YAML: mapping values are not allowed in this context"}},
		"quotes that stay open":    {"version: 1\nmanagers: \"\n", []string{"2: not YAML: found unexpected end of stream"}},
		"something after its end":  {"version: 1\nmanagers: []\n...\nmore: 1\n", []string{"4: not YAML: did not find expected <document start>"}},
		"a control character":      {"version: 1\nmanagers: [] # \x1b[31m\n", []string{`2: a control character: '\x1b'`}},
		"zeros":                    {"version: 1\x00", []string{`1: a control character: '\x00'`}},
		"bytes that are no UTF-8":  {"version: 1\n# M\xfcller\n", []string{"2: the file is not UTF-8 here"}},
		"UTF-16":                   {"\xff\xfev\x00e\x00", []string{"1: the file is not UTF-8 here"}},
		"a text of many lines":     {head + "- {collaborator: \"a\\nb\\e[31m\", role: 2, workspaces: [3]}\n", []string{`3: collaborator must be an id such as 4321, but is "a\nb\u001b[31m"`}},
		"many errors, all at once": {"versions: 1\nmanagers:\n- {collaborator: x, role: 2, workspaces: []}\n- {role: 2}\n", []string{"1: the file has the unknown key versions: the keys are version, managers", "1: the file has no version: write version: 1", "3: collaborator must be an id such as 4321, but is x", "3: workspaces is an empty list, which the API would take for all workspaces: say workspaces: [1, 2] or workspaces: all", "4: an entry has no collaborator", "4: an entry has no workspaces, which the API would take for all of them: say workspaces: [1, 2] or workspaces: all"}},
		"a bomb":                   {"a: &a [x,x]\nb: &b [*a,*a]\nversion: 1\nmanagers: []\n", []string{"1: the file has the unknown key a: the keys are version, managers", "1: &a is an anchor: write out each entry", "2: &b is an anchor: write out each entry", "2: *a is an alias: write out what it stands for", "2: *a is an alias: write out what it stands for", "2: the file has the unknown key b: the keys are version, managers"}},
		"a file beyond all bounds": {strings.Repeat("#", MaxSize+1), []string{"1: the file is larger than 4 MiB"}},
		"depth without end":        {strings.Repeat("[", 20000), []string{"1: not YAML: exceeded max depth of 10000"}},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Parse("managers.yaml", strings.NewReader(tt.text))
			var bad *FileError
			require.ErrorAs(t, err, &bad)
			require.Empty(t, f)
			var want []string
			for _, line := range tt.want {
				want = append(want, "managers.yaml:"+line)
			}
			require.ElementsMatch(t, want, bad.Lines())
			if len(want) == 1 {
				require.EqualError(t, err, want[0])
			}
		})
	}
}

func TestVeryManyErrorsAreCounted(t *testing.T) {
	_, err := Parse("m", strings.NewReader(head+strings.Repeat("- 1\n", 250)))
	require.EqualError(t, err, "m:3: an entry must be a mapping of collaborator, role, workspaces, but is 1 (and 249 more)")
	var bad *FileError
	require.ErrorAs(t, err, &bad)
	require.Len(t, bad.Lines(), mostProblems+1)
	require.Equal(t, "m: and 150 more", bad.Lines()[mostProblems])
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, os.ErrClosed }

func TestAReaderThatFailsIsNoBadFile(t *testing.T) {
	_, err := Parse("managers.yaml", broken{})
	require.ErrorIs(t, err, os.ErrClosed)
	require.False(t, errors.As(err, new(*FileError)))
}

// FuzzParse holds: no panic; a problem stands on a line of the file; whatever is
// accepted can be granted by the client as it stands, to one person once.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		head + "  - {collaborator: 4321, role: 247, workspaces: [27123, 29456]}  # a\n", head + "- collaborator: 1\n  role: 2\n  workspaces: all\n",
		"a: &a [*a]", "version: 1\nmanagers: []", "\t", "{", "---\n---\n", "? x", "*a", "version: 1\r\rmanagers: [1", "!!binary |\n x", "\ufeff", "%YAML 1.1\n---\n", "a: |\n \tb\n", "- \"\\", "<<: *x",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse("f", strings.NewReader(string(data)))
		if err != nil {
			var bad *FileError
			require.ErrorAs(t, err, &bad)
			require.NotEmpty(t, bad.Problems)
			last := 0
			for _, p := range bad.Problems {
				require.GreaterOrEqual(t, p.Line, max(1, last))
				require.NotContains(t, p.Text, "\n")
				require.NotContains(t, p.Text, "\x1b")
				last = p.Line
			}
			breaks := 0 // YAML has more of them than editors
			for _, end := range []string{"\n", "\r", "\u0085", "\u2028", "\u2029"} {
				breaks += strings.Count(string(data), end)
			}
			require.LessOrEqual(t, last, 1+breaks)
			return
		}
		seen := map[client.CollaboratorID]bool{}
		for _, e := range file.Entries {
			require.Positive(t, e.Collaborator)
			require.Positive(t, e.Role)
			require.False(t, seen[e.Collaborator])
			seen[e.Collaborator] = true
			require.True(t, e.Scope.All() || len(e.Scope.WorkspaceIDs()) > 0)
			for _, id := range e.Scope.WorkspaceIDs() {
				require.Positive(t, id)
			}
		}
	})
}
