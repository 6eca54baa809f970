package main

import "github.com/spf13/cobra"

// exitCodesTopic is the help topic about exit codes.
func exitCodesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long: `Exit codes of verify and check:

    0  the contract is kept; what was not judged is listed with the reason
    1  the contract is broken, or the run exercised less than --min-coverage
    2  wrong use: unknown flag, no token, a file that cannot be written, or for
       check one that is no HAR
    3  no verdict: the server is unreachable, refuses the token, or did not
       let every check come to its end; the files hold nothing to judge
  130  interrupted; what the run had added is removed first

Exit codes of proxy, once SIGTERM or SIGINT has stopped it:

    0  no answer broke the contract
    1  at least one did, withheld or not
    2  wrong use: the address cannot be listened on, the target not be called

Exit codes of list, create, update and delete:

    0  done
    1  the API refused, or you answered no; also an answer that is not what the
       contract promises, and a result that is carried out but cannot be printed
    2  wrong use: nothing was changed
    3  no answer: unreachable, no answer in time, or one that leaves open whether
       the call was carried out: list before you create again
    4  the API refused the token (401)
  130  interrupted

Exit codes of apply and export:

    0  done: the account is like the file, or would be without --dry-run
    1  some changes failed, or the account differs from the file all the same, or
       you answered no, or one collaborator is two customer managers
    2  wrong use: a bad file, a flag that is needed; nothing was changed
    3  no answer: what was not done yet is done by the same command, run again
    4  the API refused the token (401)
  130  interrupted: the same command, run again, goes on

Exit codes of sandbox:

    0  stopped by SIGTERM or SIGINT, or the probe of --health is answered
    2  wrong use: the address cannot be listened on
    3  the probe of --health is not answered`,
	}
}

// environmentTopic is the help topic about the environment.
func environmentTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "environment",
		Short: "Which environment variables are read",
		Long: `Environment variables:

  CUSTMGR_TOKEN  the API token. There is no flag for it: a command line is seen
                 by every user of the machine. It is never printed.
  CUSTMGR_TOKEN_2
                 for verify, the token of a second account, to see that the two
                 are kept apart: not the same token once more. It is never printed.
  CUSTMGR_URL    base URL for list, create, update, delete, apply and export, if
                 neither --url nor --region is given. The others do not read it.
  NO_COLOR       if not empty, no colour; --color is stronger
  TERM           if dumb, no colour; --color is stronger

Nothing else is read: no file, no telemetry.`,
	}
}
