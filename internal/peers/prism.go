package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

func prism() []tool {
	return []tool{
		{name: "Prism", setting: atDefault,
			configured: "`prism proxy DOCUMENT URL` with a script in front of it, for Prism sends nothing itself: list, create, update and delete, each once, from the document's first examples. A failing test is a call whose answer carries a violation of the answer (`sl-violations`), or that Prism cannot relay.",
			judge:      func(ctx context.Context, at bench) (verdict, error) { return prisms(ctx, at, script(false), false) }},
		{name: "Prism", setting: atBest,
			configured: "The same with all of the document's request examples, a list after every write, refusals for each operation (no credentials, unknown manager, missing and unknown role), and a script that also fails, as `curl --fail` would, when the status is not the one that the call has to get.",
			judge:      func(ctx context.Context, at bench) (verdict, error) { return prisms(ctx, at, script(true), true) }},
	}
}

// prisms starts Prism in front of the server, sends the calls through it, and
// stops it.
func prisms(ctx context.Context, at bench, calls []call, strict bool) (verdict, error) {
	if err := writeDocument(at.dir, served(at.url)); err != nil {
		return verdict{}, err
	}
	started := time.Now()
	url, stop, err := startPrism(ctx, at)
	dead := (*stillborn)(nil)
	if errors.As(err, &dead) && dead.inUse() && ctx.Err() == nil { // others ask for ports meanwhile
		url, stop, err = startPrism(ctx, at)
	}
	if errors.As(err, &dead) { // one run of many: the others go on
		dead.process.wall, dead.process.late = time.Since(started), ctx.Err() != nil
		return crashed(dead.process, dead), nil
	}
	if err != nil {
		return verdict{}, err
	}
	v := verdict{failed: findings{}}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, c := range calls {
		if ctx.Err() != nil {
			break
		}
		v.checks++
		if violations := c.through(ctx, client, url, strict); len(violations) > 0 {
			v.failing++
			for _, why := range violations {
				v.failed.add(c.name, why)
			}
		}
	}
	late := ctx.Err() != nil
	cpu := stop()
	v.process = process{wall: time.Since(started), cpu: cpu, late: late}
	return v, nil
}

// A stillborn is a Prism that ended before it listened.
type stillborn struct {
	said    string
	process process
}

// Error says why in its last line: before it comes how to use it.
func (s *stillborn) Error() string {
	said := strings.TrimSpace(s.said)
	return "prism does not start: " + strings.TrimSpace(said[strings.LastIndexByte(said, '\n')+1:])
}

// inUse reports whether somebody else had taken its port.
func (s *stillborn) inUse() bool { return strings.Contains(s.said, "EADDRINUSE") }

// startPrism starts the proxy on a free port and waits until it says that it
// listens. Stop ends it and returns the CPU time that it took. The error is a
// *stillborn if it ends before.
func startPrism(ctx context.Context, at bench) (url string, stop func() time.Duration, err error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address := free.Addr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(address)
	cmd := command(at.dir, nil, at.shelf.bin("prism"), "proxy", "openapi.yaml", at.url, "--port", port)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	cmd.Stderr = cmd.Stdout // where it says why it does not start
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	over := context.AfterFunc(ctx, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	lines, heard := bufio.NewReader(out), make(chan struct{})
	stop = func() time.Duration {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		<-heard // all of its output, which ends when it does
		_ = cmd.Wait()
		over()
		return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	var said strings.Builder
	for {
		line, err := lines.ReadString('\n')
		said.WriteString(line)
		if strings.Contains(line, "Prism is listening") {
			break
		}
		if err != nil {
			close(heard)
			cpu := stop()
			return "", nil, &stillborn{said.String(), process{code: cmd.ProcessState.ExitCode(), cpu: cpu}}
		}
	}
	go func() {
		defer close(heard)
		_, _ = io.Copy(io.Discard, lines)
	}()
	return "http://" + address, stop, nil
}

// through sends the call through the proxy and returns what is wrong with the
// answer.
func (c call) through(ctx context.Context, client *http.Client, url string, strict bool) []string {
	request, err := http.NewRequestWithContext(ctx, c.method, url+c.path, strings.NewReader(c.body))
	if err != nil {
		return []string{err.Error()}
	}
	if c.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := client.Do(request)
	if err != nil {
		return []string{"no answer"}
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	wrong, err := violations(response.Header.Get("Sl-Violations"))
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	if response.Header.Get("Content-Type") == "application/problem+json" {
		wrong = append(wrong, fmt.Sprintf("prism itself answers %d", response.StatusCode))
	}
	if strict && response.StatusCode != c.status {
		wrong = append(wrong, fmt.Sprintf("status %d instead of %d", response.StatusCode, c.status))
	}
	return wrong
}

// violations reads the header in which Prism tells what it found. What it holds
// against the request is left out.
func violations(header string) (wrong []string, err error) {
	if header == "" {
		return nil, nil
	}
	var all []struct {
		Location []any  `json:"location"`
		Code     any    `json:"code"` // a word, or a status
		Message  string `json:"message"`
	}
	if err := json.Unmarshal([]byte(header), &all); err != nil {
		return nil, errors.New("sl-violations is no JSON list")
	}
	for _, v := range all {
		if len(v.Location) == 0 || v.Location[0] != "request" {
			wrong = append(wrong, fmt.Sprintf("%v %v: %s", v.Location, v.Code, v.Message))
		}
	}
	return wrong, nil
}
