package contracttest

import (
	"net/http"
	"slices"
)

// Some frameworks route PUT and PATCH to one place, so that the one does what
// the document says of the other. That is worth a warning, as any undocumented
// method that is answered; to do anything else breaks the contract.

// isTwin reports whether the call is one of the two while the document has the
// other, as what replaces an item.
func (c *check) isTwin() bool {
	template := c.op.template(c.refusal.method)
	pair := []string{http.MethodPatch, http.MethodPut}
	return template != nil && template == c.op.collection.replaces && slices.Contains(pair, template.method) && slices.Contains(pair, c.refusal.method)
}

// sendMethods sends the calls with undocumented methods, and looks at what they
// have changed. The twin comes last: if another one was accepted before it, the
// run looks before it too, as what the twin may do must not hide what that did.
func (r *refusals) sendMethods(s *session, w *world, o *operation, checks []*check) {
	var twins, others []*check
	for _, c := range checks {
		if c.isTwin() {
			twins = append(twins, c)
		} else {
			others = append(others, c)
		}
	}
	r.send(s, w, o, others)
	if len(twins) > 0 && r.anyAccepted(others) {
		r.methods = append(r.methods, r.look(s, w, o, others))
		others = nil
	}
	r.send(s, w, o, twins)
	r.methods = append(r.methods, r.look(s, w, o, append(others, twins...)))
}

// afterMethod is the look after the call of a check, nil if there was none.
func (r *refusals) afterMethod(c *check) *look {
	for _, l := range r.methods {
		if l != nil && slices.Contains(l.checks, c) {
			return l
		}
	}
	return nil
}

// anyAccepted reports whether a call with an undocumented method succeeded.
func (r *refusals) anyAccepted(checks []*check) bool {
	return slices.ContainsFunc(checks, func(c *check) bool {
		e := r.events[c]
		return c.refusal.method != "" && e != nil && e.x.answer.ok()
	})
}

// asReplaced reports whether an item is as the twin among the calls, which was
// accepted, would have made it were it the documented method.
func (r *refusals) asReplaced(w *world, key string, now any, checks []*check) bool {
	return slices.ContainsFunc(checks, func(c *check) bool {
		e := r.events[c]
		if c.refusal.method == "" || e == nil || e.item == nil || e.item.key != key || !c.isTwin() || !e.x.answer.ok() {
			return false
		}
		return w.c.replacedBy(e.sent, r.before[key], now)
	})
}

// replacedBy reports whether an item shows what the replacing operation makes of
// it with what was sent, and is otherwise as it was.
func (c *collection) replacedBy(sent map[string]any, was, now any) bool {
	wanted := map[string][]any{}
	for _, name := range c.replaces.properties() {
		property := c.replaces.property(name)
		v, given := sent[name]
		if !given {
			v = property.Value.Default
		}
		if pointer := reflects(property); pointer != "" && (given || v != nil) {
			wanted[pointer] = flatten([]any{v})
		}
	}
	for _, pointer := range c.shownBy() {
		want, set := wanted[pointer]
		if !set {
			want = find(was, pointer)
		}
		if !slices.Equal(textSet(want), textSet(find(now, pointer))) {
			return false
		}
	}
	return true
}
