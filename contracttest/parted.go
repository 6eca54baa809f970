package contracttest

import "slices"

// Whoever reads an item from several tables, one query after the other, shows
// a part of it as it was before a change and another as it is after. Nobody
// promises that a list shows an item as of one instant, as nobody promises it
// of all items: where only that is amiss, it is a warning. What is lost, stale
// or invented shows in the parts too.

// legalInParts reports whether the history is right if each list that comes
// while the item is changed has read the parts of it one after the other.
func (all history) legalInParts() bool { return all.inParts().legal() }

// inParts replaces each such look by a look at each part.
func (all history) inParts() history {
	var parted history
	for _, h := range all {
		if h.write != nil || h.shown == nil || len(h.parts) == 0 || !all.meanwhile(h) {
			parted = append(parted, h)
			continue
		}
		for _, pointer := range h.parts {
			part := h
			part.parts, part.apart = []string{pointer}, true
			parted = append(parted, part)
		}
	}
	return parted
}

// meanwhile reports whether a write was under way while somebody looked.
func (all history) meanwhile(look happening) bool {
	return slices.ContainsFunc(all, func(h happening) bool {
		return h.write != nil && h.began < look.ended && look.began < h.ended
	})
}

// explains reports whether an item in this state explains what a look shows.
// Of an item that is gone, parts that are lists are empty.
func (s state) explains(h happening) bool {
	switch {
	case !h.apart:
		return (h.shown == nil) == (s == nil) && (s == nil || len(s.departs(h.shown, "")) == 0)
	case s == nil:
		return len(textSet(find(h.shown, h.parts[0]))) == 0
	}
	promised, known := s[h.parts[0]]
	return !known || slices.Equal(promised.texts, textSet(find(h.shown, h.parts[0])))
}
