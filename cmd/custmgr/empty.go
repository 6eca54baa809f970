package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// notEmpty refuses a flag that was given and is empty, as one is whose variable
// the shell does not know: to go on would judge, call or write something else
// than was meant.
func notEmpty(cmd *cobra.Command, _ []string) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if err == nil && f.Value.String() == "" && f.Value.Type() == "string" {
			err = usagef("--%s is given, and empty: is a variable unset?", f.Name)
		}
	})
	return err
}
