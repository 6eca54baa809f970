package plan

import (
	"fmt"
	"io"
	"strings"

	"github.com/custmgr/custmgr/client"
)

// Options are how a plan is printed.
type Options struct {
	Account string // the base URL, or another name of the account
	Color   bool   // with ANSI colours
}

// mostLeft is how many of the managers that stay are named.
const mostLeft = 20

// A colour is the ANSI parameter that switches it on. Red is for access that
// widens, and for nothing else.
type colour string

const (
	green  colour = "32"
	yellow colour = "33"
	red    colour = "1;31"
	dim    colour = "2"
)

// A printer prints a plan.
type printer struct {
	*Plan
	Options
	b strings.Builder
}

// Text prints a plan: every change in the order in which it would be carried out,
// what stays, and the counts. Names are those that the account's list shows; a
// text of the server is printed without anything that a terminal acts upon.
func (p *Plan) Text(w io.Writer, options Options) error {
	out := printer{Plan: p, Options: options}
	out.printf("account  %s\nfile     %s\n\n", legible(options.Account), p.file)
	for _, c := range p.Changes {
		out.change(c)
	}
	for _, m := range p.Left[:min(len(p.Left), mostLeft)] {
		out.line(dim, "  stays   %s, not in the file", out.who(m))
	}
	if more := len(p.Left) - mostLeft; more > 0 {
		out.line(dim, "  stays   %d more, not in the file", more)
	}
	if len(p.Changes)+len(p.Left) > 0 {
		out.printf("\n")
	}
	out.counts()
	_, err := io.WriteString(w, out.b.String())
	return err
}

func (p *printer) change(c Change) {
	switch c.Kind {
	case Delete:
		p.line(yellow, "- delete  %s", p.who(*c.Before))
		return
	case Create:
		p.line(green, "+ create  collaborator %d: %s", c.Entry.Collaborator, p.account.role(c.Entry.Role))
	case Update:
		p.line("", "~ update  %s, manager %d", named(c.Before.User.Name, "collaborator", int64(c.Before.User.ID)), c.Before.ID)
		if c.Before.Role.ID != c.Entry.Role {
			p.line("", "            role     %s, was %s", p.account.role(c.Entry.Role), p.account.role(c.Before.Role.ID))
		}
	}
	p.reach(c)
}

// reach prints what becomes of a scope. A change that widens says so in a word
// too, for colours do not reach everybody.
func (p *printer) reach(c Change) {
	before, after := c.before(), c.Entry.Scope
	switch {
	case c.GrantsAll():
		p.line(red, "            WIDENS   to all workspaces, those to come included")
		if c.Kind == Update {
			p.line("", "            was      %s", p.account.scope(before))
		}
	case c.Kind == Create, before.Equal(after):
		p.line("", "            in       %s", p.account.scope(after))
	case before.All():
		p.line("", "            narrows  to %s, was all workspaces", p.account.scope(after))
	default:
		if added := c.added(); len(added) > 0 {
			p.line(red, "            WIDENS   by %s", p.account.places(added))
		}
		if removed := c.removed(); len(removed) > 0 {
			p.line("", "            narrows  by %s", p.account.places(removed))
		}
	}
}

func (p *printer) who(m client.CustomerManager) string {
	return fmt.Sprintf("%s, manager %d: %s in %s", named(m.User.Name, "collaborator", int64(m.User.ID)), m.ID, p.account.role(m.Role.ID), p.account.scope(m.Scope()))
}

func (p *printer) counts() {
	if len(p.Changes) == 0 {
		p.printf("plan     nothing to change: the account is like the file\n")
	} else {
		p.printf("plan     %d to delete, %d to update, %d to create\n", p.kind(Delete), p.kind(Update), p.kind(Create))
	}
	if p.Same > 0 && len(p.Changes) > 0 {
		p.printf("         %d as the file says already\n", p.Same)
	}
	if len(p.Left) > 0 {
		p.printf("         %d not in the file: left alone without --prune\n", len(p.Left))
	}
	if n := p.Count(Change.Widens); n > 0 {
		p.line(red, "         %d WIDEN access, %d of them to all workspaces", n, p.Count(Change.GrantsAll))
	}
}

func (p *Plan) kind(k Kind) int { return p.Count(func(c Change) bool { return c.Kind == k }) }

func (p *printer) printf(format string, args ...any) { fmt.Fprintf(&p.b, format, args...) }

// line prints a line, in a colour if colours are wanted.
func (p *printer) line(c colour, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if p.Color && c != "" {
		text = "\x1b[" + string(c) + "m" + text + "\x1b[0m"
	}
	p.b.WriteString(text + "\n")
}
