package contracttest

import (
	"net/http"
	"net/url"
)

// isolationChecks: the credentials of another account neither see nor change
// what this one has. They need Target.OtherToken.
func isolationChecks(d *document, o *operation) []*check {
	_, scheme := o.scheme()
	if scheme == nil || o.collection == nil || o.collection.list == nil || o.collection.adds == nil {
		return nil
	}
	c := &check{Check: Check{Line: o.securityLine(d.spec), Link: sectionAccounts, Title: sentence("%s of another account does not reach the items of this one", o.id)}}
	other := func(h http.Header, q url.Values, token string) { put(scheme, h, q, token) }
	switch {
	case o == o.collection.list:
		c.judge = judgeIsolatedList
	case o.keyParam != "":
		c.refusal = &refusal{other: true, want: append(o.contentErrors(), o.documented(http.StatusForbidden, http.StatusUnauthorized)...),
			spoil: func(_ *session, c *call, _ *payload) { c.send, c.other = other, true }}
		c.judge = judgeRefused
	default:
		return nil
	}
	return []*check{c}
}

const noOtherToken = "it takes the token of a second account: give one with OtherToken (CUSTMGR_TOKEN_2)"

// judgeIsolatedList lists as the other account while items of ours are there.
func judgeIsolatedList(s *session, c *check) verdict {
	if s.target.OtherToken == "" {
		return skipped("%s", noOtherToken)
	}
	if s.short() {
		return s.noRoom()
	}
	w := s.world(c.op.collection)
	if why := w.begin(); why != "" {
		return skipped("%s", why)
	}
	if w.others.before == nil {
		return skipped("%s", orElse(w.others.broken, "the second account's list could not be read before anything was added"))
	}
	if it, why := w.apart(w.others.before); it == nil {
		return skipped("%s", why)
	}
	x, theirs := w.othersList()
	if x.answer.err != nil || !x.answer.ok() {
		return skipped("the second account's list answered %s", summary(x))
	}
	for _, it := range w.alive() {
		v, ok := theirs[it.key]
		ok = ok && !w.others.before[it.key]
		if ok && (w.made(asSent(it), v) || len(w.c.identity()) == 0 && sameValue(it.value, v) && w.follows(it)) {
			return verdict{problems: []Problem{{Level: Must, Expected: "no item of the first account", Actual: show(v)}}, exchanges: []Exchange{x.Exchange}}
		}
	}
	return verdict{}
}

// othersList lists the collection as the other account.
func (w *world) othersList() (x *exchange, items map[string]any) {
	call := w.s.newCall(w.c.list, Act, "")
	call.other = true
	x = w.s.send(call)
	value, _ := x.answer.json()
	array, _ := findOne(value, w.c.Items)
	all, _ := array.([]any)
	items = map[string]any{}
	for _, v := range all {
		if key, ok := findOne(v, w.c.Key); ok {
			items[textOf(key)] = v
		}
	}
	w.looked(x, items)
	return x, items
}

// follows reports whether an item of the other account, which looks like one of
// ours, goes when ours is removed. Nothing less tells it from one of its own,
// where items carry no identity that a request chose.
func (w *world) follows(it *item) bool {
	if w.c.removes == nil || w.s.spent(2) || !w.remove(it, Arrange).x.answer.ok() {
		return false
	}
	x, theirs := w.othersList()
	return x.answer.ok() && theirs[it.key] == nil
}

// asSent is the identity of an item as the body of a call carries it.
func asSent(it *item) map[string]any {
	sent := map[string]any{}
	for name, text := range it.identity {
		sent[name] = text
	}
	return sent
}
