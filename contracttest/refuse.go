package contracttest

import (
	"net/http"
	"slices"
)

// A refusal is a call that the server has to refuse: a valid one with one
// thing wrong.
type refusal struct {
	method string                                   // "" means the operation's own
	spoil  func(s *session, c *call, body *payload) // makes the one thing wrong
	want   []int                                    // the statuses that refuse it
	risky  string                                   // why it is not sent off the loopback; "" if it may be
	level  Level                                    // what accepting it weighs; "" means Must
	other  bool                                     // sent with the credentials of another account
	mutate func(token string) string                // makes a wrong token of the good one; nil if the token is not what is wrong
	key    func(own string) string                  // makes of the key of an item of ours one that names no item; nil for a good key

	standard *malformation // how a standard refuses it, where the document does not
	section  string        // of that standard
	gateway  bool          // a gateway may refuse it with a page of its own
}

// tolerated is the weight of accepting what the document leaves open.
const tolerated Level = "tolerated"

// A payload is the body of a call, as properties or as raw bytes.
type payload struct {
	values map[string]any
	raw    []byte
	isRaw  bool
	item   *item
}

// refusals are the refused calls of one operation with what was seen before
// and after all of them.
type refusals struct {
	events  map[*check]*refused
	unsent  map[*check]string // why a call was not sent, while others were
	further []*refused        // calls of another account beside the one of its check
	before  map[string]any    // our items by key
	blocked string

	looks     []*look // after the batches of calls to the operation itself; nil where nobody looked
	methods   []*look // after those of undocumented methods
	tolerated bool    // the calls that may be accepted are sent
	again     bool    // they have been sent before, and something was changed
}

// A look is what a listing after a batch of refused calls shows.
type look struct {
	*listing
	checks  []*check
	changed []Problem // what the batch must not have changed
}

// A refused is one call that has to be refused.
type refused struct {
	x    *exchange
	item *item
	sent map[string]any
}

// refusals sends every selected call that has to be refused by the operation.
func (s *session) refusals(o *operation) *refusals {
	if done := s.refused[o]; done != nil {
		return done
	}
	r := &refusals{events: map[*check]*refused{}, unsent: map[*check]string{}, before: map[string]any{}}
	s.refused[o] = r
	strict, methods := s.refusedBy(o, func(c *check) bool { return c.refusal.method == "" && c.refusal.level == "" }),
		s.refusedBy(o, func(c *check) bool { return c.refusal.method != "" })
	w := s.worldOf(o)
	if r.blocked = s.arrangeFor(w, o, r); r.blocked != "" {
		return r
	}
	if !s.local && w != nil && o == w.c.adds {
		if r.blocked = w.blind(); r.blocked != "" {
			return r
		}
	}
	strict, foreign := s.foreign(strict)
	r.looks = append(r.looks, r.batch(s, w, o, strict))
	for _, c := range foreign {
		r.reach(s, w, o, c)
	}
	r.sendMethods(s, w, o, methods)
	return r
}

// tolerances sends the calls that a server may accept: after everything else,
// so that what they do, and taking it back, hides nothing that is judged.
func (s *session) tolerances(o *operation) *refusals {
	r := s.refusals(o)
	if r.tolerated {
		return r
	}
	r.tolerated = true
	w := s.worldOf(o)
	why := s.arrangeFor(w, o, r)
	if why == "" && w != nil && o == w.c.adds {
		why = w.blind()
	}
	if why != "" {
		r.blocked = why
		return r
	}
	lenient := s.refusedBy(o, func(c *check) bool { return c.refusal.method == "" && c.refusal.level == Should })
	r.looks = append(r.looks, r.batch(s, w, o, lenient))
	for _, c := range s.refusedBy(o, func(c *check) bool { return c.refusal.level == tolerated }) {
		// One by one: what one that is accepted does must not hide what one
		// that is refused does all the same.
		r.looks = append(r.looks, r.batch(s, w, o, []*check{c}))
	}
	return r
}

func (s *session) worldOf(o *operation) *world {
	if o.collection == nil {
		return nil
	}
	return s.world(o.collection)
}

// refusedBy lists the selected checks whose call the operation has to refuse.
func (s *session) refusedBy(o *operation, of func(*check) bool) []*check {
	var all []*check
	for _, c := range s.selected {
		if c.op == o && c.refusal != nil && s.planned[c] && of(c) {
			all = append(all, c)
		}
	}
	return all
}

// arrangeFor sees to it that there is an item of ours to look at, and
// remembers how our items are. It says why that cannot be, if so.
func (s *session) arrangeFor(w *world, o *operation, r *refusals) string {
	changes := len(s.refusedBy(o, (*check).changes)) > 0
	if w == nil || !s.write || w.c.adds == nil || !changes && o.keyParam == "" {
		return ""
	}
	if _, why := w.arrange(); why != "" && o.keyParam != "" {
		return why
	}
	if slices.ContainsFunc(s.refusedBy(o, (*check).changes), func(c *check) bool { return c.refusal.other }) {
		w.unlike() // which may add one: not in the middle of the batch
	}
	if all := w.alive(); len(all) > 0 {
		it := all[0]
		if o == w.c.removes {
			it = all[len(all)-1]
		}
		w.furnish(it)
	}
	clear(r.before)
	for _, it := range w.alive() {
		r.before[it.key] = it.value
	}
	return ""
}

// batch sends calls and looks at what they have changed.
func (r *refusals) batch(s *session, w *world, o *operation, checks []*check) *look {
	r.send(s, w, o, checks)
	return r.look(s, w, o, checks)
}

// look lists the collection, if one of the calls might have changed it.
func (r *refusals) look(s *session, w *world, o *operation, checks []*check) *look {
	if w == nil || w.c.list == nil || !s.write || s.short() || s.ready() != nil || !slices.ContainsFunc(checks, (*check).changes) {
		return nil
	}
	l := w.observeAll()
	seen := &look{l, checks, r.changed(s, o, l, checks)}
	for _, it := range w.alive() { // the next batch starts from here
		r.before[it.key] = it.value
	}
	return seen
}

// refrains says why a refused call is not sent to this target, "" if it is.
func (s *session) refrains(c *check) string {
	switch {
	case c.changes() && !s.write:
		return "it might change something: allow that with Write (--write)"
	case c.refusal.other && s.target.OtherToken == "":
		return noOtherToken
	case c.refusal.risky != "" && !s.local:
		return c.refusal.risky
	case c.refusal.mutate != nil && c.refusal.mutate(s.target.Token) == s.target.Token:
		return "the token is the same so"
	}
	return ""
}

// changes reports whether the call, if it were accepted, might change something.
func (c *check) changes() bool {
	if c.refusal != nil && c.refusal.method != "" {
		return c.refusal.method != http.MethodGet
	}
	return c.op.unsafe()
}

func (r *refusals) send(s *session, w *world, o *operation, checks []*check) {
	for _, c := range checks {
		if s.ready() != nil || s.spent(1) {
			return
		}
		e, why := s.refuse(w, o, c)
		if e == nil && c.refusal.picky() {
			r.unsent[c] = why
			continue
		}
		if e == nil {
			r.blocked = why
			return
		}
		r.events[c] = e
		if w == nil || !e.x.answer.ok() {
			continue
		}
		r.accepted(s, w, o, c, e)
	}
}

// accepted takes note of what a call did that was accepted: it must not be blamed
// on the others.
func (r *refusals) accepted(s *session, w *world, o *operation, c *check, e *refused) {
	if e.item != nil {
		e.item.touched, e.item.written = true, true
		if c.refusal.method == "" { // what an undocumented method did is judged
			delete(r.before, e.item.key)
		}
		if o.method == http.MethodDelete || c.refusal.method == http.MethodDelete {
			e.item.alive, e.item.removed, e.item.left = false, true, s.writes
			l := w.observe(func(l *listing) bool { return !w.shownStill(e.item, l) })
			if e.item.alive = w.shownStill(e.item, l); e.item.alive {
				e.item.removed = false
			} else {
				w.restock(r)
			}
		}
	}
	if o == w.c.adds {
		made := &event{op: o, sent: e.sent, x: e.x, before: w.latest}
		w.adopt(made, w.observe(func(l *listing) bool { return w.shows(l, made) }))
		for _, it := range w.alive() {
			if _, old := r.before[it.key]; !old && w.c.removes != nil {
				w.remove(it, Arrange)
			}
		}
	}
}
