package contracttest

import (
	"slices"
	"sync"
)

// The answers of a run are what came back for each operation, by status. Calls
// made at the same time may add to them.
type answers struct {
	mu  sync.Mutex
	all map[*operation]map[int]*answered
}

// An answered is the answers to one operation with one status.
type answered struct {
	count int
	first *exchange
}

func newAnswers() *answers { return &answers{all: map[*operation]map[int]*answered{}} }

// add takes in an exchange. What an undocumented method was answered is no
// answer of the operation whose path it was sent to.
func (a *answers) add(x *exchange) {
	o := x.call.op
	if o == nil || x.answer.err != nil || x.call.method != o.method {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all[o] == nil {
		a.all[o] = map[int]*answered{}
	}
	if a.all[o][x.Status] == nil {
		a.all[o][x.Status] = &answered{first: x}
	}
	a.all[o][x.Status].count++
}

// of returns the answers to an operation with a status, nil if there is none.
func (a *answers) of(o *operation, status int) *answered {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.all[o][status]
}

// statuses lists the statuses of the answers to an operation, from low to high.
func (a *answers) statuses(o *operation) []int {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []int
	for status := range a.all[o] {
		all = append(all, status)
	}
	slices.Sort(all)
	return all
}
