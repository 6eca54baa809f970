package contracttest

import (
	"fmt"
	"maps"
	"slices"
)

// A shrinker looks for the fewest calls that show what a sequence has shown.
// It plays every candidate: what it reports was seen.
type shrinker struct {
	w    *world
	must bool // the problem weighs a Must: a lesser one is not it
	end  int  // the number of requests after which it gives up
}

// shrunk reports the fewest calls that still fail, with the fewest looks
// between them.
func (w *world) shrunk(found *played) verdict {
	most := shrinkRequests
	if !w.s.local {
		most = shrinkRequestsRemote
	}
	k := &shrinker{w: w, must: hasMust(found.problems), end: w.s.sent + most}
	failing := func(moves []move) []move {
		p := k.replay(moves)
		if !k.fails(p) {
			return nil
		}
		found = p
		return p.moves
	}
	moves := fewest(found.moves, playable, failing)
	moves = simplest(moves, w.simpler, failing)
	simplest(moves, blinder, failing)

	best, note := k.again(found)
	v := verdict{problems: best.problems, exchanges: best.exchanges()}
	v.problems[0].Actual += fmt.Sprintf("; the fewest calls found that fail: %d%s", len(best.moves), note)
	return v
}

// blinder makes the variant of a call after which nobody looks.
func blinder(m move) []move {
	if !m.look {
		return nil
	}
	m.look = false
	return []move{m}
}

func (k *shrinker) fails(p *played) bool {
	return p != nil && len(p.problems) > 0 && hasMust(p.problems) == k.must
}

// replay plays calls with nothing of ours there before. It returns nil if it
// cannot, or may not any more.
func (k *shrinker) replay(moves []move) *played {
	w := k.w
	if cost := 3 * len(moves); w.s.sent+cost > k.end || w.s.ready() != nil || w.s.spent(cost) {
		return nil
	}
	free, why := w.clear()
	if why != "" {
		return nil
	}
	for _, m := range moves { // a server that keeps what was removed has to be blamed for that alone
		if m.op == w.c.adds && !slices.ContainsFunc(free, func(f map[string]any) bool { return identityText(f) == identityText(m.identity) }) {
			return nil
		}
	}
	return w.play(moves)
}

// again plays the fewest calls once more, with identities that the server has
// never seen if there are any left: a failure may come from what the run did
// with the old ones. If it does, it is tried with a former life of each item
// told, so that the calls explain themselves.
func (k *shrinker) again(found *played) (best *played, note string) {
	w, lives := k.w, identitiesOf(found.moves)
	candidates := [][]move{found.moves}
	if _, fresh := w.split(w.identities(w.latest)); len(w.c.identity()) > 0 && len(fresh) >= len(lives) {
		candidates = [][]move{w.renamed(found.moves, lives, fresh)}
		if fresh = fresh[len(lives):]; len(fresh) >= len(lives) {
			candidates = append(candidates, w.renamed(append(w.formerly(found.moves), found.moves...), lives, fresh))
		}
	}
	passed := false
	for _, moves := range candidates {
		p := k.replay(moves)
		if k.fails(p) {
			return p, ""
		}
		passed = passed || p != nil && p.cut == ""
	}
	if passed {
		note = ", which passed when sent once more: it depends on what came before, or on chance"
	}
	return found, note
}

// split tells identities that calls of this run have carried from fresh ones.
func (w *world) split(all []map[string]any) (used, fresh []map[string]any) {
	for _, identity := range all {
		carried := true
		for name, v := range identity {
			carried = carried && w.carried[name+"="+textOf(v)]
		}
		if carried {
			used = append(used, identity)
		} else {
			fresh = append(fresh, identity)
		}
	}
	return used, fresh
}

// identitiesOf lists the identities of the items that moves add, each once.
func identitiesOf(moves []move) []map[string]any {
	var all []map[string]any
	for _, m := range moves {
		if m.identity != nil && !slices.ContainsFunc(all, func(i map[string]any) bool { return identityText(i) == identityText(m.identity) }) {
			all = append(all, m.identity)
		}
	}
	return all
}

// renamed makes the same calls with other identities, in the same forms.
func (w *world) renamed(moves []move, from, to []map[string]any) []move {
	all := slices.Clone(moves)
	for i, m := range all {
		at := slices.IndexFunc(from, func(identity map[string]any) bool { return identityText(identity) == identityText(m.identity) })
		if at < 0 || m.op != w.c.adds {
			continue
		}
		all[i].identity, all[i].sent = to[at], maps.Clone(m.sent)
		for name, v := range to[at] {
			if v, ok := inForm(m.forms[name], m.op.property(name).Value, []any{v}, 0); ok {
				all[i].sent[name] = v
			}
		}
	}
	return all
}

// formerly makes a former life of each item that moves add: added with other
// values, and removed.
func (w *world) formerly(moves []move) []move {
	var all []move
	g := w.shuffler(1<<32, nil)
	for _, identity := range identitiesOf(moves) {
		item := -1 - len(all) // a number that no item of the moves has
		later := moves[slices.IndexFunc(moves, func(m move) bool { return m.op == w.c.adds && identityText(m.identity) == identityText(identity) })]
		var m move
		for range 20 {
			if drawn, ok := g.draw(w.c.adds, identity); ok {
				if m = drawn; differ(state(nil).after(m, ""), state(nil).after(later, "")) > len(w.c.shownBy())-2-len(identity) {
					break
				}
			}
		}
		if m.op == nil {
			continue
		}
		m.item, m.look = item, false
		all = append(all, m, move{op: w.c.removes, item: item})
	}
	return all
}

// differ counts the places where two states promise different values.
func differ(a, b state) int {
	n := 0
	for pointer, p := range a {
		if q, ok := b[pointer]; !ok || !slices.Equal(p.texts, q.texts) {
			n++
		}
	}
	return n
}
