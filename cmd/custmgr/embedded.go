package main

import (
	"sync"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// embedded is the document that is built in, and the suite of it.
func embedded() (*openapi3.T, *contracttest.Suite, error) {
	built, err := made()
	return built.doc, built.suite, err
}

// made reads the document on first use: a process that has many command lines,
// as the tests have, reads it once. Nobody changes it.
var made = sync.OnceValues(func() (in struct {
	doc   *openapi3.T
	suite *contracttest.Suite
}, err error) {
	if in.doc, err = openapi.Load(); err != nil {
		return in, failf(exitUsage, "the embedded document cannot be read: %w", err)
	}
	if in.suite, err = contracttest.New(in.doc); err != nil {
		return in, failf(exitUsage, "the embedded document cannot be judged by: %w", err)
	}
	return in, nil
})

// newRun begins a run that judges a target by the document that is built in.
func newRun(doc *openapi3.T, target string, strict bool) report.Run {
	version, _ := built()
	return report.Run{
		Suite: "custmgr " + version, Document: openapi.Name, DocumentVersion: doc.Info.Version,
		Target: target, Strict: strict, Started: time.Now(),
	}
}
