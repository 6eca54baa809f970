package plan

import (
	"fmt"
	"strings"
)

// difference says what still separates the account from the file, given the
// change that would mend it.
func (p *Plan) difference(c Change, account *Account) string {
	switch {
	case c.Kind == Delete:
		return p.where(c) + ": is there, and not in the file"
	case c.Kind == Create:
		return p.where(c) + ": is no customer manager"
	}
	var parts []string
	if c.Before.Role.ID != c.Entry.Role {
		parts = append(parts, fmt.Sprintf("has %s instead of %s", account.role(c.Before.Role.ID), account.role(c.Entry.Role)))
	}
	if !c.before().Equal(c.Entry.Scope) {
		parts = append(parts, fmt.Sprintf("has %s instead of %s", account.scope(c.before()), account.scope(c.Entry.Scope)))
	}
	return p.where(c) + ": " + strings.Join(parts, ", and ")
}

// reason is an error in one line, without the name of the package it is from.
func reason(err error) string { return strings.TrimPrefix(err.Error(), "client: ") }
