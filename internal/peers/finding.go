package main

import (
	"regexp"
	"strings"
)

// A finding is one thing that a tool holds against a server: the test that
// failed, and one line of why.
type finding struct{ test, why string }

// findings is a set of them.
type findings map[finding]bool

// add takes one in. What differs between two runs of the same test is no
// difference between two servers: numbers, addresses, random texts and times
// are made alike.
func (f findings) add(test, why string) { f[finding{alike(test), alike(why)}] = true }

// news returns what is in f and not in the others.
func (f findings) news(others findings) findings {
	fresh := findings{}
	for one := range f {
		if !others[one] {
			fresh[one] = true
		}
	}
	return fresh
}

var (
	quoted = regexp.MustCompile(`"[A-Z0-9]{5,}"|'[A-Z0-9]{5,}'|\b[A-Z]{5}\b`) // what Specmatic makes up: five capitals
	digits = regexp.MustCompile(`[0-9]{4,}|127\.0\.0\.1:[0-9]+`)
	spaces = regexp.MustCompile(`\s+`)
)

func alike(text string) string {
	text = quoted.ReplaceAllString(text, "…")
	text = digits.ReplaceAllString(text, "#")
	return strings.TrimSpace(spaces.ReplaceAllString(text, " "))
}
