package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// An outlet is where a run goes: the report, and the results as lines of JSON.
type outlet struct {
	text  io.Writer
	color bool
	lines io.Writer
	close func() error
}

// outputs opens where a run goes by the value of --json.
func (a *app) outputs(json string) (outlet, error) {
	to := outlet{text: a.out, color: a.colorful(a.outTerminal), lines: io.Discard, close: func() error { return nil }}
	switch json {
	case "":
		return to, nil
	case "-":
		to.lines, to.text, to.color = a.out, a.err, a.colorful(a.errTerminal)
		return to, nil
	}
	file, err := resultsFile(json, beginsResults)
	if err != nil {
		return to, usagef("--json: %w", err)
	}
	redacted := a.redacted(file)
	to.lines = redacted
	to.close = func() error {
		if err := errors.Join(redacted.Flush(), file.Close()); err != nil {
			return usagef("--json: %w", err)
		}
		return nil
	}
	return to, nil
}

// How the files begin that a run writes, and may write over.
const (
	beginsResults = `{"run":`
	beginsLessons = "# Observations, not documentation"
)

// resultsFile opens a file for what begins so, and empties it.
func resultsFile(path, begins string) (*os.File, error) {
	file, err := ownFile(path, begins)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return file, err
	}
	if _, err = file.Seek(0, io.SeekStart); err == nil {
		err = file.Truncate(0)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// ownFile opens a file to write over. One that is there has to begin as what is
// written, or be empty: any other is somebody's work, a recording say.
func ownFile(path, begins string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // it holds people's names and addresses
	if errors.Is(err, fs.ErrPermission) {
		file, err = os.OpenFile(path, os.O_WRONLY, 0) // a pipe, a terminal
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return file, err
	}
	found := make([]byte, len(begins))
	if n, _ := io.ReadFull(file, found); n > 0 && string(found) != begins {
		return nil, errors.Join(fmt.Errorf("%s is there and is nothing that a run writes here: name another file, or remove it", path), file.Close())
	}
	return file, nil
}
