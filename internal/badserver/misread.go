package badserver

import (
	"math/big"
	"strings"
)

// wrapped is what is left of a key with a number of one bit more than those that
// are kept of it, "" if it has no such number.
func wrapped(key string, bits int) string {
	name := strings.TrimRight(key, "0123456789")
	n, ok := new(big.Int).SetString(key[len(name):], 10)
	if !ok || n.BitLen() != bits+1 {
		return ""
	}
	return name + n.SetBit(n, bits, 0).String()
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
