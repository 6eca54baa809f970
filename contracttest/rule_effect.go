package contracttest

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// effectChecks: what a call says it did shows in the list.
func effectChecks(d *document, o *operation) []*check {
	line := field(o.spec.Origin, openapi.KeyEffect)
	lv := levelOf(o.spec.Extensions)
	switch {
	case o.collection == nil || o.collection.list == nil || o.collection.adds == nil:
		return nil
	case o == o.collection.list:
		return []*check{{Check: Check{ID: "/lists", Level: lv, Title: sentence("%s shows every item, each once", o.id)}, judge: judgeLists}}
	case o.effect.Kind == openapi.Adds && o == o.collection.adds:
		return []*check{{Check: Check{ID: "/adds", Level: lv, Line: line, Title: sentence("what %s adds is in the list, under a new %s, equal to the answer", o.id, o.collection.Key)}, judge: judgeAdds},
			{Check: Check{ID: "/stays", Level: lv, Line: line, Title: sentence("what %s adds is still in the list at the end of the run", o.id)}, late: lasting, judge: judgeAddedStays}}
	case o.effect.Kind == openapi.Replaces:
		return []*check{
			{Check: Check{ID: "/replaces", Level: lv, Line: line, Title: sentence("what %s replaces is in the list as the answer shows it", o.id)}, judge: judgeReplaces},
			{Check: Check{ID: "/others", Level: lv, Line: line, Title: sentence("%s changes no other item", o.id)}, judge: judgeOthers},
			{Check: Check{ID: "/stays", Level: lv, Line: line, Title: sentence("what %s replaces is still so at the end of the run", o.id)}, late: lasting, judge: judgeReplacedStays},
		}
	case o.effect.Kind == openapi.Removes && o == o.collection.removes:
		return []*check{
			{Check: Check{ID: "/removes", Level: lv, Line: line, Title: sentence("what %s removes is no longer in the list", o.id)}, late: removing, judge: judgeRemoves},
			{Check: Check{ID: "/others", Level: lv, Line: line, Title: sentence("%s changes no other item", o.id)}, late: removing, judge: judgeOthers},
			{Check: Check{ID: "/stays", Level: lv, Line: line, Title: sentence("what %s removes is still gone at the end of the run", o.id)}, late: lasting, judge: judgeRemovedStays},
		}
	}
	return nil
}

// eachEvent judges the events of the check's operation one by one.
func eachEvent(s *session, c *check, judge func(w *world, e *event) []Problem) verdict {
	w, calls := s.world(c.op.collection), s.calls(c.op)
	judged, worst := 0, verdict{}
	for _, e := range calls.events {
		if e.after == nil || !e.x.answer.ok() || e.op.showsItem() && e.op == w.c.adds && e.item == nil {
			continue
		}
		if e.after.broken != "" {
			return worst.worse(skipped("blocked: %s", e.after.broken))
		}
		judged++
		if problems := judge(w, e); len(problems) > 0 {
			worst = worst.worse(verdict{problems: problems, exchanges: []Exchange{as(Act, e.x), as(Observe, e.after.x)}})
		}
	}
	if len(worst.problems) > 0 {
		return worst
	}
	if judged == 0 {
		return skipped("%s", orElse(calls.blocked, "no call succeeded"))
	}
	return verdict{}
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func judgeLists(s *session, c *check) verdict {
	w := s.world(c.op.collection)
	w.creations()
	if w.latest == nil {
		return skipped("%s", orElse(w.creations().blocked, "nothing was listed"))
	}
	if w.latest.broken != "" {
		return skipped("blocked: %s", w.latest.broken)
	}
	var problems []Problem
	shown, missing := 0, []string{}
	for _, e := range w.creations().events {
		switch {
		case e.item == nil || e.after == nil:
		case e.after.items[e.item.key] == nil:
			missing = append(missing, e.item.key)
		default:
			shown++
		}
	}
	for _, key := range keys(w.latest.count) {
		if n := w.latest.count[key]; n > 1 {
			problems = append(problems, Problem{Level: Must, Expected: "each item once", Actual: fmt.Sprintf("%d items whose %s is %s", n, w.c.Key, key)})
		}
	}
	switch {
	case shown == 0 && len(problems) == 0:
		return skipped("%s", orElse(w.creations().blocked, "blocked: no item that was added shows in the list"))
	case len(missing) > 0 && shown > 0:
		problems = append(problems, Problem{Level: Must, Expected: "every item that was added", Actual: fmt.Sprintf("%d of them, without %s", shown, list(missing))})
	}
	return verdict{problems: problems, exchanges: []Exchange{as(Act, w.latest.x)}}
}

func judgeAdds(s *session, c *check) verdict {
	return eachEvent(s, c, func(w *world, e *event) []Problem {
		if problems := w.notNew(e.item); len(problems) > 0 {
			return problems
		}
		if len(e.twins) > 0 {
			return e.tooMany()
		}
		return w.inList(e)
	})
}

// tooMany is what is wrong with a call that has added further items.
func (e *event) tooMany() []Problem {
	return []Problem{{Level: Must, Expected: "one new item", Actual: fmt.Sprintf("%d, the others under %s", 1+len(e.twins), list(e.twins))}}
}

// inList compares the list with the answer, and with what was sent.
func (w *world) inList(e *event) []Problem {
	shown, ok := e.after.items[e.item.key]
	if !ok {
		return w.unsettled(e, e.after)
	}
	answered, ok := e.answered()
	if !e.op.showsItem() || !ok {
		return e.departs(shown, "the list")
	}
	var problems []Problem
	for _, name := range w.c.shownBy() {
		want, got := textSet(find(answered, name)), textSet(find(shown, name))
		if !slices.Equal(want, got) {
			problems = append(problems, Problem{Level: Must, Pointer: name, Expected: set(want) + ", as answered", Actual: set(got) + " in the list"})
		}
	}
	if len(problems) == 0 && !sameValue(w.c.documented(answered), w.c.documented(shown)) {
		problems = append(problems, Problem{Level: Should, Expected: "the item in the list as answered: " + show(answered), Actual: show(shown)})
	}
	return problems
}

func judgeReplaces(s *session, c *check) verdict {
	return eachEvent(s, c, func(w *world, e *event) []Problem {
		var problems []Problem
		answered, ok := e.answered()
		for _, pointer := range w.c.kept() {
			want := textSet(find(e.was, pointer))
			if got := textSet(find(answered, pointer)); e.op.showsItem() && ok && !slices.Equal(want, got) {
				problems = append(problems, Problem{Level: Must, Pointer: e.op.effect.Value + pointer, Expected: set(want) + ", as before: the call cannot change it", Actual: set(got) + " in the answer"})
			}
			if shown, ok := e.after.items[e.item.key]; ok && !slices.Equal(want, textSet(find(shown, pointer))) {
				problems = append(problems, Problem{Level: Must, Pointer: pointer, Expected: set(want) + ", as before: the call cannot change it", Actual: set(textSet(find(shown, pointer))) + " in the list"})
			}
		}
		if len(problems) > 0 {
			return problems
		}
		return w.inList(e)
	})
}

func judgeRemoves(s *session, c *check) verdict {
	return eachEvent(s, c, func(w *world, e *event) []Problem { return w.unsettled(e, e.after) })
}

// judgeOthers looks at the items of ours that the round did not touch.
func judgeOthers(s *session, c *check) verdict {
	looked := 0
	v := eachEvent(s, c, func(w *world, e *event) []Problem {
		for _, it := range w.own {
			was, listed := e.before.items[it.key]
			if !listed || slices.Contains(e.round, it) || it.removed {
				continue
			}
			looked++
			switch now, ok := e.after.items[it.key]; {
			case !ok:
				return []Problem{{Level: Must, Expected: "the other items as before", Actual: "the one whose " + w.c.Key + " is " + it.key + " is gone"}}
			default:
				if problems := w.c.departsFrom(was, now, "the list"); len(problems) > 0 {
					return problems
				}
			}
		}
		return nil
	})
	if v.skip == "" && v.problems == nil && looked == 0 {
		return skipped("there is no second item to look at: give more values of %s (--value)", list(s.world(c.op.collection).c.identity()))
	}
	return v
}
