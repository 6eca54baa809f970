package badserver

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// settles is how long the lists of odd servers may lag behind.
const settles = 3 * time.Second

// oddTime: a list may take its time where that is told, and a quota may be used up.
func (d *document) oddTime() []Server {
	var all []Server
	add := func(name string, settle time.Duration, seed uint64, behave func(by *rand.Rand) func(*site) serve) {
		s := d.odd(OddTime, name, func(s *site) serve { return behave(rand.New(rand.NewPCG(seed, seed)))(s) })
		s.Meets, s.Settle, s.Seed = true, settle, seed
		all = append(all, s)
	}
	for _, c := range d.collections() {
		add("lists what was three seconds ago", settles, 0, func(*rand.Rand) func(*site) serve {
			return lateList(c, func() time.Duration { return settles - 100*time.Millisecond })
		})
		for seed := range uint64(seeds) {
			add(fmt.Sprintf("lists from replicas that are up to a second late, seed %d", seed), settles, seed, func(by *rand.Rand) func(*site) serve {
				return lateList(c, func() time.Duration { return time.Duration(by.Int64N(int64(time.Second))) })
			})
		}
	}
	for seed := range uint64(seeds) {
		add(fmt.Sprintf("has its quota used up now and then, seed %d", seed), 0, seed, func(by *rand.Rand) func(*site) serve {
			return func(s *site) serve {
				since := 0
				return func(r *request) *answer {
					// The same call refused again and again is what a judge may give up at.
					if since++; since < 10 || by.IntN(5) > 0 || r.op == nil {
						return s.pass(r)
					}
					since = 0
					a := &answer{status: http.StatusTooManyRequests, header: http.Header{"Content-Type": {"application/json"}}, body: []byte("{}")}
					if r.op.response(a.status) != nil {
						a = r.op.documented(a.status)
					}
					switch by.IntN(3) {
					case 0:
						a.header.Set("Retry-After", "2")
					case 1:
						a.header.Set("Retry-After", time.Now().Add(2*time.Second).UTC().Format(http.TimeFormat))
					}
					return a
				}
			}
		})
	}
	return all
}

// lateList shows a list as it was some time ago.
func lateList(c *collection, late func() time.Duration) func(*site) serve {
	return func(s *site) serve {
		type version struct {
			since time.Time
			list  *answer
		}
		var history []version
		look := func(r *request) {
			if now := s.call(c.list, "", nil, r); now.ok() && (len(history) == 0 || !bytes.Equal(now.body, history[len(history)-1].list.body)) {
				history = append(history, version{time.Now(), now})
			}
		}
		return func(r *request) *answer {
			a := s.pass(r)
			if r.op == nil || r.op.collection != c || !a.ok() || !s.authentic(r) {
				return a
			}
			if r.op != c.list {
				look(r)
				return a
			}
			if len(history) == 0 {
				history = append(history, version{time.Now(), a})
			}
			then := time.Now().Add(-late())
			shown := history[0].list
			for _, v := range history {
				if !v.since.After(then) {
					shown = v.list
				}
			}
			return shown
		}
	}
}
