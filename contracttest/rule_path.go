package contracttest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// unknownChecks: a path parameter that names no item is refused.
func unknownChecks(d *document, o *operation) []*check {
	want := o.documented(http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity)
	if o.keyParam == "" || len(want) == 0 {
		return nil
	}
	schema := o.parameter(o.keyParam).Schema.Value
	_, line := where(o.parameter(o.keyParam).Origin)
	var all []*check
	add := func(id, title, risky string, key func(own string) string) {
		all = append(all, &check{
			Check:   Check{ID: "/" + o.keyParam + "/" + id, Line: line, Title: sentence("%s refuses %s as %s", o.id, title, o.keyParam)},
			refusal: &refusal{want: want, key: key, risky: risky},
			judge:   judgeRefused,
		})
	}
	add("absent", "what no item has", "", absentKey)
	for _, v := range []struct {
		id, title, suffix string
		accepted          Level
	}{
		{"suffixed", "the key of an item with more after it", "x", ""},
		{"fraction", "the key of an item as a fraction", ".0", Should}, // routers take what follows a dot for the format of the answer
	} {
		if schema.VisitJSON("1"+v.suffix) != nil { // the schema says that this is no key
			add(v.id, v.title, "", func(own string) string { return own + v.suffix })
			all[len(all)-1].refusal.level = v.accepted
		}
	}
	for _, v := range paddings {
		if noKeyBeside(o.parameter(o.keyParam), v.before, v.after) {
			add(v.id, v.title, "", func(own string) string { return v.before + own + v.after })
			all[len(all)-1].refusal.level = Should // routers with parameters of a type read a number so
		}
	}
	if malformed := func(string) string { return "not a key" }; schema.VisitJSON(malformed("")) != nil {
		add("malformed", "what is no key at all", o.numberless(malformed), malformed)
	}
	if o.collection != nil && o.collection.removes != nil && o.collection.adds != nil {
		all = append(all, &check{
			Check: Check{ID: "/" + o.keyParam + "/removed", Line: line, Level: goneLevel(o), Title: sentence("%s refuses the key of an item that was removed", o.id)},
			late:  removing,
			judge: func(s *session, c *check) verdict { return judgeGone(s, c, want) },
		})
	}
	return all
}

// goneLevel: nobody knows what a second removal answers where the document asks.
func goneLevel(o *operation) Level {
	if o.effect.Kind == openapi.Removes {
		return level(o.spec.Extensions)
	}
	return levelOf(o.spec.Extensions)
}

func (o *operation) parameter(name string) *openapi3.Parameter {
	for _, p := range o.params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// absent is a text like another one, with other digits, that nothing has.
func absent(like string, taken func(string) bool) string {
	start, end := lastDigits(like)
	for n := aboveAll; ; n-- {
		if text := like[:start] + fmt.Sprint(n) + like[end:]; !taken(text) {
			return text
		}
	}
}

// lastDigits finds the last run of digits in a text, else its end.
func lastDigits(text string) (start, end int) {
	end = strings.LastIndexAny(text, "0123456789") + 1
	if end == 0 {
		return len(text), len(text)
	}
	start = len(strings.TrimRight(text[:end], "0123456789"))
	return start, end
}

// judgeGone judges a call on an item that was removed before.
func judgeGone(s *session, c *check, want []int) verdict {
	r := s.repeated(c.op)
	if r.x == nil {
		return r.why
	}
	gone := *c
	gone.refusal = &refusal{want: want, level: c.Level}
	return verdict{problems: s.refusedProblems(&gone, &refused{x: r.x}), exchanges: r.exchanges()}
}

// A repeat is a call on an item that was removed before.
type repeat struct {
	removal, x *exchange
	why        verdict // why it was not sent, if x is nil
}

func (r *repeat) exchanges() []Exchange { return []Exchange{as(Arrange, r.removal), as(Act, r.x)} }

// repeated calls an operation on an item that was removed before, once in a run.
func (s *session) repeated(o *operation) *repeat {
	if done := s.again[o]; done != nil {
		return done
	}
	r := &repeat{}
	s.again[o] = r
	if !s.write {
		r.why = skipped("it might change something: allow that with Write (--write)")
		return r
	}
	w := s.world(o.collection)
	calls := w.removals()
	if len(calls.events) == 0 || !calls.events[0].x.answer.ok() {
		r.why = skipped("%s", orElse(calls.blocked, "nothing was removed"))
		return r
	}
	e := calls.events[0]
	if e.after == nil || e.after.items[e.item.key] != nil {
		r.why = skipped("blocked: the item that was removed still shows in the list")
		return r
	}
	if e.after.broken != "" || w.latest.broken != "" {
		r.why = skipped("blocked: %s", orElse(e.after.broken, w.latest.broken))
		return r
	}
	if w.latest.items[e.item.key] != nil { // the key may have been given once more, to an item of somebody else's
		r.why = skipped("blocked: the list shows an item under the key of the one that was removed")
		return r
	}
	if s.short() || s.spent(1) {
		r.why = s.noRoom()
		return r
	}
	again := s.newCall(o, Act, e.item.key)
	if o.body != nil {
		again.body = bodyOf(s.validBody(w, o, e.item))
	}
	r.removal, r.x = e.x, s.send(again)
	e.item.touched = e.item.touched || o.effect.Kind == openapi.Replaces && r.x.answer.ok()
	return r
}

// methodChecks: the methods that the document does not have are refused.
func methodChecks(d *document, o *operation) []*check {
	if first := d.firstOn(o.path); first != o {
		return nil
	}
	keyed := strings.Contains(o.path, "{") && o.keyParam != ""
	_, line := where(o.item.Origin)
	var all []*check
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if o.item.GetOperation(method) != nil {
			continue
		}
		risky := ""
		if !keyed && method != http.MethodGet {
			risky = "were it accepted, it might change what is not ours; judged on the loopback only"
		}
		all = append(all, &check{
			Check:   Check{ID: "/" + method, Line: line, Title: sentence("%s %s, which is not documented, is refused and changes nothing", method, o.path)},
			refusal: &refusal{method: method, risky: risky, want: methodRefused, level: Should},
			judge:   judgeMethod,
		})
	}
	return all
}

// methodRefused are the statuses by which HTTP refuses a method.
var methodRefused = []int{http.StatusMethodNotAllowed, http.StatusNotFound, http.StatusNotImplemented, http.StatusForbidden, http.StatusBadRequest}

func (d *document) firstOn(path string) *operation {
	i := slices.IndexFunc(d.operations, func(o *operation) bool { return o.path == path })
	return d.operations[i]
}

// judgeMethod: to answer an undocumented method is a warning, as the document
// may be behind; to change something by it breaks the contract.
func judgeMethod(s *session, c *check) verdict {
	e, without := s.event(c)
	if e == nil {
		return without
	}
	r := s.refusals(c.op)
	if e.x.answer.err != nil {
		return verdict{problems: []Problem{{Level: Must, Expected: "a whole answer", Actual: e.x.Error, Link: sectionWhole}}, exchanges: []Exchange{e.x.Exchange}}
	}
	var problems []Problem
	if !slices.Contains(methodRefused, e.x.answer.status) {
		problems = append(problems, Problem{Level: Should, Expected: "a refusal: 405", Actual: summary(e.x), Link: sectionAllow})
	}
	problems = append(problems, allowProblems(c.op, e.x.answer, c.refusal.method)...)
	exchanges := []Exchange{e.x.Exchange}
	if seen := r.afterMethod(c); seen != nil && len(seen.changed) > 0 && (e.x.answer.ok() || !r.anyAccepted(seen.checks)) {
		problems, exchanges = append(problems, seen.changed...), append(exchanges, as(Observe, seen.x))
	}
	return verdict{problems: problems, exchanges: exchanges}
}

// allowProblems judges the Allow of a 405, which HTTP demands (RFC 9110,
// section 15.5.6): it names the methods there are, and not the refused one.
func allowProblems(o *operation, a *answer, method string) []Problem {
	if a.status != http.StatusMethodNotAllowed {
		return nil
	}
	allowed := map[string]bool{}
	for _, m := range strings.Split(strings.Join(a.header.Values("Allow"), ","), ",") {
		allowed[strings.TrimSpace(m)] = true
	}
	problem := Problem{Level: Should, Pointer: "Allow", Expected: list(keys(o.item.Operations())), Actual: orElse(strings.Join(a.header.Values("Allow"), ", "), "no Allow"), Link: sectionAllow}
	if allowed[method] {
		return []Problem{problem}
	}
	for documented := range o.item.Operations() {
		if !allowed[documented] {
			return []Problem{problem}
		}
	}
	return nil
}
