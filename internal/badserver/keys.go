package badserver

import (
	"encoding/json"
	"strconv"
	"strings"
)

// far is how much the number in a key is raised to make one that no item has.
const far = 1_000_003

// like writes a key in the type that another key has.
func like(v any, key string) any {
	if _, number := v.(json.Number); number {
		return json.Number(key)
	}
	return key
}

// absentLike makes a key that no item has of one that an item has: of the same
// form, with a much greater number at its end.
func absentLike(v any) any { return raised(v, 1) }

// raised is like absentLike, another key for each n.
func raised(v any, n int) any {
	key := text(v)
	name := strings.TrimRight(key, "0123456789")
	number, err := strconv.ParseInt(key[len(name):], 10, 64)
	if err != nil {
		return like(v, key+strings.Repeat("-absent", n))
	}
	return like(v, name+strconv.FormatInt(number+int64(n)*far, 10))
}
