//go:build race

package custmgr_test

// raceFlag builds with the race detector what a test runs: the standard library
// and all modules are built so already, and need not be built twice.
const raceFlag = " -race"
