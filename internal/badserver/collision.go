package badserver

import (
	"net/http"
	"sync"

	"github.com/custmgr/custmgr/openapi"
)

// Doors bring requests together that name the same item.
type doors struct {
	*crowd
	mu    sync.Mutex
	at    map[string]*crowd // by key
	ended map[*request]chan struct{}
}

// collide waits for a request of another operation for the same item, and
// returns it; nil if none came, or one of the same operation.
func (d *doors) collide(r *request) *request {
	d.mu.Lock()
	door := d.at[r.key()]
	if door == nil {
		door = &crowd{patience: d.patience}
		d.at[r.key()] = door
	}
	d.mu.Unlock()
	if other, _ := door.meet(r); other != nil && other.op != r.op {
		return other
	}
	return nil
}

// end is closed when a request is done.
func (d *doors) end(r *request) chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended[r] == nil {
		d.ended[r] = make(chan struct{})
	}
	return d.ended[r]
}

// colliding behaves in a way of its own when an item is replaced with o while
// it is removed.
func colliding(o *operation, behave func(d *doors, r, other *request) *answer) func(*crowd) serve {
	return func(k *crowd) serve {
		d := &doors{crowd: k, at: map[string]*crowd{}, ended: map[*request]chan struct{}{}}
		return func(r *request) *answer {
			if r.op != o && r.op != o.collection.removes || !k.knows(r) {
				return k.pass(r)
			}
			other := d.collide(r)
			if other == nil {
				return k.pass(r)
			}
			return behave(d, r, other)
		}
	}
}

// collisions: an item is replaced with o while it is removed.
func (d *document) collisions(o *operation) []Server {
	if o.effect.Kind != openapi.Replaces {
		return nil
	}
	removes := o.collection.removes
	var all []Server
	add := func(at *operation, name string, behave func(d *doors, r, other *request) *answer) {
		all = append(all, d.rushed(at, name, colliding(o, behave)))
	}
	// Whoever has read the item before, and writes it after it was removed, has
	// undone the removal.
	undone := func(d *doors, r *request) *answer {
		d.one.Lock()
		defer d.one.Unlock()
		back := d.good.Snapshot()
		a := d.site.pass(r)
		if a.ok() {
			back()
		}
		return a
	}
	add(o, "at once with "+removes.id+": writes the item back that was removed", func(d *doors, r, _ *request) *answer {
		if r.op == removes {
			return undone(d, r)
		}
		return d.pass(r)
	})
	if o.response(http.StatusNotFound) != nil {
		add(o, "at once with "+removes.id+": is refused and writes the item back that was removed", func(d *doors, r, _ *request) *answer {
			if r.op == removes {
				return undone(d, r)
			}
			d.pass(r)
			return o.documented(http.StatusNotFound)
		})
	}
	for _, at := range []*operation{o, removes} {
		other := removes
		if at == removes {
			other = o
		}
		add(at, "at once with "+other.id+": is answered with 500", func(d *doors, r, _ *request) *answer {
			if r.op == at {
				return at.documented(500).under(500)
			}
			return d.pass(r)
		})
	}
	if errors := removes.contentErrors(); len(errors) > 0 {
		add(removes, "at once with "+o.id+": is refused", func(d *doors, r, _ *request) *answer {
			if r.op == removes {
				return removes.documented(errors[len(errors)-1])
			}
			return d.pass(r)
		})
	}
	return all
}

// oddCollisions: of a removal and a replacement of one item a server may do
// either one first, or refuse the replacement.
func oddCollisions(o *operation, add func(name string, behave func(*crowd) serve)) {
	if o.effect.Kind != openapi.Replaces || o.collection.removes == nil {
		return
	}
	removes := o.collection.removes
	for _, order := range [][2]*operation{{o, removes}, {removes, o}} {
		add("does "+order[0].id+" before a "+order[1].id+" of the same item", colliding(o, func(d *doors, r, other *request) *answer {
			if r.op == order[1] {
				<-d.end(other)
			}
			defer close(d.end(r))
			return d.pass(r)
		}))
	}
	if errors := o.contentErrors(); len(errors) > 0 {
		add("refuses "+o.id+" of an item that is being removed", colliding(o, func(d *doors, r, _ *request) *answer {
			if r.op == o {
				return o.documented(errors[len(errors)-1])
			}
			return d.pass(r)
		}))
	}
}
