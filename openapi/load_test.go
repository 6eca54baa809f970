package openapi

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// No input is known that makes kin-openapi panic; if one turns up, it ends in
// an error that names the document.
func TestAPanicOfTheParserIsAnError(t *testing.T) {
	err := func() (err error) {
		defer recovered(&err)
		panic("index out of range")
	}()
	require.EqualError(t, err, "the document cannot be read: the parser panicked: index out of range")

	f := &findings{file: "d"}
	addValidation(err, readSource([]byte("openapi: 3.0.3"), f), f)
	require.EqualError(t, f.err(), "d:1: the document cannot be read: the parser panicked: index out of range")
}
