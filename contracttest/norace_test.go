//go:build !race

package contracttest_test

const raceDetector = false
