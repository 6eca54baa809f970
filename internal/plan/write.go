package plan

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/client"
)

// Write writes the file of an account, which Parse reads: a manager a line, by
// collaborator, with name and role as a comment. The same account makes the same
// bytes, whatever the order of its list. Comments stand before it, a line each.
func Write(w io.Writer, account *Account, comments ...string) error {
	var b bytes.Buffer
	for _, c := range comments {
		fmt.Fprintf(&b, "# %s\n", legible(c))
	}
	fmt.Fprintf(&b, "version: %d\n", Version)
	managers := slices.Clone(account.managers)
	slices.SortFunc(managers, func(a, b client.CustomerManager) int { return cmp.Compare(a.User.ID, b.User.ID) })
	if len(managers) == 0 {
		b.WriteString("managers: []\n")
	} else {
		b.WriteString("managers:\n")
	}
	for _, m := range managers {
		fmt.Fprintf(&b, "  - {collaborator: %d, role: %d, workspaces: %s}  # %s, %s\n",
			m.User.ID, m.Role.ID, inYAML(m.Scope()), legible(m.User.Name), legible(m.Role.Name))
	}
	if b.Len() > MaxSize {
		return fmt.Errorf("the file of this account would be larger than %d MiB, which custmgr apply does not read", MaxSize>>20)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func inYAML(s client.Scope) string {
	if s.All() {
		return "all"
	}
	ids := s.WorkspaceIDs()
	slices.Sort(ids)
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = fmt.Sprint(int64(id))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
