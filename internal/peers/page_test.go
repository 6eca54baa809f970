package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/internal/badserver"
)

func TestThePageSaysWhatWasMeasured(t *testing.T) {
	run := func(failing int, wall time.Duration) measure {
		return measure{Checks: 20, Failing: failing, Requests: 30, Wall: wall, CPU: wall / 2, StartUp: wall / 4}
	}
	named := func(name, setting string) tool { return tool{name: name, setting: setting, configured: "As it comes."} }
	page := comparison{
		derived: 900, eligible: 800, seed: 1, repeat: 2, workers: 1, timeout: time.Minute,
		servers: []badserver.Server{{Name: "op: a|b", Family: badserver.Shape}, {Name: "op: c", Family: badserver.Write}, {Name: "op: d", Family: badserver.Write}},
		columns: []column{
			{named("custmgr", atBest), result{Good: []measure{run(0, 200*time.Millisecond), run(0, 100*time.Millisecond)}, Caught: map[string]int{"op: a|b": 1, "op: c": 3}}},
			{named("Specmatic", atBest), result{Good: []measure{run(4, 10*time.Second), run(5, 12*time.Second)}, Caught: map[string]int{"op: c": 1}, Late: map[string]bool{"op: d": true},
				Crashes: []string{"op: c: exit code 1"}, Alarms: map[string]string{"creates": "status 422"}}},
		},
		missing: []string{"Prism cannot be started: exit code 1"},
	}.markdown()
	for _, line := range []string{
		"| tool | setting | caught of 3 | tests | false alarms | requests | wall time | CPU time | first request after |",
		"| custmgr | best | 2 | 20 | 0 | 30 | 0.10 s | 0.05 s | 0.03 s |",
		"| Specmatic | best | 1 | 20 | 4 to 5 | 30 | 10.00 s | 5.00 s | 2.50 s |",
		"Left out: Prism cannot be started: exit code 1.",
		"At their best, a run of custmgr takes 1/100 of Specmatic's wall time and 1/100 of its CPU time, for 20 tests by 30 requests against 20 by 30.",
		"Specmatic (best): 1 bad servers, the run had no verdict when its time was over (not caught).",
		"the 100 among these that only a warning could catch are left out",
		"- **custmgr, best**: As it comes.",
		"| shape | 1 | 1 | 0 |",
		"| write | 2 | 1 | 1 |",
		`| op: a\|b | shape | ✓ |  |`,
		"| op: c | write | ✓ | ✓ |",
		"| op: d | write |  | late |",
		"- creates: status 422",
	} {
		require.Contains(t, page, line)
	}
}
