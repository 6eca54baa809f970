package badserver

import (
	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// A turn is a kind of change of an array from what it held to what it holds.
type turn struct {
	name string
	is   func(before, after []any) bool
}

// turns are those that a server which stores a difference may get wrong.
func turns() []turn {
	within := func(some, all []any) int {
		n := 0
		for _, v := range some {
			if has(all, v) {
				n++
			}
		}
		return n
	}
	return []turn{
		{"to some of what it was", func(before, after []any) bool {
			return len(after) > 0 && len(after) < len(before) && within(after, before) == len(after)
		}},
		{"to more than it was", func(before, after []any) bool {
			return len(before) > 0 && len(after) > len(before) && within(before, after) == len(before)
		}},
		{"to nothing of what it was", func(before, after []any) bool {
			return len(before) > 0 && len(after) > 0 && within(after, before) == 0
		}},
		{"from several to none", func(before, after []any) bool { return len(before) > 1 && len(after) == 0 }},
		{"from none to several", func(before, after []any) bool { return len(before) == 0 && len(after) > 1 }},
	}
}

// transitions: each value of an array is stored as it should, and one kind of
// change from one to another is not: it is not done, or leaves nothing. Where
// nothing means no limit, that gives more than was asked for.
func (c *collection) transitions() []remembrance {
	var all []remembrance
	names, pointers := c.replaces.reflected()
	for _, name := range names {
		schema, pointer := c.replaces.body.Properties[name].Value, pointers[name]
		if !schema.Type.Is(openapi3.TypeArray) {
			continue
		}
		for _, t := range turns() {
			for _, alone := range []bool{true, false} {
				// done reports whether a write is such a change, alone or beside another.
				done := func(w write) bool {
					if !w.is(openapi.Replaces) || !t.is(flat(old(c.replaces, name, pointer, w.before)), flat(old(c.replaces, name, pointer, w.after))) {
						return false
					}
					for other, at := range pointers {
						if other != name && text(old(c.replaces, other, at, w.before)) != text(old(c.replaces, other, at, w.after)) {
							return !alone
						}
					}
					return alone
				}
				title := "an update of " + name + " " + t.name + ", and of "
				if alone {
					title += "nothing else,"
				} else {
					title += "something else,"
				}
				all = append(all, remembrance{title + " does not change it", func() memory {
					return func(w write) {
						if done(w) {
							w.puts(w.key, name, w.before)
						}
					}
				}})
				if schema.MinItems > 0 || t.name == "from several to none" {
					continue
				}
				all = append(all, remembrance{title + " empties it", func() memory {
					return func(w write) {
						if !done(w) {
							return
						}
						body := map[string]any{}
						for property, at := range pointers {
							if v := old(c.replaces, property, at, w.after); v != nil {
								body[property] = v
							}
						}
						body[name] = []any{}
						w.call(c.replaces, w.key, body, w.r)
					}
				}})
			}
		}
	}
	return all
}
