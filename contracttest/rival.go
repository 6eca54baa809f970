package contracttest

import "net/http"

// rivals are further clients, each of which replaces an item while it is
// removed. Whichever comes first, the item is gone in the end: one that has read
// it before must not write it back.
func (r *crowd) rivals(g *shuffler, leaving []*subject) [][]*job {
	if r.w.c.replaces == nil {
		return nil
	}
	var work [][]*job
	for i, u := range leaving {
		m, ok := g.draw(r.w.c.replaces, nil)
		if !ok {
			return nil
		}
		u.shared = true
		e := &event{op: m.op, sent: m.sent}
		work = append(work, []*job{{client: r.clients + i, move: &m, subject: i, call: r.w.replacing(e, u.event.item.key, Act)}})
	}
	return work
}

// missed reports whether the answer says that there is no such item, which has
// to be true at some moment of the call.
func (j *job) missed() bool { return j.x != nil && j.x.answer.status == http.StatusNotFound }
