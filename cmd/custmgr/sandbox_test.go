package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asCommand makes the test's own binary the command.
const asCommand = "CUSTMGR_TEST_RUN_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(tested(m))
}

// tested runs the tests with a cache folder of their own.
func tested(m *testing.M) int {
	cache, err := os.MkdirTemp("", "custmgr-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(cache)
	for _, name := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} { // as os.UserCacheDir asks
		if err := os.Setenv(name, cache); err != nil {
			panic(err)
		}
	}
	return m.Run()
}

// start starts the command as a process of its own.
func start(t *testing.T, args ...string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute) // of one that hangs: a busy machine takes less
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", envToken+"="+token)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return cmd, bufio.NewReader(out)
}

func TestSandboxSaysWhereItIsAndStopsOnASignal(t *testing.T) {
	for name, signal := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			cmd, out := start(t, "sandbox", "--addr", "127.0.0.1:0")
			line, err := out.ReadString('\n')
			require.NoError(t, err)
			said := regexp.MustCompile(`^sandbox at (http://127\.0\.0\.1:\d+), token sandbox: 2 customer managers, 11 collaborators, 5 roles, 8 workspaces; pages at (\S+/docs/)\n$`).FindStringSubmatch(line)
			require.NotNil(t, said, line)

			require.Equal(t, printed{}, session{}.run(t, "sandbox", "--health", said[1]), "the probe is silent where all is well")
			p := session{env: map[string]string{envToken: "sandbox", envURL: said[1]}}.run(t, "list")
			require.Equal(t, printed{exitOK, twoManagers, ""}, p)
			response, err := http.Get(said[2])
			require.NoError(t, err)
			page, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, http.StatusOK, response.StatusCode)
			require.Contains(t, string(page), "Customer managers")

			require.NoError(t, cmd.Process.Signal(signal))
			rest, err := io.ReadAll(out)
			require.NoError(t, err)
			require.Empty(t, string(rest))
			require.NoError(t, cmd.Wait(), "it stops cleanly")
		})
	}
}

func TestASecondInterruptEndsTheCommandAtOnce(t *testing.T) {
	reached := make(chan struct{}, 100)
	url := serveHandler(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached <- struct{}{}
		_, _ = io.Copy(io.Discard, r.Body) // so that the end of the connection is seen
		<-r.Context().Done()
	}))
	cmd, _ := start(t, "verify", "--url", url)
	<-reached
	ended := make(chan error, 1)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	go func() { ended <- cmd.Wait() }()
	again := time.NewTicker(10 * time.Millisecond) // the first has to be taken in before
	defer again.Stop()
	for {
		select {
		case err := <-ended:
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit)
			status, ok := exit.Sys().(syscall.WaitStatus)
			require.True(t, ok)
			require.True(t, status.Signaled() && status.Signal() == syscall.SIGINT || status.ExitStatus() == exitInterrupted, "%v", err)
			return
		case <-again.C:
			_ = cmd.Process.Signal(os.Interrupt) // it may have ended by now
		}
	}
}

func TestSandboxOnAnAddressInUseSaysWhatToDo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	addr := listener.Addr().String()
	require.Equal(t, printed{exitUsage, "", "custmgr: cannot listen on " + addr + ": the address is in use: choose another with --addr, or port 0 for a free one\n"},
		session{}.run(t, "sandbox", "--addr", addr))
}

func TestSandboxNamesAnAddressThatCanBeCalled(t *testing.T) {
	for listen, prefix := range map[string]string{"127.0.0.1:0": "http://127.0.0.1:", "0.0.0.0:0": "http://127.0.0.1:", "[::]:0": "http://127.0.0.1:"} {
		listener, err := net.Listen("tcp", listen)
		if err != nil {
			continue // no IPv6 here
		}
		require.True(t, strings.HasPrefix(baseURL(listener.Addr()), prefix), baseURL(listener.Addr()))
		require.NoError(t, listener.Close())
	}
}

func TestAProbeThatNobodyAnswersFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // a port that was given back may be another's by now
	require.NoError(t, err)
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	p := session{}.run(t, "sandbox", "--health", "http://"+listener.Addr().String())
	require.Equal(t, exitNoAnswer, p.code)
	require.Contains(t, p.err, "custmgr: no sandbox answers: ")
}

func TestAProbeOfAnotherServerFails(t *testing.T) {
	p := session{}.run(t, "sandbox", "--health", serveHandler(t, answering(404, "application/json", `{}`)))
	require.Equal(t, exitNoAnswer, p.code)
	require.Contains(t, p.err, "status 404")
}
