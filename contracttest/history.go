package contracttest

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/anishathalye/porcupine"
	"github.com/custmgr/custmgr/openapi"
)

// A history is what was done to one item, and what was seen of it, by several
// clients at once. It is right if some order of the calls, in which none that
// had ended comes after one that began later, explains what each saw: if it is
// linearizable. A list is taken as one look at each item, as nobody promises
// that it shows all of them at one instant. Where that is amiss within one
// item, see legalInParts.
type history []happening

// A happening is one call as far as it concerns an item.
type happening struct {
	*job
	write *move    // nil for a look
	shown any      // by a look: the item, or nil if it was not in the list
	parts []string // pointers of the parts of an item that promises are about
	apart bool     // by a look: only these parts are looked at
}

// itemModel is the model of one item, for porcupine.
var itemModel = porcupine.Model{
	Init: func() any { return state(nil) },
	Step: func(before, in, _ any) (bool, any) {
		s, h := before.(state), in.(happening)
		if h.write == nil {
			return s.explains(h), s
		}
		if adds := h.write.op.effect.Kind == openapi.Adds; adds != (s == nil) {
			return false, s // added twice, or changed when it was not there
		}
		return true, s.after(*h.write, "")
	},
	Equal:             func(a, b any) bool { return a.(state).same(b.(state)) },
	DescribeOperation: func(in, _ any) string { return in.(happening).String() },
	DescribeState:     func(s any) string { return s.(state).String() },
}

func (h happening) String() string {
	switch {
	case h.write == nil && h.shown == nil:
		return h.call.op.id + " does not show it"
	case h.write == nil:
		text := h.call.op.id + " shows"
		for _, pointer := range h.parts {
			text += " " + pointer + "=" + set(textSet(find(h.shown, pointer)))
		}
		return text
	case h.write.sent == nil:
		return h.call.op.id
	}
	return h.call.op.id + " " + show(h.write.sent)
}

func (all history) operations() []porcupine.Operation {
	operations := make([]porcupine.Operation, len(all))
	for i, h := range all {
		operations[i] = porcupine.Operation{ClientId: h.client, Input: h, Call: h.began, Return: h.ended}
	}
	return operations
}

func (all history) legal() bool { return porcupine.CheckOperations(itemModel, all.operations()) }

// fewest drops the looks without which the history is still wrong, and then
// the writes that began when all looks had ended. Other writes are kept:
// without one that was done any history would be wrong.
func (all history) fewest(legal func(history) bool) history {
	for i := 0; i < len(all); {
		rest := slices.Delete(slices.Clone(all), i, i+1)
		if all[i].write == nil && !legal(rest) {
			all = rest
		} else {
			i++
		}
	}
	var end int64
	for _, h := range all {
		if h.write == nil {
			end = max(end, h.ended)
		}
	}
	before := slices.DeleteFunc(slices.Clone(all), func(h happening) bool { return h.began > end })
	if !legal(before) {
		all = before
	}
	slices.SortFunc(all, func(a, b happening) int { return cmp.Compare(a.began, b.began) })
	return all
}

// String tells the calls in the order in which they began, each with the
// moments of its beginning and its end.
func (all history) String() string {
	text := ""
	for i, h := range all {
		if i > 0 {
			text += "; "
		}
		text += fmt.Sprintf("[%d to %d, client %d] %s", h.began, h.ended, h.client+1, h)
	}
	return text
}

// timeline draws the history with its longest explicable parts, as HTML.
func (all history) timeline() ([]byte, error) {
	_, info := porcupine.CheckOperationsVerbose(itemModel, all.operations(), 0)
	var page bytes.Buffer
	if err := porcupine.Visualize(itemModel, info, &page); err != nil {
		return nil, fmt.Errorf("contracttest: the timeline cannot be drawn: %w", err)
	}
	return page.Bytes(), nil
}
