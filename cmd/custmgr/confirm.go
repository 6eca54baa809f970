package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// confirm asks a question; only y and yes mean yes. It ends with the context,
// so that an interrupt at the question ends the command.
func (a *app) confirm(ctx context.Context, question string) (bool, error) {
	fmt.Fprintf(a.err, "%s [y/N] ", question)
	answer := make(chan string, 1)
	go func() { // a read cannot be called off; the process ends soon after
		line, _ := bufio.NewReader(a.in).ReadString('\n')
		answer <- line
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.err)
		return false, failf(exitInterrupted, "interrupted at the question: nothing was deleted")
	case line := <-answer:
		line = strings.ToLower(strings.TrimSpace(line))
		return line == "y" || line == "yes", nil
	}
}
