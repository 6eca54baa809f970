package contracttest

import "slices"

// fewest drops elements as long as the rest still fails: halves first, then
// ever smaller pieces, then one by one until none can be spared. Tidy makes a
// candidate valid again by dropping what depends on what is gone. Failing
// returns what of a candidate has failed, its beginning or all of it, and nil
// if it has not.
func fewest[T any](all []T, tidy func([]T) []T, failing func([]T) []T) []T {
	for size := max(1, len(all)/2); ; {
		shrunk := false
		for at := 0; at < len(all); {
			rest := tidy(slices.Delete(slices.Clone(all), at, min(at+size, len(all))))
			var failed []T
			if len(rest) > 0 && len(rest) < len(all) {
				failed = failing(rest)
			}
			if failed != nil {
				all, shrunk = failed, true
			} else {
				at += size
			}
		}
		switch {
		case size > 1:
			size /= 2
		case !shrunk:
			return all
		}
	}
}

// simplest replaces elements by simpler ones as long as the whole still fails.
// Simpler has to come to an end.
func simplest[T any](all []T, simpler func(T) []T, failing func([]T) []T) []T {
	for i := 0; i < len(all); {
		simplified := false
		for _, v := range simpler(all[i]) {
			candidate := slices.Clone(all)
			candidate[i] = v
			if failed := failing(candidate); failed != nil {
				all, simplified = failed, true
				break
			}
		}
		if !simplified {
			i++
		}
	}
	return all
}
