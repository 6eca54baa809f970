package badserver

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// A crowd is a site at which requests are served at the same time, as a server
// does whose faults show only then.
type crowd struct {
	*site
	patience time.Duration // of a request that waits for another
	one      sync.Mutex    // over the site
	mu       sync.Mutex    // over what follows
	waiting  *visitor      // for another one to meet
	busy     []*visitor    // that wait until a list was asked for
}

// A visitor is a request that waits for another one.
type visitor struct {
	r     *request
	other *request      // whom it met
	came  chan struct{} // closed when somebody does
	write *write        // what it has done, where a list is waited for
}

// patience is how long a request waits at least. Where nobody comes that is
// what every call takes, so that time had better not be real: see Server.Meets.
const patience = time.Second

// rushed makes a server of one operation that serves requests at the same time.
func (d *document) rushed(o *operation, name string, behave func(*crowd) serve) Server {
	return Server{Name: o.id + ": " + name, Family: Concurrency, Operation: o.id, Rules: []string{o.collection.adds.id + "/concurrent"}, Meets: true, Wrap: d.together(behave)}
}

// together makes a handler that behaves: requests at the same time.
func (d *document) together(behave func(*crowd) serve) func(Good) http.Handler {
	return func(good Good) http.Handler {
		answers := behave(&crowd{site: newSite(d, good), patience: d.patience})
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answers(d.request(r)).write(w) })
	}
}

// pass is like the site's, one request after the other.
func (k *crowd) pass(r *request) *answer {
	k.one.Lock()
	defer k.one.Unlock()
	return k.site.pass(r)
}

// meet waits for another request that comes to meet one, and returns that one;
// nil if none came. Of two that meet, the one that came later is second.
func (k *crowd) meet(r *request) (other *request, second bool) {
	k.mu.Lock()
	if first := k.waiting; first != nil {
		k.waiting = nil
		first.other = r
		close(first.came)
		k.mu.Unlock()
		return first.r, true
	}
	mine := &visitor{r: r, came: make(chan struct{})}
	k.waiting = mine
	k.mu.Unlock()
	select {
	case <-mine.came:
	case <-time.After(k.patience):
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.waiting == mine {
		k.waiting = nil
	}
	return mine.other, false
}

// linger takes a write for one that is under way. Its answer waits until somebody
// has asked for a list. The first one gives up first, so that its client may be
// who asks.
func (k *crowd) linger(w write) (wait func()) {
	mine := &visitor{r: w.r, came: make(chan struct{}), write: &w}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, v := range k.busy {
		v.write.over = v.write.over || v.write.key == w.key
	}
	k.busy = append(k.busy, mine)
	most := time.Duration(len(k.busy)) * k.patience
	return func() {
		select {
		case <-mine.came:
		case <-time.After(most):
			k.mu.Lock()
			defer k.mu.Unlock()
			k.busy = slices.DeleteFunc(k.busy, func(v *visitor) bool { return v == mine })
		}
	}
}

// underWay returns the writes whose answers are held back, and lets them go.
func (k *crowd) underWay() []write {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []write
	for _, v := range k.busy {
		all = append(all, *v.write)
		close(v.came)
	}
	k.busy = nil
	return all
}
