package main

import (
	"sync"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// A builtIn is the embedded document with the suite of it.
type builtIn struct {
	doc   *openapi3.T
	suite *contracttest.Suite
}

// readBuiltIn reads the document on first use: a process that has many command
// lines, as the tests have, reads it once. Nobody changes it.
var readBuiltIn = sync.OnceValues(func() (builtIn, error) {
	doc, err := openapi.Load()
	if err != nil {
		return builtIn{}, failf(exitUsage, "the embedded document cannot be read: %w", err)
	}
	suite, err := contracttest.New(doc)
	if err != nil {
		return builtIn{}, failf(exitUsage, "the embedded document cannot be judged by: %w", err)
	}
	return builtIn{doc, suite}, nil
})

// embedded is the document that is built in, and the suite of it.
func embedded() (*openapi3.T, *contracttest.Suite, error) {
	in, err := readBuiltIn()
	return in.doc, in.suite, err
}

// newRun begins a run that judges a target by the document that is built in.
func newRun(doc *openapi3.T, target string, strict bool) report.Run {
	version, _ := built()
	return report.Run{
		Suite: "custmgr " + version, Document: openapi.Name, DocumentVersion: doc.Info.Version,
		Target: target, Strict: strict, Started: time.Now(),
	}
}
