package contracttest

// What an account is shown depends on what was done to the items of another one:
// a server may show those that were changed, or have many parts, or are gone. So
// the second account lists after each of our rounds, and once more at the end.

// An overheard is an answer to the second account with what is wrong about it.
type overheard struct {
	problems []Problem
	x        *exchange
}

// verdict is what the lists of the second account have shown so far.
func (o *others) verdict() verdict {
	for _, found := range []*overheard{o.leak, o.wrong} {
		if found != nil {
			return verdict{problems: found.problems, exchanges: []Exchange{found.x.Exchange}}
		}
	}
	return verdict{}
}

// hear judges what the second account's list answers. That it has no privilege
// is no fault, nor is it said twice what this account's own list breaks too.
func (w *world) hear(l *listing) {
	if w.others.wrong != nil || w.ground == nil || hasMust(w.ground.problems) || l.x.answer.err == errSpent {
		return
	}
	problems := l.problems
	if status := l.x.answer.status; status >= 400 && status <= 499 {
		problems = w.s.conform(w.c.list, l.x.answer)
	}
	if hasMust(problems) {
		w.others.wrong = &overheard{problems, l.x}
	}
}

// watchFor looks for items of ours in what the second account's list shows.
func (w *world) watchFor(l *listing) {
	if w.others.before == nil || w.others.leak != nil {
		return
	}
	for _, it := range w.own {
		v, ok := l.items[it.key]
		if ok && !it.foreign && !w.others.before[it.key] && (w.made(asSent(it), v) || w.outlives(it, v)) {
			w.others.leak = w.leaked(v, l)
			return
		}
	}
}

func (w *world) leaked(v any, l *listing) *overheard {
	return &overheard{[]Problem{{Level: Must, Expected: "no item of the first account", Actual: show(v)}}, l.x}
}

// outlives reports whether an item that looks just like one of ours turns up in
// the second account after ours was removed. Only this tells where items carry no
// identity that a request chose, and ours cannot be removed any more.
func (w *world) outlives(it *item, v any) bool {
	return len(w.c.identity()) == 0 && it.removed && !w.others.seen[it.key] && it.value != nil && sameValue(it.value, v)
}

// askOthers lists as the second account after a round of our calls, if the run
// has looked there before them. A bound on requests has room for one such look.
func (w *world) askOthers(round []*event) {
	if w.others == nil || w.others.before == nil || w.others.broken != "" || w.others.leak != nil || w.s.spent(2) || w.s.target.MaxRequests > 0 && w.others.known > 0 || w.s.ready() != nil {
		return
	}
	if round[0].x.Role == Act {
		w.othersList()
	}
}
