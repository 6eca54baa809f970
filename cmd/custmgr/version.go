package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/custmgr/custmgr/openapi"
	"github.com/spf13/cobra"
)

// Set by the linker, as in -ldflags "-X main.version=v0.1.0 -X main.commit=abc".
var version, commit string

// newVersion makes the version command.
func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of the command and of the document",
		Example: examples("custmgr version"),
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			doc, err := openapi.Load()
			if err != nil {
				return failf(exitUsage, "the embedded document cannot be read: %w", err)
			}
			v, c := built()
			fmt.Fprintf(a.out, "custmgr   %s\ncommit    %s\ngo        %s\ndocument  %s\n", v, c, runtime.Version(), doc.Info.Version)
			return nil
		},
	}
}

// built returns the version and commit of this command.
func built() (string, string) {
	info, _ := debug.ReadBuildInfo()
	return versionOf(info, version, commit)
}

// versionOf returns version and commit as the linker gave them, else those of
// the build, else "dev" and "unknown". Info may be nil.
func versionOf(info *debug.BuildInfo, v, c string) (string, string) {
	if info != nil {
		if v == "" && info.Main.Version != "(devel)" {
			v = info.Main.Version
		}
		if c == "" {
			c = revision(info.Settings)
		}
	}
	if v == "" {
		v = "dev"
	}
	if c == "" {
		c = "unknown"
	}
	return v, c
}

// revision is the commit that go build noted, with a mark if files were changed.
func revision(settings []debug.BuildSetting) string {
	var c, mark string
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			c = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			mark = " (changed)"
		}
	}
	if c == "" {
		return ""
	}
	return c + mark
}
