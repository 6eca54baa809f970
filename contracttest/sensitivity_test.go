package contracttest_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

var (
	update = flag.Bool("update", false, "write docs/sensitivity.md anew")
	some   = flag.String("servers", "", "try only the bad servers whose family and name, as in \"write: is lost\", match this pattern")
)

const sensitivityFile = "../docs/sensitivity.md"

// gaps are the bad servers that no right rule catches yet, and why. An entry
// that is caught has to go.
var gaps = map[string]string{
	"deleteCustomerManager: while it is under way the list is empty": allGoing,
	"dropNote: while it is under way the list is empty":              allGoing,
}

const allGoing = "when several clients remove, all that the run has added is being removed, so that no item is left that a list would have to show"

// A trial is a server with the verdict on it.
type trial struct {
	server     badserver.Server
	results    []contracttest.Result
	right      []contracttest.Check // that caught it and had to
	all        []contracttest.Check // that failed
	sameAsGood bool
}

// try judges servers, two at a time.
func (s subject) try(t *testing.T, servers []badserver.Server) []trial {
	_, good := s.judge(t, correct)
	trials := make([]trial, len(servers))
	next := make(chan int)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for i := range next {
				server, judge := servers[i], s.judge
				if server.Meets {
					judge = s.meeting
				}
				results, exchanges := judge(t, server)
				right, all := catchers(server, results)
				trials[i] = trial{server, results, right, all, !server.Network && !server.Meets && exchanges == good}
			}
		})
	}
	for i := range servers {
		next <- i
	}
	close(next)
	workers.Wait()
	return trials
}

// sample is every n-th server: all of them take too long under the race detector.
func sample(servers []badserver.Server) []badserver.Server {
	var sampled []badserver.Server
	pattern := regexp.MustCompile(*some)
	for i, server := range servers {
		if pattern.MatchString(server.Family+": "+server.Name) && (!raceDetector || *some != "" || i%20 == 0) {
			sampled = append(sampled, server)
		}
	}
	return sampled
}

// whole reports whether sample leaves none out.
func whole() bool { return !raceDetector && *some == "" }

func TestEveryBadServerIsCaughtByARightRule(t *testing.T) {
	var report sensitivity
	for _, s := range subjects(t) {
		bad := sample(badserver.Bad(s.doc))
		trials := s.try(t, bad)
		names, needed := map[string]bool{}, map[string]bool{}
		for _, trial := range trials {
			name := s.name + ": " + trial.server.Name
			require.False(t, names[name], "two bad servers have the name %s", name)
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
		if whole() {
			report.subjects = append(report.subjects, subjectTrials{s, trials, s.try(t, badserver.Odd(s.doc))})
		}
	}
	if !whole() || t.Failed() {
		return
	}
	text := report.markdown()
	if *update {
		require.NoError(t, os.WriteFile(sensitivityFile, []byte(text), 0o644))
	}
	written, err := os.ReadFile(sensitivityFile)
	require.NoError(t, err)
	require.True(t, string(written) == text, "docs/sensitivity.md is out of date: run go test ./contracttest -run EveryBadServer -update")
}

func TestABadServerThatDoesNothingIsNoticed(t *testing.T) {
	all := subjects(t)
	elsewhere := badserver.Bad(all[1].doc)[:3] // over a server of another document they find nothing to spoil
	for _, trial := range all[0].try(t, elsewhere) {
		require.True(t, trial.sameAsGood, trial.server.Name)
		require.Empty(t, trial.all, trial.server.Name)
	}
}

func ids(checks []contracttest.Check) string {
	if len(checks) == 0 {
		return "none at all"
	}
	text := ""
	for _, c := range checks {
		text += " " + c.ID
	}
	return fmt.Sprintf("these failed:%s", text)
}
