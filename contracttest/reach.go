package contracttest

import (
	"maps"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// A server may look whose an item is only for some calls, or keep some items
// apart only. So the second account tries every form in which a call may come on
// one item of ours, and once more on one that has what that has not.

// foreign parts the calls of another account from the rest: nothing else is
// judged by what they change. A bound on requests has no room for a look of their own.
func (s *session) foreign(all []*check) (rest, foreign []*check) {
	if s.target.MaxRequests > 0 {
		return all, nil
	}
	for _, c := range all {
		if c.refusal.other && c.changes() {
			foreign = append(foreign, c)
		} else {
			rest = append(rest, c)
		}
	}
	return rest, foreign
}

// reach sends the calls of one check as another account, until one is accepted,
// and looks at what they have changed.
func (r *refusals) reach(s *session, w *world, o *operation, c *check) {
	checks := []*check{c}
	r.send(s, w, o, checks)
	first := r.events[c]
	if first == nil || first.item == nil || first.x.answer.ok() {
		r.looks = append(r.looks, r.look(s, w, o, checks))
		return
	}
	for _, body := range w.bodies(o, first) {
		if r.accepts(s, w, o, c, first.item, body) {
			r.looks = append(r.looks, r.look(s, w, o, checks))
			return
		}
	}
	unlike := w.unlikeThat(first.item)
	if unlike == nil {
		r.looks = append(r.looks, r.look(s, w, o, checks))
		if unlike = w.reshape(first.item); unlike == nil { // looked at, as this hides what was done
			return
		}
		r.before[unlike.key] = unlike.value
	}
	r.accepts(s, w, o, c, unlike, w.s.validBody(w, o, unlike))
	r.looks = append(r.looks, r.look(s, w, o, checks))
}

// accepts reports whether a further call of another account is accepted.
func (r *refusals) accepts(s *session, w *world, o *operation, c *check, it *item, sent map[string]any) bool {
	if s.ready() != nil {
		return false
	}
	e := &refused{item: it, sent: sent}
	call := s.newCall(o, Act, it.key)
	c.refusal.spoil(s, call, &payload{})
	if o.body != nil {
		call.body = bodyOf(sent)
	}
	e.x = s.send(call)
	r.further = append(r.further, e)
	if e.x.answer.ok() {
		r.accepted(s, w, o, c, e)
	}
	return e.x.answer.ok()
}

// bodies are those of the further calls to the item that the first call was
// about: in every form, with what is required alone, in each known value, and with each
// value that it has.
func (w *world) bodies(o *operation, first *refused) []map[string]any {
	var all []map[string]any
	add := func(sent map[string]any) {
		if !slices.ContainsFunc(append(all, first.sent), func(had map[string]any) bool { return whole(had) == whole(sent) }) {
			all = append(all, sent)
		}
	}
	if o.body == nil {
		return nil
	}
	for i := range w.s.variants(o) {
		if e, _ := w.replacement(o, first.item, i, w.s.proven); e != nil {
			add(e.sent)
		}
	}
	least := w.s.validBody(w, o, first.item)
	maps.DeleteFunc(least, func(name string, _ any) bool { return !o.requires(name) })
	add(least)
	for _, name := range o.properties() { // of the values of this account the second one may know a few alone
		pool := w.s.pool(name)
		for n := range pool {
			v, ok := inForm(w.s.proven(o, name)[0], o.property(name).Value, pool, n)
			if !o.requires(name) || !ok {
				continue
			}
			sent := maps.Clone(least)
			sent[name] = v
			add(sent)
		}
	}
	for _, name := range o.properties() {
		if v, ok := w.had(o, name, first.item); ok {
			sent := w.s.validBody(w, o, first.item)
			sent[name] = v
			add(sent)
		}
	}
	return all
}

// unlikeThat is an item of ours that has what another one has not, and whose key
// no list of the second account has shown.
func (w *world) unlikeThat(it *item) *item {
	for _, other := range w.alive() {
		if w.others.known == len(w.own) && !w.others.seen[other.key] && w.lacks(w.c.adds, other.value) != w.lacks(w.c.adds, it.value) {
			return other
		}
	}
	return nil
}

// reshape gives an item what it has not, or takes it away; nil if that cannot be.
func (w *world) reshape(it *item) *item {
	o := w.c.replaces
	if o == nil || !it.alive {
		return nil
	}
	was := w.lacks(o, it.value)
	for i := range w.s.variants(o) {
		e, _ := w.replacement(o, it, i, w.s.proven)
		if e == nil || w.s.ready() != nil || w.lacksOf(e) == was {
			continue
		}
		if e, _ = w.replace(o, it, i, Arrange, w.s.proven); e == nil || !e.x.answer.ok() {
			return nil
		}
		it.touched = true
		w.close([]*event{e})
		if it.alive && w.lacks(o, it.value) != was {
			return it
		}
		return nil
	}
	return nil
}

// had is the value of a property that an item shows already.
func (w *world) had(o *operation, name string, it *item) (any, bool) {
	pointer, pool := openapi.ReflectsOf(o.property(name)), w.s.pool(name)
	if pointer == "" {
		return nil, false
	}
	for _, f := range w.s.proven(o, name) {
		for n := range max(1, len(pool)) {
			if v, ok := inForm(f, o.property(name).Value, pool, n); ok && slices.Equal(textSet(flatten([]any{v})), textSet(find(it.value, pointer))) {
				return v, true
			}
		}
	}
	return nil, false
}

// lacks tells what calls of an operation may set of an item and it does not have.
func (w *world) lacks(o *operation, v any) string {
	var names []string
	for _, name := range o.properties() {
		if pointer := openapi.ReflectsOf(o.property(name)); pointer != "" && len(find(v, pointer)) == 0 {
			names = append(names, name)
		}
	}
	return list(names)
}

// lacksOf tells the same of what a call makes of an item.
func (w *world) lacksOf(e *event) string {
	var names []string
	for _, name := range e.op.properties() {
		v, given := e.sent[name]
		if !given {
			v = e.op.property(name).Value.Default
		}
		if openapi.ReflectsOf(e.op.property(name)) != "" && len(flatten([]any{v})) == 0 {
			names = append(names, name)
		}
	}
	return list(names)
}

// judgeUnreached judges the calls of another account by what they are answered
// and by what they do although they are refused.
func judgeUnreached(s *session, c *check) verdict {
	v := judgeRefused(s, c)
	if v.skip != "" || v.invalid != "" || len(v.problems) > 0 {
		return v
	}
	r := s.refusals(c.op)
	exchanges := v.exchanges
	for _, e := range r.further {
		if problems := s.refusedProblems(c, e); len(problems) > 0 {
			return verdict{problems: problems, exchanges: []Exchange{e.x.Exchange}}
		}
		exchanges = append(exchanges, e.x.Exchange)
	}
	for _, look := range r.looks {
		if look != nil && len(look.changed) > 0 && slices.Equal(look.checks, []*check{c}) {
			return verdict{problems: look.changed, exchanges: append(exchanges, as(Observe, look.x))}
		}
	}
	return v
}
