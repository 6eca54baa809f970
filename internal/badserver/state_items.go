package badserver

import (
	"fmt"
	"maps"

	"github.com/custmgr/custmgr/openapi"
)

// A remembrance is a memory with its name.
type remembrance struct {
	name  string
	makes func() memory
}

// revenants: what was removed is not gone for good.
func (c *collection) revenants() []remembrance {
	var all []remembrance
	names, _ := c.replaces.reflected()
	for _, name := range names {
		all = append(all, remembrance{"what is added again has the " + name + " of what was removed", func() memory {
			removed := map[string]any{}
			return func(w write) {
				switch {
				case w.is(openapi.Removes):
					removed[c.who(w.before)] = w.before
				case w.is(openapi.Adds):
					w.puts(w.key, name, removed[c.who(w.after)])
				}
			}
		}})
	}
	for _, kind := range []*operation{c.adds, c.removes} {
		all = append(all, remembrance{"the next " + c.replaces.id + " after " + kind.id + " is done to another item", func() memory {
			due := false
			return func(w write) {
				if due && w.is(openapi.Replaces) {
					if other := w.other(c, w.key, w.r); other != "" {
						w.undo()
						call(w.good, w.under(w.r, other))
					}
				}
				due = w.op == kind || due && !w.is(openapi.Replaces)
			}
		}})
	}
	return all
}

// who tells whose item it is: by what identifies it, if anything does.
func (c *collection) who(item any) string {
	text := ""
	for _, pointer := range sortedValues(c.identity()) {
		text += string(encode(find(item, pointer))) + "\n"
	}
	return text
}

// replacings: an update depends on the updates before it.
func (c *collection) replacings() []remembrance {
	all := []remembrance{
		{"an update takes back the update of another item before it", func() memory {
			var last write
			return func(w write) {
				if w.is(openapi.Replaces) && last.key != w.key {
					w.puts(last.key, "", last.before)
				}
				last = write{}
				if w.is(openapi.Replaces) {
					last = w
				}
			}
		}},
		{"an update back to what was before is lost", func() memory {
			was := map[string]any{} // before the last update
			return func(w write) {
				if !w.is(openapi.Replaces) {
					return
				}
				if back := was[w.key]; back != nil && text(back) == text(w.after) && text(back) != text(w.before) {
					w.undo()
					return
				}
				was[w.key] = w.before
			}
		}},
	}
	for n := 2; n <= 3; n++ {
		all = append(all, remembrance{fmt.Sprintf("update number %d of an item is lost", n), func() memory {
			updates := map[string]int{}
			return func(w write) {
				if w.is(openapi.Replaces) {
					if updates[w.key]++; updates[w.key] == n {
						w.undo()
					}
				}
			}
		}})
	}
	names, pointers := c.replaces.reflected()
	for _, name := range names {
		all = append(all,
			remembrance{"an update gives the item that was updated before the same " + name, func() memory {
				last := ""
				return func(w write) {
					if w.is(openapi.Replaces) {
						if last != "" && last != w.key {
							w.puts(last, name, w.after)
						}
						last = w.key
					}
				}
			}},
			remembrance{"an update stores the " + name + " of the update before", func() memory {
				var last any
				return func(w write) {
					if w.is(openapi.Replaces) {
						w.puts(w.key, name, last)
						last = w.after
					}
				}
			}},
			remembrance{"an update that changes nothing changes the " + name, func() memory {
				return func(w write) {
					if !w.is(openapi.Replaces) || text(w.before) != text(w.after) {
						return
					}
					if v, ok := w.another(name, old(c.replaces, name, pointers[name], w.after)); ok {
						body, _ := object(w.r.body)
						body = maps.Clone(body)
						body[name] = v
						w.call(c.replaces, w.key, body, w.r)
					}
				}
			}},
			remembrance{"two items that are updated to the same have one " + name + " from then on", func() memory {
				twin := map[string]string{}
				return func(w write) {
					if !w.is(openapi.Replaces) {
						return
					}
					if other := twin[w.key]; other != "" {
						w.puts(other, name, w.after)
					}
					for _, item := range w.items(c, w.r) {
						if key := keyOf(c, item); key != w.key && text(first(item, beforeAll(pointers[name]))) == text(first(w.after, beforeAll(pointers[name]))) {
							twin[w.key], twin[key] = key, w.key
						}
					}
				}
			}},
		)
	}
	return all
}

// beforeAll is the array that a pointer to every element goes through, else
// the pointer itself.
func beforeAll(pointer string) string {
	if array := beforeStar(pointer); array != "" {
		return array
	}
	return pointer
}
