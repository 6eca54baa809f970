package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A World is what one token sees. It is a handle: copies of it mean the same
// world, and it costs nothing to get.
type World struct {
	server *Server
	name   string
}

// World returns the world of a token. A token that does not start with [Token]
// has one too, but no request comes in with it.
func (s *Server) World(token string) World { return World{s, worldOf(token)} }

// Reset puts the world back to the seed, and forgets its faults and requests.
// It fails only if the store does.
func (w World) Reset() error {
	w.server.traces.forget(w.name)
	return w.server.store.Drop(context.Background(), w.name)
}

// Snapshot returns a copy of the world's state, with which [World.Restore] can
// bring it back. It panics if the store fails, which [Memory] never does.
func (w World) Snapshot() State {
	state, err := w.view(context.Background())
	if err != nil {
		panic(fmt.Sprintf("sandbox: the world cannot be read: %v", err))
	}
	return state.settled()
}

// Restore replaces the world's state. It changes nothing and returns an error if
// the state does not pass [State.Validate], or if the store fails.
func (w World) Restore(state State) error {
	if err := state.Validate(); err != nil {
		return err
	}
	return w.replace(context.Background(), state.settled())
}

func (w World) replace(ctx context.Context, state State) error {
	return w.edit(ctx, func(State) (State, error) { return state, nil })
}

func (w World) view(ctx context.Context) (State, error) {
	state, found, err := w.server.store.View(ctx, w.name)
	if err == nil && !found {
		state = w.server.seed
	}
	return state, err
}

func (w World) edit(ctx context.Context, change func(State) (State, error)) error {
	return w.server.store.Edit(ctx, w.name, func(state State, found bool) (State, error) {
		if !found {
			state = w.server.seed
		}
		return change(state)
	})
}

func worldIn(ctx context.Context) World { return ctx.Value(worldKey{}).(World) }

// Inject makes the next calls of the world fail as f says. Faults queue up: each
// call is struck by the oldest one that fits it. A fault that does not pass
// [Fault.Validate], or that names an operation the document does not have, is
// not taken and the error says why.
func (w World) Inject(f Fault) error {
	if err := f.Validate(); err != nil {
		return err
	}
	if f.Operation != "" && !slices.Contains(w.server.operations, f.Operation) {
		return fmt.Errorf("fault: operation %q is unknown: choose one of %s", f.Operation, strings.Join(w.server.operations, ", "))
	}
	w.server.traces.of(w.name).inject(f)
	return nil
}

// Requests returns the last 100 calls of operations that came in for the world,
// oldest first.
func (w World) Requests() []Request { return w.server.traces.of(w.name).seen() }
