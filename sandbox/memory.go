package sandbox

import (
	"context"
	"sync"
)

// Memory returns a store that keeps the [MaxWorlds] worlds that were used last,
// for as long as the process lives.
func Memory() Store { return &memory{worlds: newRecent[State](MaxWorlds)} }

type memory struct {
	mu     sync.Mutex
	worlds recent[State]
}

func (m *memory) View(ctx context.Context, world string) (State, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	state, found := m.worlds.get(world)
	return state, found, ctx.Err()
}

func (m *memory) Edit(ctx context.Context, world string, edit func(State, bool) (State, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	state, err := edit(m.worlds.get(world))
	if err != nil {
		return err
	}
	m.worlds.put(world, state)
	return nil
}

func (m *memory) Drop(ctx context.Context, world string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.worlds.drop(world)
	return ctx.Err()
}

func (m *memory) Close() error { return nil }
