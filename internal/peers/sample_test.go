package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/custmgr/custmgr/openapi"
)

func derived(t *testing.T) []badserver.Server {
	t.Helper()
	doc, err := openapi.Load()
	require.NoError(t, err)
	return badserver.BadWithin(doc, 100*time.Millisecond) // as the command does: it is real time
}

func TestASampleIsSpreadEvenly(t *testing.T) {
	sample := choose(derived(t), 44, 1)
	require.Len(t, sample, 44)
	families, operations, names := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, s := range sample {
		require.False(t, s.Warned, "%s rests on an assumption", s.Name)
		families[s.Family]++
		operations[s.Operation]++
		names[s.Name] = true
	}
	require.Len(t, names, 44, "a server was taken twice")
	for _, s := range eligible(derived(t)) {
		require.NotZero(t, families[s.Family], "no server of the family %s", s.Family)
	}
	for operation, n := range operations {
		require.GreaterOrEqual(t, n, 44/len(operations)/2, "hardly any server of %s", operation)
	}
}

func TestASampleDependsOnItsSeedOnly(t *testing.T) {
	names := func(seed uint64) (all []string) {
		for _, s := range choose(derived(t), 20, seed) {
			all = append(all, s.Name)
		}
		return all
	}
	require.Equal(t, names(7), names(7))
	require.NotEqual(t, names(7), names(8))
}

func TestASampleOfMoreThanThereAreIsAll(t *testing.T) {
	few := []badserver.Server{{Name: "a", Family: "x"}, {Name: "b", Family: "y"}, {Name: "c", Family: "x", Warned: true}}
	require.Equal(t, "[a b]", fmt.Sprint(func() (names []string) {
		for _, s := range choose(few, 10, 1) {
			names = append(names, s.Name)
		}
		return names
	}()))
}
