package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A process is a program that ran to its end, or was ended.
type process struct {
	output string // both streams
	code   int
	wall   time.Duration
	cpu    time.Duration // of the program and of all children that it waited for
	late   bool          // it was ended because its time was over
}

// execute runs a program in dir and waits for it. It runs in a process group of
// its own, which is ended as a whole when ctx is over: tools start helpers. That
// a program fails is no error; that it cannot be started is one.
func execute(ctx context.Context, dir string, env []string, name string, args ...string) (process, error) {
	cmd, output := command(dir, env, name, args...), &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = output, output
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return process{}, err
	}
	over := context.AfterFunc(ctx, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err := cmd.Wait()
	late := !over()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		return process{}, err
	}
	return process{
		output: output.String(), code: cmd.ProcessState.ExitCode(), late: late,
		wall: time.Since(started), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
	}, nil
}

// command prepares a program. It sees none of the surroundings but where
// programs and its home are, so that a developer's own settings and secrets do
// not take part.
func command(dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LANG=C.UTF-8", "NO_COLOR=1", "CI=1",
		"SPECMATIC_DISABLE_TELEMETRY=true", "NODE_NO_WARNINGS=1",
	}, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 5 * time.Second
	return cmd
}
