//go:build race

package openapi_test

// raceDetector reports that the tests run under the race detector, ten times slower.
const raceDetector = true
