package reference

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/custmgr/custmgr/openapi"
)

// Build writes the pages as files into dir, which it makes if need be:
// index.html, scalar.js, openapi.yaml, openapi.json and NOTICE. They work from
// any folder of any static host and from a file:// address. The same document
// gives the same bytes. Other files of dir are left alone.
func Build(dir string) error {
	p, err := makePage(openapi.Name, openapi.YAML(), false)
	if err != nil {
		return err
	}
	asYAML, asJSON, err := document()
	if err != nil {
		return err
	}
	js, err := bundle()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s: make the folder: %w", dir, err)
	}
	for name, data := range map[string][]byte{
		"index.html":   p.html,
		"scalar.js":    js,
		"openapi.yaml": asYAML,
		"openapi.json": asJSON,
		"NOTICE":       bundleNotice,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return fmt.Errorf("%s: write the reference pages: %w", dir, err)
		}
	}
	return nil
}
