package client

import (
	"runtime/debug"
	"strings"
)

const module = "github.com/custmgr/custmgr"

// agent is the User-Agent of the client. The version is that which the program
// was built with, so that no constant can be forgotten.
func agent() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "custmgr/unknown"
	}
	return agentOf(info)
}

func agentOf(info *debug.BuildInfo) string {
	version := "unknown"
	if info.Main.Path == module {
		version = info.Main.Version
	}
	for _, dep := range info.Deps {
		if dep.Path == module {
			version = dep.Version
		}
	}
	if version == "" || version == "(devel)" {
		version = "devel"
	}
	return "custmgr/" + version + " (" + strings.ReplaceAll(info.GoVersion, " ", "-") + ")"
}
