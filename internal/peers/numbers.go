package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const mostAlarms = 8 // of one tool that are listed

// alarms lists what each tool holds against the correct server.
func (c comparison) alarms(b *strings.Builder) {
	b.WriteString("\n## False alarms\n\nWhat fails on the correct server, with one of the reasons that the tool gives; tests of one name count once.\n\n")
	for _, col := range c.columns {
		if len(col.Alarms) == 0 {
			continue
		}
		fmt.Fprintf(b, "**%s, %s**\n\n", col.name, col.setting)
		for i, test := range slices.Sorted(maps.Keys(col.Alarms)) {
			if i == mostAlarms {
				fmt.Fprintf(b, "- and %d more\n", len(col.Alarms)-i)
				break
			}
			fmt.Fprintf(b, "- %s: %s\n", cell(test), cell(col.Alarms[test]))
		}
		b.WriteString("\n")
	}
}

// failing says how many tests fail on the correct server: one number, or the
// least and the most if the runs differ.
func (r result) failing() string {
	var all []int
	for _, m := range r.Good {
		all = append(all, m.Failing)
	}
	if low, high := slices.Min(all), slices.Max(all); low != high {
		return fmt.Sprintf("%d to %d", low, high)
	}
	return fmt.Sprint(all[0])
}

// wall, cpu and startUp are the least of the runs on the correct server: what is
// more than that came from elsewhere on the machine.
func (r result) wall() time.Duration {
	return r.least(func(m measure) time.Duration { return m.Wall })
}
func (r result) cpu() time.Duration {
	return r.least(func(m measure) time.Duration { return m.CPU })
}
func (r result) startUp() time.Duration {
	return r.least(func(m measure) time.Duration { return m.StartUp })
}

func (r result) least(of func(measure) time.Duration) time.Duration {
	least := of(r.Good[0])
	for _, m := range r.Good[1:] {
		least = min(least, of(m))
	}
	return least
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

// share says what part of whole a part is.
func share(part, whole time.Duration) string {
	if part <= 0 || whole <= 0 {
		return "an unknown part"
	}
	if part >= whole {
		return fmt.Sprintf("%.1f times", float64(part)/float64(whole))
	}
	return fmt.Sprintf("1/%.0f", float64(whole)/float64(part))
}
