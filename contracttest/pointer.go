package contracttest

import (
	"strconv"
	"strings"
)

// find resolves a JSON pointer in a value read by readJSON. The token *
// stands for every element of an array; without it there is at most one match.
func find(value any, pointer string) []any {
	found := []any{value}
	for _, token := range tokens(pointer) {
		var next []any
		for _, v := range found {
			switch v := v.(type) {
			case map[string]any:
				if w, ok := v[token]; ok {
					next = append(next, w)
				}
			case []any:
				if token == "*" {
					next = append(next, v...)
				} else if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(v) {
					next = append(next, v[i])
				}
			}
		}
		found = next
	}
	return found
}

// findOne resolves a pointer without *.
func findOne(value any, pointer string) (any, bool) {
	if found := find(value, pointer); len(found) == 1 {
		return found[0], true
	}
	return nil, false
}

func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	all := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, token := range all {
		all[i] = unescape.Replace(token)
	}
	return all
}

var (
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
)
