package badserver

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// The families of odd servers.
const (
	OddOrder   = "order"
	OddText    = "JSON text"
	OddValues  = "values"
	OddKeys    = "keys"
	OddHeaders = "headers"
	OddRefusal = "refusals"
	OddOthers  = "others"
	OddWire    = "wire"
	OddLenient = "leniency"
	OddTime    = "time"
	OddCrowd   = "concurrency"
)

// seeds are how often an odd server is made where chance plays.
const seeds = 20

// Odd derives servers that keep the document in ways that few servers do. A
// judge must not refuse one; where Warned is not set it must not even warn.
func Odd(doc *openapi3.T) []Server {
	d := read(doc)
	var all []Server
	for _, derive := range []func() []Server{
		d.oddOrder, d.oddText, d.oddValues, d.oddKeys, d.oddHeaders, d.oddRefusals, d.oddOthers, d.oddAccounts,
		d.oddWire, d.oddLenient, d.oddTime, d.oddCrowd, d.oddWarned, d.oddVariants, d.oddMeanwhile, d.oddCommon,
		d.oddKeeping, d.oddLarge, d.oddSlow, d.oddUnsettled, d.oddHeirs, d.oddFrameworks,
	} {
		all = append(all, derive()...)
	}
	return all
}

// odd makes an odd server.
func (d *document) odd(family, name string, behave func(*site) serve) Server {
	return Server{Name: name, Family: family, Wrap: d.wrap(behave)}
}

// drawn makes an odd server for each of many seeds.
func (d *document) drawn(family, name string, behave func(by *rand.Rand) func(*site) serve) []Server {
	var all []Server
	for seed := range uint64(seeds) {
		s := d.odd(family, fmt.Sprintf("%s, seed %d", name, seed), func(s *site) serve { return behave(rand.New(rand.NewPCG(seed, seed)))(s) })
		s.Seed = seed
		all = append(all, s)
	}
	return all
}

// answering changes every answer.
func answering(change func(r *request, a *answer) *answer) func(*site) serve {
	return func(s *site) serve {
		return func(r *request) *answer { return change(r, s.pass(r)) }
	}
}

// random is like answering, with a source of chance.
func random(change func(by *rand.Rand, r *request, a *answer) *answer) func(by *rand.Rand) func(*site) serve {
	return func(by *rand.Rand) func(*site) serve {
		return answering(func(r *request, a *answer) *answer { return change(by, r, a) })
	}
}

// items changes every item that an answer shows, and then the list of them.
func (a *answer) items(r *request, one func(item any) any, all func(items []any) []any) *answer {
	if r.op == nil || r.op.collection == nil || !a.ok() {
		return a
	}
	c := r.op.collection
	switch {
	case r.op == c.list:
		return a.listing(c, func(items []any) []any {
			for i := range items {
				items[i] = one(items[i])
			}
			return all(items)
		})
	case r.op.shows():
		return a.edited(r.op.effect.Value, func(item any) (any, bool) { return one(item), true })
	}
	return a
}

func same[T any](v T) T { return v }

// oddOrder: the order of arrays means nothing.
func (d *document) oddOrder() []Server {
	backwards := func(l []any) []any { slices.Reverse(l); return l }
	all := []Server{
		d.odd(OddOrder, "lists items backwards", answering(func(r *request, a *answer) *answer { return a.items(r, same[any], backwards) })),
		d.odd(OddOrder, "shows what is inside items backwards", answering(func(r *request, a *answer) *answer {
			return a.items(r, func(item any) any { return inside(item, backwards) }, same[[]any])
		})),
	}
	return append(all, d.drawn(OddOrder, "shows everything in another order each time", random(func(by *rand.Rand, r *request, a *answer) *answer {
		shuffled := func(l []any) []any {
			by.Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
			return l
		}
		return a.items(r, func(item any) any { return inside(item, shuffled) }, shuffled)
	}))...)
}

// inside changes all arrays in a value.
func inside(v any, change func([]any) []any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range sorted(v) {
			v[k] = inside(v[k], change)
		}
	case []any:
		return change(v)
	}
	return v
}
