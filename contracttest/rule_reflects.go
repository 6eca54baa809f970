package contracttest

import (
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

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
	calls, same, seen := s.calls(c.op), false, false
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
			if e.walked {
				problems[0].Expected += fmt.Sprintf(", where it was %s", set(textSet(find(e.was, pointer))))
			}
			return verdict{problems: problems, exchanges: exchanges}
		}
		if e.op.effect.Kind == openapi.Replaces && slices.Equal(textSet(find(e.was, pointer)), textSet(find(answered, pointer))) && e.op.showsItem() {
			same = true
			continue
		}
		seen = true
	}
	if seen {
		return verdict{}
	}
	if problems := s.judgeForm(offer{c.op, name, f}); len(problems) > 0 {
		return verdict{problems: problems, exchanges: []Exchange{as(Act, s.turned[offer{c.op, name, f}].x)}}
	}
	if same {
		return skipped("the item had the value already: give two values of %s (--value %[1]s=A,B)", name)
	}
	return skipped("%s", orElse(calls.blocked, "no call with it succeeded; give values of "+name+" (--value)"))
}
