// Package client calls the customer managers of Workato's Embedded API: the
// people of an Embedded partner who may manage the workspaces of the partner's
// customers.
//
//	c, err := client.New(client.US, client.NewToken(os.Getenv("CUSTMGR_TOKEN")))
//	managers, err := c.List(ctx)
//	m, err := c.Create(ctx, client.CreateRequest{Collaborator: 4321, Role: 2, Scope: client.OnlyWorkspaces(29456)})
//	m, err = c.Update(ctx, m.ID, client.UpdateRequest{Role: 2, Scope: m.Scope()})
//	err = c.Delete(ctx, m.ID)
//
// New sends nothing. A Client is safe for concurrent use; one per account is
// enough, and With makes copies with other settings. The token belongs to one
// data center, whose base URL it needs: US, EU and so on. It is never printed,
// logged or sent to another host.
//
// # The scope is a decision
//
// The API takes an empty or missing list of workspaces for all of them, and an
// update replaces the scope in any case. A filter that found nothing would grant
// everything. So a Scope is made by OnlyWorkspaces or AllWorkspaces, and the zero
// Scope and an empty OnlyWorkspaces are refused before anything is sent. On the
// way back AllWorkspaces stands beside Workspaces, and the scope granted is
// compared with the scope asked for: see ScopeMismatchError.
//
// # Errors
//
// Every error of a method is an *Error or a *ScopeMismatchError. Ask with
// errors.Is for what matters:
//
//	ErrInvalidRequest      refused here: nothing was sent
//	ErrUnauthorized, …     the API refused: by status
//	ErrRateLimited         429, and the wait would be too long
//	ErrServer              500 and above
//	ErrUnexpectedResponse  a success or redirect that is not the contract's
//	ErrOutcomeUnknown      a write may or may not have been carried out
//	context.Canceled, …    the cause, if it is not an answer
//
// An answer counts as success only if it is read whole: the right status and
// media type, every required field there once and of its type, nothing behind it,
// and no "success": false beside the result. Other unknown fields are tolerated,
// and ids may be numbers or strings of digits.
//
// # Repeating
//
// A call is attempted up to four times, with waits drawn evenly from nothing up
// to 0.5, 1 and 2 s, and Retry-After heeded up to 60 s; beyond that the call fails
// at once with RetryAfter set. Waits end with the context. What is repeated:
//
//	                              list  update  delete  create
//	no connection was made        yes   yes     yes     yes
//	429                           yes   yes     yes     yes
//	sent, no whole answer         yes   yes     yes     no: ErrOutcomeUnknown
//	502, 503, 504, other 5xx      yes   yes     yes     no: ErrOutcomeUnknown
//	500                           yes   once    yes     no: ErrOutcomeUnknown
//	408                           yes   yes     yes     no: ErrOutcomeUnknown
//	425                           yes   yes     yes     no
//	501, 505, other 4xx           no    no      no      no
//	a success that is none        no    no      no      no
//
// A manager that an earlier attempt of the same Delete may have deleted, and that
// the API does not find for a later one, is deleted. That the API says so shows in
// JSON with a message; a gateway's own 404 is ErrNotFound and ErrOutcomeUnknown,
// and a 408 before it deleted nothing. After an Update or Delete with
// ErrOutcomeUnknown call again; after a Create look at the list first, as its
// example shows. A client that keeps failing repeats less and less: twenty repeats
// in a row, and one more for every five calls that succeed. WithRetry changes
// number and waits, or switches repeating off.
//
// # The quota
//
// The API allows 60 requests a minute, for all keys of the admin workspace
// together. A Client keeps to it by itself; clients that share a workspace should
// share a Limiter, and WithObserver shows how long requests are held back.
//
// # Time
//
// A context bounds the whole call, waits included. Each attempt has 45 s of its
// own, or what WithAttemptTimeout says.
//
// # Tests
//
// Package sandbox is a server that keeps the contract, for a test's own process,
// with faults that can be ordered; the examples here use it.
package client
