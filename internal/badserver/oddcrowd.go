package badserver

import (
	"fmt"

	"github.com/custmgr/custmgr/openapi"
)

// oddCrowd: of calls that come at the same time, a server may choose what comes
// first, and let one of two writers of an item win.
func (d *document) oddCrowd() []Server {
	var all []Server
	add := func(name string, behave func(*crowd) serve) {
		for seed := range uint64(seeds) {
			all = append(all, Server{Name: fmt.Sprintf("%s, seed %d", name, seed), Family: OddCrowd, Meets: true, Seed: seed, Wrap: d.together(behave)})
		}
	}
	for _, o := range d.operations {
		if o.collection != nil && o.collection.list == o {
			add("answers two accounts that call "+o.id+" at once, the second one first", func(k *crowd) serve {
				return k.accounts(o, func(k *crowd, r, _ *request, second bool) *answer {
					if !second {
						k.meet(r) // wait for a third, or for long
					}
					return k.pass(r)
				})
			})
		}
		if o.collection == nil || o.collection.list == nil || o.effect.Kind == "" {
			continue
		}
		add("does the second of two calls of "+o.id+" first", func(k *crowd) serve {
			return func(r *request) *answer {
				if r.op == o && k.knows(r) {
					if _, second := k.meet(r); !second {
						k.meet(r) // wait for a third, or for long
					}
				}
				return k.pass(r)
			}
		})
		if errors := o.contentErrors(); o.effect.Kind == openapi.Replaces && len(errors) > 0 {
			add("lets one of two calls of "+o.id+" for an item win", func(k *crowd) serve {
				return func(r *request) *answer {
					if r.op == o && k.knows(r) {
						if other, second := k.meet(r); second && other.key() == r.key() {
							return o.documented(errors[len(errors)-1])
						}
					}
					return k.pass(r)
				}
			})
		}
		if o.effect.Kind == openapi.Replaces && o.shows() {
			add("answers "+o.id+" with what the item is by then", func(k *crowd) serve {
				return func(r *request) *answer {
					a := k.pass(r)
					if r.op != o || !a.ok() {
						return a
					}
					k.meet(r)
					k.one.Lock()
					defer k.one.Unlock()
					if item := k.item(o.collection, r.key(), r); item != nil {
						return a.edited(o.effect.Value, to(item))
					}
					return a
				}
			})
		}
	}
	return all
}
