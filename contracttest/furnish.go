package contracttest

import (
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// furnish sees to it that an item has something in each array that it may have
// something in. What a refused call takes away, or gives without limit by
// leaving nothing, shows with such an item only. The call is one of the
// replacing operation's that have to succeed, and is judged with those at the
// end of the run.
func (w *world) furnish(it *item) {
	o := w.c.replaces
	if o == nil || it == nil || !w.s.local || w.s.target.MaxRequests > 0 {
		return
	}
	made := w.s.valid[o]
	if made == nil || made.blocked != "" || w.s.ready() != nil {
		return // an item as it was added has what its form gave it
	}
	for _, name := range o.properties() {
		pointer := openapi.ReflectsOf(o.property(name))
		if o.property(name).Value.Items == nil || pointer == "" || len(find(it.value, pointer)) > 0 {
			continue
		}
		all := w.holdings(o, name)
		some := slices.IndexFunc(all, func(h holding) bool { return len(h.values) > 0 })
		if some < 0 {
			continue
		}
		e, _ := w.changing(o, name, it, change{all[some], keep}, 0)
		w.sendReplacing(e, Act)
		made.events = append(made.events, e)
		w.close([]*event{e})
	}
}
