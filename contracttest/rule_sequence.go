package contracttest

import (
	"fmt"

	"github.com/custmgr/custmgr/openapi"
)

// How much the rule sends. A machine of one's own may be asked often; a quota
// that other people share may not.
const (
	sequences, sequenceCalls             = 4, 10
	sequencesRemote, sequenceCallsRemote = 1, 4
	shrinkRequests, shrinkRequestsRemote = 300, 30
)

// sequenceChecks: random valid calls leave a collection as they say they do. A
// collection to which one can only add is left alone, as all would stay there.
func sequenceChecks(d *document, o *operation) []*check {
	c := o.collection
	if c == nil || o != c.adds || c.list == nil || c.removes == nil || !o.showsItem() {
		return nil
	}
	calls := []string{o.id}
	if c.replaces != nil {
		calls = append(calls, c.replaces.id)
	}
	return []*check{{
		Check: Check{Line: field(d.spec.Origin, openapi.KeyCollections), Level: levelOf(o.spec.Extensions),
			Title: sentence("after any sequence of %s and %s, %s shows what they did", list(calls), c.removes.id, c.list.id)},
		late: playing, judge: judgeSequence,
	}}
}

func judgeSequence(s *session, c *check) verdict {
	w := s.world(c.op.collection)
	many, calls := sequences, sequenceCalls
	if !s.local {
		many, calls = sequencesRemote, sequenceCallsRemote
	}
	for n := range many {
		free, why := w.clear()
		if why == "" && s.spent(2*calls) {
			why = fmt.Sprintf("the bound of %d requests is reached", s.target.MaxRequests)
		}
		if why != "" {
			if n > 0 { // those before have passed
				break
			}
			return skipped("%s", why)
		}
		// Few identities, and such as were used before: the others are kept for
		// a failure that has to be shown on ground that nobody trod.
		used, fresh := w.split(free)
		free = append(used, fresh...)
		moves := w.shuffler(uint64(n), free[:min(len(free), mostItems)]).moves(calls)
		if len(moves) == 0 {
			return skipped("no valid %s can be made of the known-good values: give some with Values (--value NAME=…)", c.op.id)
		}
		p := w.play(moves)
		if len(p.problems) > 0 {
			return w.shrunk(p)
		}
		if p.cut != "" && n == 0 {
			return skipped("%s", p.cut)
		}
	}
	return verdict{}
}
