package sandbox

import "context"

// A Store keeps the states of worlds. What a request means is decided outside:
// a store only has to keep a value under a name, and to change it in one step.
// It must be safe for concurrent use. A world that it does not have, or no
// longer has, is one that nobody changed: it holds the seed.
type Store interface {
	// View returns the state of a world, and whether the store has it.
	View(ctx context.Context, world string) (state State, found bool, err error)

	// Edit replaces the state of a world by what edit makes of it, in one step:
	// nobody else's edit of the world happens in between. If edit returns an
	// error, Edit returns the same error and the world stays as it was. The
	// store may call edit again if its first attempt is lost to somebody else's.
	Edit(ctx context.Context, world string, edit func(state State, found bool) (State, error)) error

	// Drop forgets a world, if the store has it.
	Drop(ctx context.Context, world string) error

	// Close frees what the store holds; no other method is called afterwards.
	Close() error
}
