//go:build race

package main

// raceFlag builds with the race detector what a test runs: all that it is made
// of is built so already, and need not be built twice.
const raceFlag = " -race"
