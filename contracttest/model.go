package contracttest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/custmgr/custmgr/openapi"
)

// The model of a collection knows no more of an item than what the document
// promises: that it is in the list or not, and what the list shows where a
// request property is reflected. The rules sequence and concurrent judge by it.

// A move is one valid call of a random sequence. It names its item by a number
// of the sequence's own, as nobody knows the key before.
type move struct {
	op       *operation
	item     int
	identity map[string]any // of an added item, by property
	forms    map[string]form
	sent     map[string]any // by property; a property that was left out is not in it
	look     bool           // list the collection afterwards
}

// A state is what is promised of an item, by the pointer where it shows; nil
// is that of an item that is not there.
type state map[string]promise

// A promise is the set of values that one place of an item has to show.
type promise struct {
	texts []string
	level Level
	line  int
	since string // the call that made the promise
}

// after returns the state of an item after a valid call that since describes.
// The state itself stays as it is.
func (s state) after(m move, since string) state {
	if m.op.effect.Kind == openapi.Removes {
		return nil
	}
	next := maps.Clone(s)
	if next == nil {
		next = state{}
	}
	for _, name := range m.op.properties() {
		schema := m.op.property(name)
		pointer := reflects(schema)
		if pointer == "" {
			continue
		}
		sent, given := m.sent[name]
		if !given {
			if m.forms[name] != formOmitted { // nobody says what leaving it out means
				delete(next, pointer)
				continue
			}
			sent = schema.Value.Default
		}
		next[pointer] = promise{texts: textSet(flatten([]any{sent})), level: levelOf(schema.Value.Extensions), line: m.op.propertyLine(name), since: since}
	}
	return next
}

// departs compares what an answer or a list shows of an item with its state.
func (s state) departs(shown any, place string) []Problem {
	var problems []Problem
	for _, pointer := range keys(s) {
		want := s[pointer]
		if got := textSet(find(shown, pointer)); !slices.Equal(want.texts, got) {
			problems = append(problems, Problem{Level: want.level, Pointer: pointer, Line: want.line,
				Expected: fmt.Sprintf("%s, as sent by %s", set(want.texts), want.since), Actual: fmt.Sprintf("%s in %s", set(got), place)})
		}
	}
	return problems
}

// same reports whether two states promise the same, whoever promised it.
func (s state) same(other state) bool {
	return (s == nil) == (other == nil) && maps.EqualFunc(s, other, func(a, b promise) bool { return slices.Equal(a.texts, b.texts) })
}

// String is the state in a line.
func (s state) String() string {
	if s == nil {
		return "not there"
	}
	text := "there"
	for _, pointer := range keys(s) {
		text += fmt.Sprintf(" %s=%s", pointer, set(s[pointer].texts))
	}
	return text
}

// playable drops the moves that are no valid calls after what is left before
// them: to items that are not there, and items that are there already.
func playable(moves []move) []move {
	there, taken := map[int]move{}, map[string]bool{}
	var left []move
	for _, m := range moves {
		added, exists := there[m.item]
		switch m.op.effect.Kind {
		case openapi.Adds:
			if exists || taken[identityText(m.identity)] {
				continue
			}
			there[m.item] = m
			taken[identityText(m.identity)] = len(m.identity) > 0
		case openapi.Removes:
			if !exists {
				continue
			}
			delete(there, m.item)
			delete(taken, identityText(added.identity))
		default:
			if !exists {
				continue
			}
		}
		left = append(left, m)
	}
	return left
}

func identityText(identity map[string]any) string {
	text := ""
	for _, name := range keys(identity) {
		text += name + "=" + textOf(identity[name]) + "\n"
	}
	return text
}
