package contracttest

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// A strange key names no item, in a call that would change one. A server that is
// not strict may still take it for some item's: one that reads a key as far as
// its digits go, or wraps around beyond 64 bits. So strange keys are made of the
// key of an item of ours, for which they are taken then, if for any.

// asNoKey says why a strange key that is not made of ours is not sent to a
// server on another machine.
const asNoKey = "were it read as no key, all items might be meant; judged on the loopback only"

// numberless returns why a strange key is not sent off the loopback, "" if it
// is: the call changes something, and nothing in the key is a number above zero.
func (o *operation) numberless(strange func(own string) string) string {
	if o.unsafe() && strings.Trim(digitsOf(strange("17")), "0") == "" {
		return asNoKey
	}
	return ""
}

// beyond is a key that takes more bits, of which the key itself is left where
// only so many of them are kept, or 32.
func beyond(own string, bits uint) string {
	start, end := lastDigits(own)
	n, _ := new(big.Int).SetString("0"+own[start:end], 10)
	return own[:start] + n.Add(n, new(big.Int).Lsh(big.NewInt(1), bits)).String() + own[end:]
}

// beyondInt is a key beyond 32 bits, of which a reader that keeps only those
// has the key itself. A key that takes more than 31 is not cut by anybody who
// has such, and one that is higher by so little may be somebody's.
func beyondInt(own string) string {
	start, end := lastDigits(own)
	if n, _ := new(big.Int).SetString("0"+own[start:end], 10); n.BitLen() > 31 {
		return beyond(own, 63)
	}
	return beyond(own, 32)
}

// nobodys are texts like a known one that are not taken, at best one of which a
// reader that keeps only 32 bits has the known one.
func nobodys(like string, taken func(string) bool) []string {
	all := []string{absent(like, taken)}
	start, end := lastDigits(like)
	n, _ := new(big.Int).SetString("0"+like[start:end], 10)
	if wide := beyond(like, 32); start < end && n.BitLen() <= 31 && !taken(wide) {
		return append([]string{wide}, all...)
	}
	return all
}

// absentKey is a key of the form of one of ours, with a higher number: where
// keys are counted, a lower one may have been given to somebody before.
func absentKey(own string) string {
	start, end := lastDigits(own)
	n, _ := new(big.Int).SetString("0"+own[start:end], 10)
	if high := big.NewInt(aboveAll); n.Cmp(high) < 0 {
		n = high
	} else {
		n.Add(n, high)
	}
	return own[:start] + n.String() + own[end:]
}

// aboveAll is a number that few servers have come to in counting.
const aboveAll = 999_999_937

// strange makes the key of a call. Only calls that change nothing are sent
// without an item of ours: theirs are made of a key that there may be.
func (r *refusal) strange(own string) string { return r.key(orElse(own, "1")) }

// unnamed says why a call is not sent as it could name an item that is not ours,
// "" if it cannot.
func (s *session) unnamed(o *operation, c *check, it *item) string {
	switch {
	case o.keyParam == "" || !c.changes() && !c.refusal.other:
		return ""
	case it == nil:
		return "there is no item of ours that it could name"
	}
	w := s.worldOf(o)
	if c.refusal.key == nil || w == nil || w.latest == nil {
		return ""
	}
	for _, key := range readings(c.refusal.strange(it.key)) {
		if w.latest.items[key] != nil && !w.owns(key) {
			return fmt.Sprintf("the list shows an item of somebody else's under %s, for which it might be taken", key)
		}
	}
	return ""
}

// readings are the keys for which a strange one may be taken: itself, its digits
// alone, which are 0 if it has none, or the number with which it begins.
func readings(key string) []string {
	return slices.Compact([]string{key, orElse(digitsOf(key), "0"), literal(key)})
}

// literal is the number with which a key begins as languages write them, where
// one that begins with a zero is octal; the key itself if it begins with none.
func literal(key string) string {
	text := strings.TrimSpace(key)
	for end := len(text); end > 0; end-- {
		if n, ok := new(big.Int).SetString(text[:end], 0); ok {
			return n.String()
		}
	}
	return key
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// picky reports whether a call needs an item of ours that suits it: without one
// the others are sent all the same.
func (r *refusal) picky() bool { return r.other || r.key != nil }
