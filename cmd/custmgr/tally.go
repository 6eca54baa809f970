package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

// mostKinds is how many kinds of results of one verdict a tally keeps apart.
const mostKinds = 1000

// A tally keeps, of any number of judged answers, one of each kind and how many
// there were, so that a report stays readable and memory bounded.
type tally struct {
	kinds   []*kind
	byKey   map[string]*kind
	of      map[verdict]int // how many kinds of each verdict are kept
	answers int
	left    int // of further kinds, that are not kept
}

// A verdict is what a result weighs: a flood of one must not hide another.
type verdict struct {
	outcome contracttest.Outcome
	level   contracttest.Level
}

type kind struct {
	first contracttest.Result
	count int
}

// index is a place in an array, in a JSON pointer.
var index = regexp.MustCompile(`/\d+`)

// add counts a result. Results are of one kind if the same promise is broken in
// the same place, whatever came instead.
func (t *tally) add(r contracttest.Result) {
	if t.byKey == nil {
		t.byKey, t.of = map[string]*kind{}, map[verdict]int{}
	}
	if r.Check.Rule != contracttest.LeaksRule { // that is the second word on an answer
		t.answers++
	}
	key := []string{r.Check.ID, string(r.Outcome), string(r.Level), r.Reason}
	if r.Check.Operation == "" { // the document does not have it: its path says nothing
		key[0] = ""
	}
	for _, p := range r.Problems {
		key = append(key, index.ReplaceAllString(p.Pointer, "/*"), p.Expected)
	}
	joined, weight := strings.Join(key, "\n"), verdict{r.Outcome, r.Level}
	k := t.byKey[joined]
	switch {
	case k == nil && t.of[weight] >= mostKinds:
		t.left++
		return
	case k == nil:
		k = &kind{first: r}
		t.kinds, t.byKey[joined] = append(t.kinds, k), k
		t.of[weight]++
	}
	k.count++
}

// results are one of each kind, which say for how many they stand.
func (t *tally) results() []contracttest.Result {
	var all []contracttest.Result
	for _, k := range t.kinds {
		r := k.first
		if k.count > 1 {
			r.Check.Title += fmt.Sprintf(" (the first of %d answers of this kind)", k.count)
		}
		all = append(all, r)
	}
	return all
}

// broken reports whether any answer breaks the contract.
func (t *tally) broken(strict bool) bool {
	for _, k := range t.kinds {
		if k.first.Broken(strict) {
			return true
		}
	}
	return false
}

// summary says in one line how many answers were seen, and of which outcome.
func (t *tally) summary(strict bool) string {
	var kept, broken, warned, passed, none, shows int
	for _, k := range t.kinds {
		switch r := k.first; {
		case r.Check.Rule == contracttest.LeaksRule:
			shows += k.count
		case r.Broken(strict):
			broken += k.count
		case r.Outcome == contracttest.Fail:
			warned += k.count
		case r.Outcome == contracttest.Pass:
			kept += k.count
		case r.Check.Operation == "":
			passed += k.count
		default:
			none += k.count
		}
	}
	parts := []string{fmt.Sprintf("%d as documented", kept), fmt.Sprintf("%d not", broken)}
	for _, n := range []struct {
		count int
		what  string
	}{{warned, "with a warning"}, {none, "not judged"}, {passed, "of no documented operation"}, {t.left, "of further kinds"}} {
		if n.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n.count, n.what))
		}
	}
	answers := "answers"
	if t.answers == 1 {
		answers = "answer"
	}
	text := fmt.Sprintf("%d %s: %s", t.answers, answers, strings.Join(parts, ", "))
	switch {
	case shows == 1:
		text += "; 1 shows what none may"
	case shows > 1:
		text += fmt.Sprintf("; %d show what none may", shows)
	}
	return text
}

// lean is a result as it is written down: what passed needs no exchange.
func lean(r contracttest.Result) contracttest.Result {
	if r.Outcome == contracttest.Pass {
		r.Exchanges = nil
	}
	return r
}

// spoken is one answer in one line: verdict, method, path and status.
func spoken(r contracttest.Result) string {
	words := []string{fmt.Sprintf("%-7s", r.Outcome)}
	for _, e := range r.Exchanges {
		status := "no answer"
		if e.Status > 0 {
			status = fmt.Sprint(e.Status)
		}
		words = append(words, e.Method, report.OneLine(pathOf(e.URL), 200), status)
	}
	text := strings.Join(words, " ")
	switch {
	case r.Outcome == contracttest.Fail:
		text += fmt.Sprintf("  (%s)", r.Level)
		for i, p := range r.Problems {
			if i == 3 {
				text += fmt.Sprintf("; and %d more", len(r.Problems)-i)
				break
			}
			text += "; " + strings.TrimSpace(report.OneLine(p.Pointer+" expected "+p.Expected+", actual "+p.Actual, 200))
		}
	case r.Outcome != contracttest.Pass:
		text += "  " + report.OneLine(r.Reason, 200)
	}
	return text
}
