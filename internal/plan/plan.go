package plan

import (
	"cmp"
	"slices"

	"github.com/custmgr/custmgr/client"
)

// A Plan is what has to be done to an account to make it like a file.
type Plan struct {
	Changes []Change // in the order in which to carry them out
	Same    int      // entries of the file that the account fulfils already

	// Left are the managers that are not in the file and stay, by collaborator.
	Left []client.CustomerManager

	file    string // the name, legible
	wanted  File
	prune   bool
	account *Account
}

// Make compares a file with an account. A manager whose collaborator is not in
// the file is deleted if prune is set, else left alone.
//
// The order of the changes is that of their danger: deletes; updates that only
// take workspaces away; updates of the role; creates, and updates that give
// workspaces; whatever gives all workspaces. Within each it is that of the file.
func Make(file File, account *Account, prune bool) *Plan {
	p := &Plan{file: legible(file.Name), wanted: file, prune: prune, account: account}
	listed := make(map[client.CollaboratorID]bool, len(file.Entries))
	for _, e := range file.Entries {
		listed[e.Collaborator] = true
		c := Change{Kind: Update, Before: account.find(e.Collaborator), Entry: e}
		if c.Before == nil {
			c.Kind = Create
		}
		if c.done(c.Before) {
			p.Same++
		} else {
			p.Changes = append(p.Changes, c)
		}
	}
	var others []client.CustomerManager
	for _, m := range account.managers {
		if !listed[m.User.ID] {
			others = append(others, m)
		}
	}
	slices.SortFunc(others, func(a, b client.CustomerManager) int { return cmp.Compare(a.User.ID, b.User.ID) })
	if !prune {
		p.Left, others = others, nil
	}
	for _, m := range others {
		p.Changes = append(p.Changes, Change{Kind: Delete, Before: &m, Entry: Entry{Collaborator: m.User.ID}})
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int { return a.risk() - b.risk() })
	return p
}

// Count returns how many changes pass a test.
func (p *Plan) Count(test func(Change) bool) int {
	n := 0
	for _, c := range p.Changes {
		if test(c) {
			n++
		}
	}
	return n
}

// DeletesAll reports whether the plan deletes managers, and its file names none
// to remain: a list that somebody made by a filter which found nothing.
func (p *Plan) DeletesAll() bool { return len(p.Changes) > 0 && len(p.wanted.Entries) == 0 }

// File returns the file that the plan was made of.
func (p *Plan) File() File { return p.wanted }
