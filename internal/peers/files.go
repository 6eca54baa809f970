package main

import (
	"os"
	"path/filepath"
	"strings"
)

// place copies a file of setup into a folder. In its text $TOKEN and the pairs
// that follow are replaced.
func place(dir, name string, pairs ...string) error {
	text, err := setup.ReadFile("setup/" + name)
	if err != nil {
		return err
	}
	filled := strings.NewReplacer(append([]string{"$TOKEN", token}, pairs...)...).Replace(string(text))
	return os.WriteFile(filepath.Join(dir, filepath.Base(name)), []byte(filled), 0o644)
}

// writeDocument writes the edited document into a folder, as openapi.yaml.
func writeDocument(dir string, edits ...edit) error {
	text, err := edited(edits...)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "openapi.yaml"), text, 0o644)
}
