package badserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// decode reads one JSON text; numbers keep their spelling.
func decode(body []byte) (any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimSpace(body))) // which is slow at much space
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return nil, false
	}
	_, err := decoder.Token()
	return v, err == io.EOF
}

// object reads a JSON object.
func object(body []byte) (map[string]any, bool) {
	v, ok := decode(body)
	m, is := v.(map[string]any)
	return m, ok && is
}

// encode writes a JSON text. It panics for what is no JSON value, which no
// caller has: values come from JSON or from a document.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("badserver: no JSON value: %v", err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// renumber reads a value of the document as if it had come over the wire.
func renumber(v any) any {
	if v == nil {
		return nil
	}
	again, _ := decode(encode(v))
	return again
}

// text is a value for comparisons: 2 and "2" are the same.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return string(encode(v))
}

// first resolves a JSON pointer, nil if there is nothing.
func first(v any, pointer string) any {
	if all := find(v, pointer); len(all) > 0 {
		return all[0]
	}
	return nil
}

// find resolves a JSON pointer in which * stands for every element.
func find(v any, pointer string) []any {
	var all []any
	edit(v, tokens(pointer), every, func(found any) (any, bool) {
		all = append(all, found)
		return found, true
	})
	return all
}

func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	all := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, t := range all {
		all[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(t)
	}
	return all
}

// Which elements of an array an edit reaches.
type which int

const (
	every which = iota
	last        // only the last one of the innermost array
)

// edit changes a value in place at a pointer; change returns the new value and
// whether it stays there at all. It returns the changed whole.
func edit(v any, at []string, reach which, change func(any) (any, bool)) any {
	w, _ := editOne(v, at, reach, change)
	return w
}

func editOne(v any, at []string, reach which, change func(any) (any, bool)) (any, bool) {
	if len(at) == 0 {
		return change(v)
	}
	switch v := v.(type) {
	case map[string]any:
		child, ok := v[at[0]]
		if !ok {
			return v, true
		}
		if w, keep := editOne(child, at[1:], reach, change); keep {
			v[at[0]] = w
		} else {
			delete(v, at[0])
		}
	case []any:
		innermost := !slices.Contains(at[1:], "*")
		kept := make([]any, 0, len(v))
		for i, child := range v {
			if at[0] != "*" && at[0] != strconv.Itoa(i) || reach == last && innermost && i != len(v)-1 {
				kept = append(kept, child)
				continue
			}
			if w, keep := editOne(child, at[1:], reach, change); keep {
				kept = append(kept, w)
			}
		}
		return kept, true
	}
	return v, true
}

// to is a change to a fixed value.
func to(v any) func(any) (any, bool) { return func(any) (any, bool) { return v, true } }

// different makes another value of the same kind.
func different(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return json.Number(strconv.FormatInt(n+1, 10))
		}
	case string:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return strconv.FormatInt(n+1, 10)
		}
		return v + " or not"
	case bool:
		return !v
	case []any:
		return append(slices.Clone(v), v...)[:max(0, len(v)-1)]
	}
	return v
}

// kind names the JSON type of a value.
func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case string:
		return "text"
	case []any:
		return "array"
	}
	return "object"
}
