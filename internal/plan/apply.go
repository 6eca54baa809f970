package plan

import (
	"context"
	"errors"
	"fmt"

	"github.com/custmgr/custmgr/client"
)

// A Result is what became of a plan.
type Result struct {
	Total                     int
	Deleted, Updated, Created int      // carried out, and known to be
	Failures                  []string // the changes that failed, or may have: where, and why
	Differences               []string // where the account differs from the file all the same
	Untried                   int      // changes that were not sent
	Stopped                   error    // why the rest was not tried, or the account not compared; nil if all came to its end
}

// OK reports whether the account is known to be like the file.
func (r *Result) OK() bool {
	return r.Stopped == nil && len(r.Failures)+len(r.Differences)+r.Untried == 0
}

// mostDoubts is how many changes in a row may end unknown before Apply takes the
// API for broken.
const mostDoubts = 3

// Apply carries a plan out, change by change in its order, as fast as the quota
// of the client lets it, and then compares the account with the file.
//
// A change that the API refuses with a 4xx is a failure, and the next one is
// tried. Apply stops where going on would fail alike or might do harm: the token
// is refused, the API cannot be reached or answers with what is none, it grants
// another scope than asked for, or what became of a change cannot be found out.
// An outcome that is unknown is looked up in the list. A create that the list
// does not show is not sent again: the list at the end decides.
//
// When the context ends, a request that is on its way is let come to its answer.
func (p *Plan) Apply(ctx context.Context, c *client.Client, m *Meter) *Result {
	a := &applier{Plan: p, meter: m, result: &Result{Total: len(p.Changes)}, failed: map[client.CollaboratorID]bool{}}
	a.client = c.With(client.WithObserver(func(ctx context.Context, attempt client.Attempt) {
		m.Observe(ctx, attempt)
		a.landed(attempt)
	}))
	m.begin(len(p.Changes))
	tried := 0
	for _, change := range p.Changes {
		if a.result.Stopped = ctx.Err(); a.result.Stopped != nil {
			break
		}
		tried++
		if a.try(ctx, change); a.result.Stopped != nil {
			break
		}
	}
	a.result.Untried += len(p.Changes) - tried
	a.compare(ctx)
	return a.result
}

// An applier is one Apply.
type applier struct {
	*Plan
	client *client.Client
	meter  *Meter
	result *Result

	landed func(client.Attempt)           // told of each attempt
	doubts []doubt                        // creates that the list did not show
	inARow int                            // changes up to now whose outcome was unknown
	failed map[client.CollaboratorID]bool // whom the comparison need not name again
}

// A doubt is a create that may yet be carried out.
type doubt struct {
	change Change
	err    error
}

// try makes one change and judges what became of it.
func (a *applier) try(ctx context.Context, c Change) {
	err := a.send(ctx, c)
	if !errors.Is(err, client.ErrOutcomeUnknown) {
		a.inARow = 0
	}
	switch {
	case err == nil:
		a.succeed(c)
	case errors.Is(err, client.ErrOutcomeUnknown):
		a.resolve(ctx, c, err)
	case c.Kind == Delete && errors.Is(err, client.ErrNotFound):
		a.succeed(c) // somebody else was faster
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		a.result.Untried++
		a.result.Stopped = ctx.Err()
	case ofOne(err):
		a.fail(c, err)
	default:
		a.fail(c, err)
		a.result.Stopped = err
	}
}

// ofOne reports whether an error is about this change only, so that the next one
// may fare better: a refusal by status, or one with reasons inside a 200.
func ofOne(err error) bool {
	var e *client.Error
	if !errors.As(err, &e) || e.StatusCode/100 != 4 && !(e.StatusCode/100 == 2 && len(e.Fields) > 0) {
		return false
	}
	return !errors.Is(err, client.ErrUnauthorized) && !errors.Is(err, client.ErrForbidden) && !errors.Is(err, client.ErrRateLimited)
}

// send makes the call of a change.
func (a *applier) send(ctx context.Context, c Change) error {
	ctx, landed, end := fly(ctx, func() { a.meter.say("interrupted: finishing one request") })
	defer end()
	a.landed = landed
	var err error
	switch c.Kind {
	case Delete:
		err = a.client.Delete(ctx, c.Before.ID)
	case Update:
		_, err = a.client.Update(ctx, c.Before.ID, client.UpdateRequest{Role: c.Entry.Role, Scope: c.Entry.Scope})
	default:
		_, err = a.client.Create(ctx, client.CreateRequest{Collaborator: c.Entry.Collaborator, Role: c.Entry.Role, Scope: c.Entry.Scope})
	}
	return err
}

// read lists the account.
func (a *applier) read(ctx context.Context) (*Account, error) {
	a.landed = func(client.Attempt) {}
	managers, err := a.client.List(ctx)
	if err != nil {
		return nil, err
	}
	return NewAccount(managers)
}

// resolve finds out through the list what became of a change.
func (a *applier) resolve(ctx context.Context, c Change, err error) {
	a.inARow++
	account, unread := a.read(ctx)
	if unread != nil {
		a.fail(c, err)
		a.result.Stopped = fmt.Errorf("the outcome of a change is unknown, and the list does not tell: %w", unread)
		return
	}
	found := account.find(c.Entry.Collaborator)
	switch {
	case c.done(found):
		a.succeed(c)
	case c.Kind == Create && found == nil:
		a.doubts = append(a.doubts, doubt{c, err})
		a.failed[c.Entry.Collaborator] = true
	case c.Kind != Delete && found != nil && !c.untouched(found):
		// The API, or somebody else, granted neither what was nor what should be.
		other := fmt.Errorf("the answer was lost, and the list shows %s in %s", account.role(found.Role.ID), account.scope(found.Scope()))
		a.fail(c, other)
		a.result.Stopped = other
	default:
		a.fail(c, err)
	}
	if a.inARow >= mostDoubts && a.result.Stopped == nil {
		a.result.Stopped = fmt.Errorf("the outcome of %d changes in a row was unknown: %w", a.inARow, err)
	}
}

func (a *applier) succeed(c Change) {
	switch c.Kind {
	case Delete:
		a.result.Deleted++
	case Update:
		a.result.Updated++
	default:
		a.result.Created++
	}
	a.meter.finish(true)
}

func (a *applier) fail(c Change, err error) {
	a.failed[c.Entry.Collaborator] = true
	a.note(c, err)
	a.meter.finish(false)
}

func (a *applier) note(c Change, err error) {
	a.result.Failures = append(a.result.Failures, a.where(c)+": "+reason(err))
}

// compare reads the list once more, settles the doubts by it and reports what is
// not as the file says. After a stop it only says what is in doubt.
func (a *applier) compare(ctx context.Context) {
	if len(a.Changes) == 0 {
		return // the plan compared them
	}
	account := new(Account)
	if a.result.Stopped == nil {
		now, err := a.read(ctx)
		if err != nil {
			a.result.Stopped = fmt.Errorf("the account cannot be compared with the file: %w", err)
		} else {
			account = now
			account.learn(a.account)
		}
	}
	for _, d := range a.doubts {
		found := account.find(d.change.Entry.Collaborator)
		if d.change.done(found) {
			a.succeed(d.change)
			continue
		}
		if found != nil { // it came late and otherwise: the comparison says how
			delete(a.failed, d.change.Entry.Collaborator)
		}
		a.note(d.change, d.err)
		a.meter.finish(false)
	}
	if a.result.Stopped != nil {
		return
	}
	for _, c := range Make(a.wanted, account, a.prune).Changes {
		if !a.failed[c.Entry.Collaborator] {
			a.result.Differences = append(a.result.Differences, a.difference(c, account))
		}
	}
}
