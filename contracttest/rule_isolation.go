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
		c.judge, c.late = judgeIsolatedList, lasting
	case o.keyParam != "":
		c.refusal = &refusal{other: true, want: append(o.contentErrors(), o.documented(http.StatusForbidden, http.StatusUnauthorized)...),
			spoil: func(_ *session, c *call, _ *payload) { c.send, c.other = other, true }}
		c.judge = judgeUnreached
	default:
		return nil
	}
	return []*check{c}
}

const noOtherToken = "it takes the token of a second account: give one with OtherToken (CUSTMGR_TOKEN_2)"

// judgeIsolatedList lists as the other account while items of ours are there, and
// judges what its lists have shown so far.
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
	if w.others.before != nil && s.spent(2) && w.others.known > 0 { // what it was shown is all that there is room for
		return w.others.verdict()
	}
	why, l := orElse(w.others.broken, "the second account's list could not be read before anything was added"), (*listing)(nil)
	if w.others.before != nil {
		_, why = w.apart(w.others.before)
		if w.fresh < w.s.writes { // a server may keep what it lists until the next write
			w.observeAll()
		}
		l = w.othersList() // once more for those that were changed and removed since
		why = orElse(why, w.others.broken)
	}
	if v := w.others.verdict(); v.problems != nil {
		return v
	}
	if why != "" {
		return skipped("%s", why)
	}
	for _, it := range w.alive() {
		v, ok := l.items[it.key]
		if ok && !w.others.before[it.key] && len(w.c.identity()) == 0 && sameValue(it.value, v) && w.follows(it) {
			return verdict{problems: w.leaked(v, l).problems, exchanges: []Exchange{l.x.Exchange}}
		}
	}
	return verdict{}
}

// follows reports whether an item of the other account, which looks like one of
// ours, goes when ours is removed. Nothing less tells it from one of its own,
// where items carry no identity that a request chose.
func (w *world) follows(it *item) bool {
	if w.c.removes == nil || w.s.spent(2) || !w.remove(it, Arrange).x.answer.ok() {
		return false
	}
	l := w.othersList()
	return w.others.broken == "" && l.items[it.key] == nil
}

// asSent is the identity of an item as the body of a call carries it.
func asSent(it *item) map[string]any {
	sent := map[string]any{}
	for name, text := range it.identity {
		sent[name] = text
	}
	return sent
}
