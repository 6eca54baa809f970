package client

import (
	"io"
	"log"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

// silent is a log for servers whose complaints are expected.
var silent = log.New(io.Discard, "", 0)

func TestTheUserAgentHasTheVersionBuiltWith(t *testing.T) {
	for name, tc := range map[string]struct {
		info debug.BuildInfo
		want string
	}{
		"as a dependency": {debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: "example.com/x", Version: "v9"},
			Deps: []*debug.Module{{Path: "other", Version: "v1"}, {Path: module, Version: "v1.2.3"}}}, "custmgr/v1.2.3 (go1.26.8)"},
		"as the program itself":  {debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: module, Version: "v1.2.3"}}, "custmgr/v1.2.3 (go1.26.8)"},
		"from a working copy":    {debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: module, Version: "(devel)"}}, "custmgr/devel (go1.26.8)"},
		"with an odd Go version": {debug.BuildInfo{GoVersion: "go1.27 X:exp", Main: debug.Module{Path: module}}, "custmgr/devel (go1.27-X:exp)"},
		"from nowhere":           {debug.BuildInfo{GoVersion: "go1.26.8"}, "custmgr/unknown (go1.26.8)"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, agentOf(&tc.info))
		})
	}
}
