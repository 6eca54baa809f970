//go:build tools

package custmgr

// The tools that this repository is built and checked with. Their versions are
// pinned in go.mod; `go tool NAME` runs them. This file keeps the requirements
// visible to `go mod tidy` and to readers who look for the older idiom.
import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
	_ "honnef.co/go/tools/cmd/staticcheck"
)
