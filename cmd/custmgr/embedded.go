package main

import (
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// embedded is the document that is built in, and the suite of it.
func embedded() (*openapi3.T, *contracttest.Suite, error) {
	doc, err := openapi.Load()
	if err != nil {
		return nil, nil, failf(exitUsage, "the embedded document cannot be read: %w", err)
	}
	suite, err := contracttest.New(doc)
	if err != nil {
		return nil, nil, failf(exitUsage, "the embedded document cannot be judged by: %w", err)
	}
	return doc, suite, nil
}

// newRun begins a run that judges a target by the document that is built in.
func newRun(doc *openapi3.T, target string, strict bool) report.Run {
	version, _ := built()
	return report.Run{
		Suite: "custmgr " + version, Document: openapi.Name, DocumentVersion: doc.Info.Version,
		Target: target, Strict: strict, Started: time.Now(),
	}
}
