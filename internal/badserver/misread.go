package badserver

import (
	"math/big"
	"strconv"
	"strings"
)

// wrapped is what is left of a key with a number beyond 64 bits where only the
// lowest 64 of them are kept, "" if there is no such number in it.
func wrapped(key string) string {
	name := strings.TrimRight(key, "0123456789")
	if _, err := strconv.ParseInt(key[len(name):], 10, 64); err == nil || len(name) == len(key) || len(key) > 100 {
		return ""
	}
	n, _ := new(big.Int).SetString(key[len(name):], 10)
	return name + n.And(n, new(big.Int).SetUint64(1<<64-1)).String()
}

// cutAt takes a key for what stands before something in it.
func cutAt(mark string) func(*site, *request, string) string {
	return func(_ *site, _ *request, key string) string {
		before, _, found := strings.Cut(key, mark)
		if !found {
			return ""
		}
		return before
	}
}

// beginning returns the longest key of an item that another one begins with, ""
// if there is none.
func (s *site) beginning(c *collection, key string, r *request) string {
	longest := ""
	for _, item := range s.items(c, r) {
		if k := keyOf(c, item); k != key && strings.HasPrefix(key, k) && len(k) > len(longest) {
			longest = k
		}
	}
	return longest
}
