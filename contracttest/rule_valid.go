package contracttest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// responseChecks: a valid call answers as documented. The listing operation is
// judged with an item of ours in the list, so that its items' schema counts.
func responseChecks(d *document, o *operation) []*check {
	if len(o.success()) == 0 {
		return nil
	}
	c := &check{
		Check: Check{Title: sentence("%s answers a valid call as documented", o.id), Line: field(o.spec.Origin, "responses")},
		judge: judgeResponse,
	}
	if o.effect.Kind == openapi.Removes {
		c.late = removing
	}
	return []*check{c}
}

func judgeResponse(s *session, c *check) verdict {
	var exchanges []*exchange
	blocked := ""
	o := c.op
	switch {
	case o.collection != nil && o == o.collection.list:
		w := s.world(o.collection)
		if o.collection.adds != nil && s.write {
			_, blocked = w.arrange()
		}
		if w.latest == nil {
			w.list()
		}
		// With nothing to look at in the list a pass would say too little.
		if w.first != w.latest || blocked == "" {
			blocked = ""
		}
		exchanges = []*exchange{w.first.x, w.latest.x}
	case o.effect.Kind != "":
		calls := s.calls(o)
		blocked = calls.blocked
		for _, e := range calls.events {
			exchanges = append(exchanges, e.x)
		}
	case o.unsafe() && !s.write:
		return skipped("it might change something: allow that with Write (--write)")
	default:
		key := ""
		if o.keyParam != "" { // one that reads an item
			if !s.write {
				return skipped("it needs an item of its own to read: allow adding one with Write (--write)")
			}
			it, why := s.world(o.collection).arrange()
			if it == nil {
				return skipped("%s", why)
			}
			key = it.key
		}
		x := s.newCall(o, Act, key)
		if o.body != nil {
			x.body = bodyOf(s.validBody(nil, o, nil))
		}
		exchanges = []*exchange{s.send(x)}
	}
	exchanges = slices.DeleteFunc(exchanges, func(x *exchange) bool { return errors.Is(x.answer.err, errSpent) })
	for _, x := range exchanges {
		if problems := s.problemsOf(o, x); len(problems) > 0 {
			return verdict{problems: problems, exchanges: []Exchange{as(Act, x)}}
		}
	}
	if len(exchanges) == 0 {
		return skipped("%s", orElse(blocked, "no call was sent"))
	}
	return verdict{}
}

func as(role Role, x *exchange) Exchange {
	e := x.Exchange
	e.Role = role
	return e
}

// calls returns the valid calls of an operation with an effect.
func (s *session) calls(o *operation) *calls {
	w := s.world(o.collection)
	switch o.effect.Kind {
	case openapi.Adds:
		return w.creations()
	case openapi.Replaces:
		return w.replacements(o)
	}
	return w.removals()
}

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
	judged := 0
	for _, e := range calls.events {
		if e.after == nil || !e.x.answer.ok() || e.op.showsItem() && e.op == w.c.adds && e.item == nil {
			continue
		}
		if e.after.broken != "" {
			return skipped("blocked: %s", e.after.broken)
		}
		judged++
		if problems := judge(w, e); len(problems) > 0 {
			return verdict{problems: problems, exchanges: []Exchange{as(Act, e.x), as(Observe, e.after.x)}}
		}
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
		if _, old := e.before.items[e.item.key]; old {
			return []Problem{{Level: Must, Expected: "a new " + w.c.Key, Actual: e.item.key + ", which another item in the list has"}}
		}
		for _, it := range w.own {
			if it != e.item && it.key == e.item.key && it.alive {
				return []Problem{{Level: Must, Expected: "a new " + w.c.Key, Actual: it.key + ", which another item that was added has"}}
			}
		}
		if len(e.twins) > 0 {
			return []Problem{{Level: Must, Expected: "one new item", Actual: fmt.Sprintf("%d, the others under %s", 1+len(e.twins), list(e.twins))}}
		}
		return w.inList(e)
	})
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
	if len(problems) == 0 && !sameValue(answered, shown) {
		problems = append(problems, Problem{Level: Should, Expected: "the item in the list as answered: " + show(answered), Actual: show(shown)})
	}
	return problems
}

// shownBy lists the pointers in an item that requests set, and its key.
func (c *collection) shownBy() []string {
	all := []string{c.Key}
	for _, o := range []*operation{c.adds, c.replaces} {
		if o != nil {
			for _, name := range o.properties() {
				if p := reflects(o.property(name)); p != "" {
					all = append(all, p)
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sameValue compares two JSON values; the order of arrays means nothing.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(a) != len(m) {
			return false
		}
		for k, v := range a {
			if w, ok := m[k]; !ok || !sameValue(v, w) {
				return false
			}
		}
		return true
	case []any:
		l, ok := b.([]any)
		if !ok || len(a) != len(l) {
			return false
		}
		rest := slices.Clone(l)
		for _, v := range a {
			i := slices.IndexFunc(rest, func(w any) bool { return sameValue(v, w) })
			if i < 0 {
				return false
			}
			rest = slices.Delete(rest, i, i+1)
		}
		return true
	}
	return a == b
}

func judgeReplaces(s *session, c *check) verdict {
	return eachEvent(s, c, func(w *world, e *event) []Problem {
		var problems []Problem
		kept := []string{w.c.Key}
		for _, name := range w.c.identity() {
			kept = append(kept, reflects(w.c.adds.property(name)))
		}
		answered, ok := e.answered()
		for _, pointer := range kept {
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
			case !sameValue(was, now):
				return []Problem{{Level: Must, Expected: "the item whose " + w.c.Key + " is " + it.key + " as before: " + show(was), Actual: show(now)}}
			}
		}
		return nil
	})
	if v.skip == "" && v.problems == nil && looked == 0 {
		return skipped("there is no second item to look at: give more values of %s (--value)", list(s.world(c.op.collection).c.identity()))
	}
	return v
}

// reflectsChecks: the answer shows each value that was given.
func reflectsChecks(d *document, o *operation) []*check {
	if o.effect.Kind != openapi.Adds && o.effect.Kind != openapi.Replaces || o.collection.list == nil || o.collection.adds == nil {
		return nil
	}
	var all []*check
	for _, name := range o.properties() {
		if reflects(o.property(name)) == "" {
			continue
		}
		for _, f := range o.forms(name) {
			how := "given as " + string(f)
			if f == formOmitted {
				how = "left out, which means " + show(o.property(name).Value.Default)
			}
			all = append(all, &check{
				Check: Check{ID: "/" + name + "/" + string(f), Line: o.propertyLine(name), Level: levelOf(o.property(name).Value.Extensions),
					Title: sentence("%s shows %s %s", o.id, name, how)},
				judge: func(s *session, c *check) verdict { return judgeReflects(s, c, name, f) },
			})
		}
	}
	return all
}

func judgeReflects(s *session, c *check, name string, f form) verdict {
	calls, same := s.calls(c.op), false
	for _, e := range calls.events {
		if e.forms[name] != f || !e.x.answer.ok() {
			continue
		}
		pointer := reflects(c.op.property(name))
		answered, ok := e.answered()
		var problems []Problem
		if e.op.showsItem() && ok {
			problems = e.departsIn(name, answered, "the answer")
		}
		exchanges := []Exchange{as(Act, e.x)}
		if e.after != nil && e.after.broken == "" && e.item != nil && len(problems) == 0 {
			if shown, ok := e.after.items[e.item.key]; ok {
				problems = e.departsIn(name, shown, "the list")
				exchanges = append(exchanges, as(Observe, e.after.x))
			}
		}
		if len(problems) > 0 {
			return verdict{problems: problems, exchanges: exchanges}
		}
		if e.op.effect.Kind == openapi.Replaces && slices.Equal(textSet(find(e.was, pointer)), textSet(find(answered, pointer))) && e.op.showsItem() {
			same = true
			continue
		}
		return verdict{}
	}
	if same {
		return skipped("the item had the value already: give two values of %s (--value %[1]s=A,B)", name)
	}
	return skipped("%s", orElse(calls.blocked, "no call with it succeeded; give values of "+name+" (--value)"))
}
