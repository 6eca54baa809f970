package contracttest

import (
	"sync"
	"sync/atomic"

	"golang.org/x/time/rate"
)

// A job is one call of one of several clients.
type job struct {
	client  int
	subject int   // the number of the item that it is about
	move    *move // nil for a look
	call    *call
	x       *exchange
	list    *listing // that a look showed

	began, ended int64 // by the clock of the crowd
}

// A clock counts what happens. Its ticks order calls as time does, without
// two that are alike: one that ended before another began has the lower ones.
type clock struct{ n atomic.Int64 }

func (c *clock) tick() int64 { return c.n.Add(1) }

// run lets each client do its jobs, all clients at once, and keeps the looks.
func (r *crowd) run(work [][]*job) {
	s := r.w.s
	n := 0
	for _, jobs := range work {
		n += len(jobs)
	}
	var limiter *rate.Limiter
	if s.limiter.Limit() != rate.Inf {
		// The quota is waited for before, so that the calls meet.
		for range n {
			if s.limiter.Wait(s.context) != nil {
				return // ready says so
			}
		}
		limiter = rate.NewLimiter(rate.Inf, 1)
	}
	var told sync.Mutex
	sent := s.sent
	forks := make([]*session, len(work))
	start := make(chan struct{})
	var clients sync.WaitGroup
	for i, jobs := range work {
		forks[i] = s.fork(limiter, &told, &sent)
		clients.Go(func() {
			<-start
			for _, j := range jobs {
				if forks[i].ready() != nil {
					return
				}
				j.began = r.clock.tick()
				j.x = forks[i].send(j.call)
				j.ended = r.clock.tick()
			}
		})
	}
	close(start)
	clients.Wait()
	s.join(forks, sent)
	for _, jobs := range work {
		for _, j := range jobs {
			switch {
			case j.x == nil && s.fatal == nil:
				s.fatal = s.ready()
			case j.move == nil && j.x != nil:
				j.list = r.w.read(j.x)
				r.looks = append(r.looks, j)
			}
		}
	}
}

// fork makes a session that one goroutine sends with, while others do the
// same: sending notes down what was sent and seen.
func (s *session) fork(limiter *rate.Limiter, told *sync.Mutex, sent *int) *session {
	f := *s
	f.writes, f.seen = 0, map[*operation]*inspection{}
	f.client = s.target.client() // with connections of its own
	if limiter != nil {
		f.limiter = limiter
	}
	f.target.Sent = func(int) {
		told.Lock()
		defer told.Unlock()
		if *sent++; s.target.Sent != nil {
			s.target.Sent(*sent)
		}
	}
	f.target.Notify = func(text string) {
		told.Lock()
		defer told.Unlock()
		s.notify(text)
	}
	return &f
}

// join takes over what the forks have noted down.
func (s *session) join(forks []*session, sent int) {
	s.sent = sent
	for _, f := range forks {
		f.client.CloseIdleConnections()
		s.writes += f.writes
		if s.fatal == nil {
			s.fatal = f.fatal
		}
		for o, seen := range f.seen {
			if s.seen[o] == nil || len(s.seen[o].problems) == 0 {
				s.seen[o] = seen
			}
		}
	}
}
