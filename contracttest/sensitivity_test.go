package contracttest_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

var (
	update = flag.Bool("update", false, "write docs/sensitivity.md and docs/quota.md anew")
	some   = flag.String("servers", "", "try only the bad and odd servers whose family and name, as in \"write: is lost\", match this pattern")
	early  = flag.Bool("early", false, "end the run of a bad server once a right check has failed: all are caught in half the time, but the tables need whole runs")
	seeds  = flag.Int("seeds", 1, "judge each odd server with so many seeds; one that is drawn has its own")
)

const sensitivityFile = "../docs/sensitivity.md"

// TestSensitivity judges the judge: every bad server is caught by a right rule,
// every check is needed for one, no odd server is refused, and two faults do
// not hide each other. What it finds is docs/sensitivity.md.
func TestSensitivity(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // thousands of runs leave much behind, and none of it for long
	var report sensitivity
	for _, s := range subjects(t) {
		_, s.exchanges = s.judge(t, correct)
		report.subjects = append(report.subjects, &subjectTrials{subject: s})
	}
	t.Run("every bad server is caught by a right rule", func(t *testing.T) {
		for _, s := range report.subjects {
			s.bad = s.tryBad(t)
		}
	})
	t.Run("an odd server keeps its contract", func(t *testing.T) {
		for _, s := range report.subjects {
			s.odd = s.tryOdd(t)
		}
		requireEffective(t, report.subjects)
	})
	t.Run("two faults do not hide each other", func(t *testing.T) {
		for _, s := range report.subjects {
			s.pairs = s.tryPairs(t)
		}
	})
	t.Run("is what the document of it says", func(t *testing.T) {
		if !whole() || !report.complete() {
			t.Skip("not all of it was tried")
		}
		text := report.markdown()
		if *update {
			require.NoError(t, os.WriteFile(sensitivityFile, []byte(text), 0o644))
		}
		written, err := os.ReadFile(sensitivityFile)
		require.NoError(t, err)
		require.True(t, string(written) == text, "docs/sensitivity.md is out of date: run go test ./contracttest -run TestSensitivity -update")
	})
}

// A trial is a server with the verdict on it.
type trial struct {
	server     badserver.Server
	results    []contracttest.Result
	right      []contracttest.Check // that caught it and had to
	all        []contracttest.Check // that failed
	sameAsGood bool
}

// try judges servers, four at a time: some of them wait.
func (s subject) try(t *testing.T, servers []badserver.Server) []trial {
	good := s.exchanges
	if good == 0 {
		_, good = s.judge(t, correct)
	}
	trials := make([]trial, len(servers))
	next := make(chan int)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for i := range next {
				trials[i] = s.trial(t, servers[i], good)
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

// tries is how many seeds a judge may draw its calls by to catch a bad server
// whose fault shows at the same time only: chance decides who meets whom.
const tries = 5

func (s subject) trial(t *testing.T, server badserver.Server, good uint64) trial {
	comparable := !server.Network && !server.Meets && server.Seed == 0
	for {
		results, exchanges := s.judge(t, server)
		right, all := catchers(server, results)
		if len(right) > 0 || !server.Meets || len(server.Rules) == 0 || server.Seed == tries-1 {
			return trial{server, results, right, all, comparable && exchanges == good}
		}
		server.Seed++
	}
}

// sample is every n-th server: all of them take too long under the race detector.
func sample(servers []badserver.Server) []badserver.Server {
	var sampled []badserver.Server
	pattern := regexp.MustCompile(*some)
	for i, server := range servers {
		if pattern.MatchString(server.Family+": "+server.Name) && (!raceDetector || *some != "" || i%400 == 0) {
			sampled = append(sampled, server)
		}
	}
	return sampled
}

// thin reports whether the i-th case of a test is left out: under the race
// detector all but every n-th are. What it looks for is the same in each, and
// .ci/run has all of them without it.
func thin(i, n int) bool { return raceDetector && i%n != 0 }

// whole reports whether sample leaves none out.
func whole() bool { return !raceDetector && *some == "" && *seeds == 1 && !*early }

func TestABadServerThatDoesNothingIsNoticed(t *testing.T) {
	all := subjects(t)
	elsewhere := badserver.Bad(all[1].doc)[:3] // over a server of another document they find nothing to spoil
	for _, trial := range all[0].try(t, elsewhere) {
		require.True(t, trial.sameAsGood, trial.server.Name)
		require.Empty(t, trial.all, trial.server.Name)
	}
}

func TestTheCorrectServersPassEveryCheck(t *testing.T) {
	for _, s := range subjects(t) {
		results, _ := s.judge(t, correct)
		require.Len(t, results, len(s.promises()))
		for _, r := range results {
			require.Equal(t, contracttest.Pass, r.Outcome, r)
		}
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
