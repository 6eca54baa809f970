//go:build !race

package custmgr_test

const raceFlag = ""
