package client

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A Client calls the API. It is safe for concurrent use; make it with New.
type Client struct {
	s *settings
}

// New makes a client of a base URL, such as US or http://127.0.0.1:8080, and a
// source of tokens, such as NewToken. It checks everything and sends nothing.
// Plain http is refused but for this machine itself.
func New(base string, tokens TokenSource, opts ...Option) (*Client, error) {
	base, err := checkBase(base)
	if err != nil {
		return nil, err
	}
	if err := checkSource(tokens); err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	s := defaults(base)
	s.token = tokens.Token
	s.pool = &sync.Pool{New: func() any { return new(scanner) }}
	if err := s.apply(opts); err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return &Client{s}, nil
}

// With returns a client with other settings for some calls. It shares quota,
// retry budget and connections with c as far as the options do not replace them.
// If an option is wrong, the calls of the new client fail with ErrInvalidRequest.
func (c *Client) With(opts ...Option) *Client {
	if c == nil || c.s == nil {
		return c
	}
	s := *c.s
	if err := s.apply(opts); err != nil && s.broken == nil {
		s.broken = err
	}
	return &Client{&s}
}

// ready reports why the client cannot be used, as the error of an operation.
func (c *Client) ready(ctx context.Context, op string) error {
	switch {
	case ctx == nil:
		return invalid(op, errors.New("context is nil: use context.Background if there is no other"))
	case c == nil || c.s == nil:
		return invalid(op, errors.New("client was not made by New"))
	case c.s.broken != nil:
		return invalid(op, c.s.broken)
	}
	return nil
}

// invalid is the error of a call that was refused here.
func invalid(op string, err error) *Error {
	return &Error{Op: op, cause: err, invalid: true}
}

// List returns all customer managers of the account, in no promised order. If it
// fails it returns nil, never a part of the list.
func (c *Client) List(ctx context.Context) ([]CustomerManager, error) {
	if err := c.ready(ctx, opList); err != nil {
		return nil, err
	}
	return do(ctx, c.s, &call{op: opList}, (*scanner).list)
}

// Create makes a collaborator of the admin workspace a customer manager.
//
// It is sent again only where it surely was not carried out: nothing was sent, or
// the answer is 429. In every other doubt it fails with ErrOutcomeUnknown at
// once; then look at the list, for a second create might make a second manager.
// The answer is compared with the request: the manager is returned beside a
// *ScopeMismatchError if it has another scope than asked for.
func (c *Client) Create(ctx context.Context, req CreateRequest) (*CustomerManager, error) {
	if err := c.ready(ctx, opCreate); err != nil {
		return nil, err
	}
	body, err := req.body(c.s.ids)
	if err != nil {
		return nil, invalid(opCreate, err)
	}
	m, err := do(ctx, c.s, &call{op: opCreate, body: body}, func(s *scanner) CustomerManager {
		m := s.envelope()
		s.about("/result/user/id", int64(m.User.ID), int64(req.Collaborator))
		s.about("/result/privilege_group/id", int64(m.Role.ID), int64(req.Role))
		return m
	})
	return granted(m, err, req.Scope)
}

// Update replaces role and scope of a customer manager, both. To change only the
// role, give the scope that the manager has:
//
//	c.Update(ctx, m.ID, client.UpdateRequest{Role: role, Scope: m.Scope()})
//
// The API knows no versions: what somebody else changed since m was read is
// overwritten. The answer is compared with the request: the manager is returned
// beside a *ScopeMismatchError if it has another scope than asked for.
func (c *Client) Update(ctx context.Context, id ManagerID, req UpdateRequest) (*CustomerManager, error) {
	if err := c.ready(ctx, opUpdate); err != nil {
		return nil, err
	}
	if err := checkID("manager", int64(id)); err != nil {
		return nil, invalid(opUpdate, err)
	}
	body, err := req.body(c.s.ids)
	if err != nil {
		return nil, invalid(opUpdate, err)
	}
	m, err := do(ctx, c.s, &call{op: opUpdate, id: id, body: body}, func(s *scanner) CustomerManager {
		m := s.envelope()
		s.about("/result/id", int64(m.ID), int64(id))
		s.about("/result/privilege_group/id", int64(m.Role.ID), int64(req.Role))
		return m
	})
	return granted(m, err, req.Scope)
}

// Delete takes a customer manager's access away. A manager that does not exist is
// ErrNotFound, unless an earlier attempt of the same call may have deleted it and
// the API itself says, in JSON with a message, that it is missing: then it is
// gone, as it should be.
func (c *Client) Delete(ctx context.Context, id ManagerID) error {
	if err := c.ready(ctx, opDelete); err != nil {
		return err
	}
	if err := checkID("manager", int64(id)); err != nil {
		return invalid(opDelete, err)
	}
	_, err := do(ctx, c.s, &call{op: opDelete, id: id}, (*scanner).deleted)
	return err
}

// about makes sure that an answer is about whom and what was asked for.
func (s *scanner) about(pointer string, got, want int64) {
	if s.err == nil && got != want {
		s.err = &contractError{pointer, fmt.Sprintf("is %d, but %d was asked for", got, want)}
	}
}

// granted compares the scope that an answer shows with the one asked for.
func granted(m CustomerManager, err error, want Scope) (*CustomerManager, error) {
	if err != nil {
		return nil, err
	}
	if got := m.Scope(); !got.Equal(want) {
		return &m, &ScopeMismatchError{Manager: &m, Want: want, Got: got}
	}
	return &m, nil
}
