package openapi_test

import "slices"

// A broken document is the real one with one text replaced by another.
type broken struct {
	name     string
	old, new string // old stands exactly once
	want     []finding
}

// A finding is expected on the line on which a text stands, the only one of
// its kind in the broken document.
type finding struct{ at, text string }

func allBroken() []broken {
	return slices.Concat(brokenReading(), brokenOpenAPI(), brokenOperations(), brokenLinks(), brokenCollections(), brokenEffects(), brokenKeys())
}
