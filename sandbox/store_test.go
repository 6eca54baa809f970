package sandbox

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every engine passes the same test.
func TestStores(t *testing.T) {
	for name, open := range map[string]func(testing.TB) Store{
		"memory": func(testing.TB) Store { return Memory() },
	} {
		t.Run(name, func(t *testing.T) { testStore(t, open) })
	}
}

func testStore(t *testing.T, open func(testing.TB) Store) {
	put := func(state State) func(State, bool) (State, error) {
		return func(State, bool) (State, error) { return state, nil }
	}
	for name, test := range map[string]func(t *testing.T, s Store){
		"a world that nobody changed is not found": func(t *testing.T, s Store) {
			_, found, err := s.View(t.Context(), "a")
			require.NoError(t, err)
			require.False(t, found)
			require.NoError(t, s.Edit(t.Context(), "a", func(_ State, found bool) (State, error) {
				require.False(t, found)
				return Seed(), nil
			}))
		},
		"what an edit returns is what a view and the next edit see": func(t *testing.T, s Store) {
			require.NoError(t, s.Edit(t.Context(), "a", put(Seed())))
			seen, found, err := s.View(t.Context(), "a")
			require.NoError(t, err)
			require.True(t, found)
			require.Equal(t, Seed(), seen, "no field is lost, [] stays []")
			require.NoError(t, s.Edit(t.Context(), "a", func(seen State, found bool) (State, error) {
				require.True(t, found)
				require.Equal(t, Seed(), seen)
				return seen, nil
			}))
		},
		"worlds are apart": func(t *testing.T, s Store) {
			require.NoError(t, s.Edit(t.Context(), "a", put(Seed())))
			_, found, err := s.View(t.Context(), "b")
			require.NoError(t, err)
			require.False(t, found)
		},
		"an edit that fails changes nothing": func(t *testing.T, s Store) {
			refusal := errors.New("refused")
			require.ErrorIs(t, s.Edit(t.Context(), "a", func(State, bool) (State, error) { return Seed(), refusal }), refusal)
			_, found, err := s.View(t.Context(), "a")
			require.NoError(t, err)
			require.False(t, found, "not even the world exists")
			require.NoError(t, s.Edit(t.Context(), "a", put(Seed())))
			require.ErrorIs(t, s.Edit(t.Context(), "a", func(State, bool) (State, error) { return State{}, refusal }), refusal)
			seen, _, err := s.View(t.Context(), "a")
			require.NoError(t, err)
			require.Equal(t, Seed(), seen)
		},
		"an edit that panics changes nothing and locks nobody out": func(t *testing.T, s Store) {
			require.Panics(t, func() { _ = s.Edit(t.Context(), "a", func(State, bool) (State, error) { panic("oh") }) })
			require.NoError(t, s.Edit(t.Context(), "a", put(Seed())))
		},
		"a dropped world is not found, and dropping twice is no error": func(t *testing.T, s Store) {
			require.NoError(t, s.Edit(t.Context(), "a", put(Seed())))
			require.NoError(t, s.Drop(t.Context(), "a"))
			require.NoError(t, s.Drop(t.Context(), "a"))
			_, found, err := s.View(t.Context(), "a")
			require.NoError(t, err)
			require.False(t, found)
		},
		"nothing happens for who has gone": func(t *testing.T, s Store) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			require.ErrorIs(t, s.Edit(ctx, "a", put(Seed())), context.Canceled)
			_, found, err := s.View(t.Context(), "a")
			require.NoError(t, err)
			require.False(t, found)
		},
		"no edit is lost to another": func(t *testing.T, s Store) {
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					for range 50 {
						err := s.Edit(t.Context(), []string{"a", "b"}[i%2], func(state State, _ bool) (State, error) {
							state.NextID++
							return state, nil
						})
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			for _, world := range []string{"a", "b"} {
				seen, _, err := s.View(t.Context(), world)
				require.NoError(t, err)
				require.Equal(t, int64(200), seen.NextID)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			defer func() { require.NoError(t, s.Close()) }()
			test(t, s)
		})
	}
}
