package client

import "sync/atomic"

// A budget keeps an outage from multiplying a client's traffic: repeating a call
// costs, calls that succeed bring in a little, and who has nothing left fails at
// the first attempt. Waiting for a quota (429) costs nothing: there the API says
// itself that it is well.
type budget struct{ left atomic.Int64 }

const (
	budgetFull  = 100 // twenty repeats in a row
	budgetRetry = 5
	budgetGain  = 1 // a fifth of a repeat for a success
)

func newBudget() *budget {
	b := new(budget)
	b.left.Store(budgetFull)
	return b
}

// take pays for one repeat, if there is enough.
func (b *budget) take() bool {
	if b.left.Add(-budgetRetry) >= 0 {
		return true
	}
	b.left.Add(budgetRetry)
	return false
}

// gain notes a success.
func (b *budget) gain() {
	if b.left.Load() >= budgetFull {
		return
	}
	if b.left.Add(budgetGain) > budgetFull {
		b.left.Add(-budgetGain)
	}
}
