package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

const (
	groupContract = "contract"
	groupManage   = "manage"
)

// newRoot makes the whole command.
func newRoot(a *app) *cobra.Command {
	a.color = choice{value: "auto", allowed: []string{"auto", "always", "never"}}
	root := &cobra.Command{
		Use:   "custmgr",
		Short: "Judge, imitate and manage the customer managers of Workato's Embedded API",
		Example: examples(
			"custmgr verify                               # judge the sandbox that is built in",
			"custmgr sandbox                              # run that sandbox for other programs",
			"custmgr verify --url http://127.0.0.1:8080   # judge a server",
			"custmgr list --region eu                     # the customer managers of your account",
		),
		SilenceUsage:      true,
		SilenceErrors:     true,
		Args:              knownCommand,
		PersistentPreRunE: notEmpty,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate(helpTemplate)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w: %s --help shows the flags", err, cmd.CommandPath())
	})
	a.color.add(root, true, "color", "colour the output")
	root.AddGroup(&cobra.Group{ID: groupContract, Title: "The contract:"}, &cobra.Group{ID: groupManage, Title: "An account:"})
	root.AddCommand(
		newVerify(a), newProxy(a), newCheck(a), newSandbox(a),
		newList(a), newCreate(a), newUpdate(a), newDelete(a), newApply(a), newExport(a),
		newVersion(a), exitCodesTopic(), environmentTopic(),
	)
	root.SetHelpCommand(newHelp(root))
	return root
}

// examples sets the lines of an example as the help shows them.
func examples(lines ...string) string { return "  " + strings.Join(lines, "\n  ") }

// knownCommand refuses words that are no command, and says which was meant.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "custmgr --help shows the commands"
	if cmd.SuggestionsMinimumDistance <= 0 {
		cmd.SuggestionsMinimumDistance = 2
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return usagef("there is no command %q: %s", args[0], hint)
}

// noArguments refuses words after the command and its flags.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but got %q: %s --help shows its flags", cmd.CommandPath(), args[0], cmd.CommandPath())
	}
	return nil
}

// newHelp makes the help command: like cobra's, but it refuses unknown topics.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command or topic]",
		Short: "Explain a command or a topic",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, c := range root.Commands() {
				names = append(names, fmt.Sprintf("%s\t%s", c.Name(), c.Short))
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return knownCommand(root, rest)
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}
{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`

const usageTemplate = `{{if .HasExample}}
Examples:
{{.Example}}
{{end}}
Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND [flags]{{else}}{{.UseLine}}{{end}}
{{if .HasAvailableSubCommands}}{{$cmds := .Commands}}{{range $group := .Groups}}
{{.Title}}
{{range $cmds}}{{if eq .GroupID $group.ID}}  {{rpad .Name 12}} {{.Short}}
{{end}}{{end}}{{end}}
More:
{{range $cmds}}{{if and (eq .GroupID "") (or .IsAvailableCommand (eq .Name "help") .IsAdditionalHelpTopicCommand)}}  {{rpad .Name 12}} {{.Short}}
{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
Everywhere:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}`
