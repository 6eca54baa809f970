//go:build race

package client_test

// raceDetector reports that the tests run under the race detector, ten times slower.
const raceDetector = true
