package sandbox

// A recent is a map that keeps the entries that were used last.
type recent[V any] struct {
	limit   int
	clock   uint64
	entries map[string]*entry[V]
}

type entry[V any] struct {
	value V
	used  uint64
}

func newRecent[V any](limit int) recent[V] {
	return recent[V]{limit: limit, entries: map[string]*entry[V]{}}
}

func (r *recent[V]) get(key string) (v V, ok bool) {
	e, ok := r.entries[key]
	if !ok {
		return v, false
	}
	r.clock++
	e.used = r.clock
	return e.value, true
}

// put looks through all entries once the limit is reached: a thousand of them
// take less time than the request that brought a new one.
func (r *recent[V]) put(key string, v V) {
	if _, ok := r.entries[key]; !ok && len(r.entries) >= r.limit {
		oldest := ""
		for k, e := range r.entries {
			if oldest == "" || e.used < r.entries[oldest].used {
				oldest = k
			}
		}
		delete(r.entries, oldest)
	}
	r.clock++
	r.entries[key] = &entry[V]{v, r.clock}
}

func (r *recent[V]) drop(key string) { delete(r.entries, key) }
