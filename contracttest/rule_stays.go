package contracttest

// A write can hold for one look and be gone at the next: a cache that was
// filled and a store that was not. So the run looks once more at its end.

// final lists the collection once more, after everything else.
func (w *world) final() *listing {
	if w.last == nil {
		w.before = map[*item]any{}
		for _, it := range w.own {
			w.before[it] = it.value
		}
		w.last = w.observeAll()
	}
	return w.last
}

// judgeLast compares the items of ours that are to be judged with the last listing.
func judgeLast(s *session, c *check, judge func(w *world, it *item, l *listing) (judged bool, problem *Problem)) verdict {
	if s.short() {
		return s.noRoom()
	}
	w, calls := s.world(c.op.collection), s.calls(c.op)
	if len(calls.events) == 0 {
		return skipped("%s", orElse(calls.blocked, "no call succeeded"))
	}
	l := w.final()
	if l.broken != "" {
		return skipped("blocked: %s", l.broken)
	}
	count := 0
	for _, it := range w.own {
		judged, problem := judge(w, it, l)
		if problem != nil {
			about := calls.events[0].x
			for _, e := range calls.events {
				if e.item == it {
					about = e.x
				}
			}
			return verdict{problems: []Problem{*problem}, exchanges: []Exchange{as(Act, about), as(Observe, l.x)}}
		}
		if judged {
			count++
		}
	}
	if count == 0 {
		return skipped("nothing of it was left at the end of the run")
	}
	return verdict{}
}

func judgeAddedStays(s *session, c *check) verdict {
	return judgeLast(s, c, func(w *world, it *item, l *listing) (bool, *Problem) {
		if !it.alive || !it.shown {
			return false, nil
		}
		if l.items[it.key] == nil {
			return true, &Problem{Level: Must, Expected: "the item whose " + w.c.Key + " is " + it.key + ", which the list has shown", Actual: "it is gone, and nobody removed it"}
		}
		return true, nil
	})
}

func judgeReplacedStays(s *session, c *check) verdict {
	last := map[*item]*event{}
	for _, e := range s.calls(c.op).events {
		if e.after != nil && e.after.items[e.item.key] != nil && e.x.answer.ok() {
			last[e.item] = e
		}
	}
	return judgeLast(s, c, func(w *world, it *item, l *listing) (bool, *Problem) {
		e, now := last[it], l.items[it.key]
		switch {
		case e == nil || !it.alive || now == nil:
			return false, nil
		case it.touched: // the run has changed it once more since
			if problems := w.c.departsFrom(w.before[it], now, "the list at the end of the run"); len(problems) > 0 {
				return true, &problems[0]
			}
		default:
			if problems := e.departs(now, "the list at the end of the run"); len(problems) > 0 && len(e.departs(e.after.items[it.key], "")) == 0 {
				return true, &problems[0]
			}
		}
		return true, nil
	})
}

func judgeRemovedStays(s *session, c *check) verdict {
	return judgeLast(s, c, func(w *world, it *item, l *listing) (bool, *Problem) {
		if !it.removed {
			return false, nil
		}
		if it.back {
			return true, &Problem{Level: Must, Expected: "no item whose " + w.c.Key + " is " + it.key, Actual: "it was back after a list had shown it gone"}
		}
		return true, nil
	})
}
