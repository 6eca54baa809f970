package contracttest_test

import (
	"testing"

	"github.com/custmgr/custmgr/internal/badserver"
)

// gaps are the bad servers that no right rule catches yet, and why. An entry
// that is caught has to go.
var gaps = map[string]string{}

// tryBad holds that every bad server is caught, and that every check is needed
// for one of them.
func (s subject) tryBad(t *testing.T) []trial {
	trials := s.try(t, sample(badserver.Bad(s.doc)))
	names, needed := map[string]bool{}, map[string]bool{}
	for _, trial := range trials {
		name := s.name + ": " + trial.server.Name
		if names[name] {
			t.Errorf("two bad servers have the name %s", name)
		}
		names[name] = true
		if trial.sameAsGood {
			t.Errorf("%s: this bad server answers every request like the good one", name)
		}
		_, gap := gaps[trial.server.Name]
		switch caught := len(trial.right) > 0; {
		case gap && caught:
			t.Errorf("%s: this bad server is caught: take it out of the gaps", name)
		case !gap && !caught:
			t.Errorf("%s: no check of %v caught this bad server, but %s", name, trial.server.Rules, ids(trial.all))
		}
		for _, c := range trial.all {
			needed[c.ID] = true
		}
	}
	for _, c := range s.promises() {
		if whole() && !needed[c.ID] {
			t.Errorf("%s: no bad server makes the check %s fail", s.name, c.ID)
		}
	}
	return trials
}
