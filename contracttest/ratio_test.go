package contracttest

import (
	"slices"
	"time"
)

// A ratio collects the times of one side of a comparison within one run.
type ratio []float64

func (r *ratio) time(f func()) {
	started := time.Now()
	f()
	*r = append(*r, float64(time.Since(started)))
}

// median is in nanoseconds.
func (r ratio) median() float64 {
	sorted := slices.Sorted(slices.Values(r))
	return sorted[len(sorted)/2]
}
